//! The JSON Schema of profiles.

use crate::print::snapshot;
use crate::world::{FULL, REGION, TOWN, schema};
use acquis::data::schema_json;

#[test]
fn the_json_schema_of_a_profile() {
    let text = schema_json::profile_schema(&schema(), TOWN);
    assert_eq!(text, schema_json::profile_schema(&schema(), TOWN));
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let of = |path: &str| json.pointer(&format!("/$defs/{path}")).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(of("Town.people/anyOf/0/maximum"), &serde_json::json!(20_000_000));
    assert_eq!(of("Town.share/anyOf/0/maximum"), &serde_json::json!(100));
    assert_eq!(of("Town.plan.form/enum/4"), &serde_json::json!("absent"));
    assert_eq!(of("Town.state/anyOf/0/anyOf/0/enum"), &serde_json::json!(["DE", "DK", "FI"]));
    assert_eq!(of("Town.schools/anyOf/0/maxItems"), &serde_json::json!(3));
    assert!(
        of("profile/properties/plan/properties/form/description").as_str().is_some_and(|d| d.contains("may be absent"))
    );
    assert_eq!(json.pointer("/$defs/profile/required"), Some(&serde_json::json!(["id"])));
    assert!(json.pointer("/$defs/record.School/properties/newcomers").is_some());
    let valid = |text: &str| {
        let value: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
        jsonschema::draft202012::validate(&json, &value).is_ok()
    };
    jsonschema::draft202012::meta::validate(&json).expect("a JSON Schema");
    assert!(valid(FULL));
    assert!(valid("sources: {s: {title: x}}\ntowns: [{id: a}, {id: b, people: [{value: 1, as_of: 2016}]}]\n"));
    for wrong in [
        "name: b\n",
        "id: a\npeple: 1\n",
        "id: a\nsettlement: city\n",
        "id: a\nmember: yes\n",
        "id: a\nstate: FL\n",
        "id: a\nheard: true\n",
        "id: a\nheard: {value: true}\n",
        "id: a\npeople: 20000001\n",
        "id: a\npeople: {as_of: 2016}\n",
        "id: a\npeople: many\n",
        "id: a\nschools: [{nam: A}]\n",
        "id: a\nplan: {frm: own_axis}\n",
        "id: a\nregion: {code: FI1B1}\n",
        "towns: [{name: b}]\n",
    ] {
        assert!(!valid(wrong), "{wrong}");
    }
    snapshot("data_json_schema_region", &schema_json::profile_schema(&schema(), REGION));
}
