//! What is refused, and where.

use crate::print::{findings, said, snapshot};
use crate::world::{STATE, TOWN, read, read_one, schema};
use acquis::data::reader::Reader;
use acquis::text::Sources;

#[test]
fn mistakes_of_yaml() {
    let deep = format!("id: a\nname: {}\n", "[".repeat(300));
    snapshot(
        "data_yaml",
        &said(&[
            "id: a\nname: \"open\n",
            "id: a\n  name: b\n",
            "id: a\nname: b: c\n",
            "id: a\nschools: [{name: A}\n",
            "id: a\nname: b\n\tmember: true\n",
            "id: a\nname: {x: 1]\n",
            "id: a\nname: @home\n",
            "id: a\n---\nid: b\n",
            "- id: a\n",
            "just words\n",
            "# nothing but this\n",
            "",
            "id: &x a\nname: *x\n",
            "id: a\n<<: {name: b}\n",
            "id: !!str a\n",
            "id: a\n? [x, y]\n: 3\n",
        ]),
    );
    let (texts, _, found) = read_one(&deep);
    snapshot("data_too_deep", &findings(&texts, &found));
}

#[test]
fn mistakes_of_keys() {
    snapshot(
        "data_keys",
        &said(&[
            "id: a\npeple: 3\n",
            "id: a\nsomething_else: 3\n",
            "id: a\nname: b\nname: c\n",
            "id: a\nplan:\n  frm: own_axis\n",
            "id: a\nplan.form: own_axis\n",
            "id: a\nplan: {written: true}\nplan: {form: own_axis}\n",
            "id: a\nplan: true\n",
            "id: a\npeople: {value: 3, vaule: 4}\n",
            "id: a\npeople: {value: 3, value: 4}\n",
            "id: a\nschools: [{nam: A}]\n",
            "id: a\nfurther: {x: 1, x: 2}\n",
            "id: a\nfurther: 3\n",
            "id: a\nsources: {s: {titel: x}}\n",
            "name: only\n",
            "id: unknown\n",
            "entity: State\nid: a\n",
            "entity: Twon\nid: a\n",
            "towns: [{id: a}, 3]\nname: b\n",
        ]),
    );
}

#[test]
fn mistakes_of_values() {
    snapshot(
        "data_values",
        &said(&[
            "id: a\nmember: yes\n",
            "id: a\nmember: Off\n",
            "id: a\nmember: \"true\"\n",
            "id: a\nmember: 1\n",
            "id: a\npeople: 1,234\n",
            "id: a\npeople: 1.234.567\n",
            "id: a\npeople: 1e6\n",
            "id: a\npeople: about 10\n",
            "id: a\npeople: 0x1F\n",
            "id: a\npeople: 007\n",
            "id: a\npeople: \"12\"\n",
            "id: a\npeople: 2.5\n",
            "id: a\npeople: EUR 12\n",
            "id: a\nshare: 12 persons\n",
            "id: a\nbudget: 12 $\n",
            "id: a\nbudget: .5\n",
            "id: a\npeople: 20000001\n",
            "id: a\nshare: 101\n",
            "id: a\npeople: between 9 and 3\n",
            "id: a\npeople: 3 .. 9\n",
            "id: a\npeople: {value: between 1 and 30000000}\n",
            "id: a\nfellows: 6 .. 5\n",
            "id: a\nfellows: five\n",
            "id: a\nsettlement: citys_1\n",
            "id: a\nsettlement: metropolis\n",
            "id: a\nfounded: 12.06.1550\n",
            "id: a\nfounded: 1550-02-30\n",
            "id: a\nfounded: between 1550-01-01 and 1551-01-01\n",
            "id: a\nname: 00123\n",
            "id: a\nname: true\n",
            "id: a\nname: absent\n",
            "id: a\nname:\nmember: ~\n",
            "id: a\nname: [b]\n",
            "id: a\nname: {first: b}\n",
            "id: a\nschools: A\n",
            "id: a\nschools: [A]\n",
            "id: a\nschools: [{name: A}, {name: B}, {name: C}, {name: D}]\n",
            "id: a\npeople: []\n",
            &format!("id: a\nscore: {}\n", "7".repeat(80)),
        ]),
    );
}

#[test]
fn mistakes_of_data() {
    snapshot(
        "data_data",
        &said(&[
            "id: a\npeople: {as_of: 2018-01-01}\n",
            "id: a\npeople: {value: 3, as_of: yesterday}\n",
            "id: a\npeople: {value: 3, as_of: 2020 .. 2014}\n",
            "id: a\npeople: {value: 3, published: soon}\n",
            "id: a\npeople: {value: 3, status: publishd}\n",
            "id: a\npeople: {value: 3, status: derived}\n",
            "id: a\npeople: {value: 3, evidence: sure}\n",
            "id: a\npeople: {value: 3, source: eurostt}\nsources: {eurostat: Eurostat}\n",
            "id: a\nfurther: {x: {value: 3, source: nobody}}\n",
            "id: a\npeople: {value: 3, preferred: yes}\n",
            "id: a\npeople: {value: 3, others: unknown}\n",
            "id: a\nschools: {value: [{name: A}], others: some}\n",
            "id: a\nschools: {value: unknown, others: 3}\n",
            "id: a\nheard: true\n",
            "id: a\nheard: {value: true, note: \"we asked\"}\n",
            "id: a\nheard: {value: true, statement: {by: \"the mayor\"}}\n",
            "id: a\nheard: {value: true, statement: \"the mayor\"}\n",
            "id: a\nmember:\n- {value: true, as_of: 2016-01-01}\n- {value: false, as_of: 2017-01-01}\n",
            "id: a\npeople:\n- {value: 1, as_of: 2016, preferred: true}\n- {value: 2, as_of: 2016, preferred: true}\n",
            "id: a\npeople: {value: 5, as_of: 2016}\nborn_abroad: {value: 6, as_of: 2016}\n",
            "id: a\npeople: {value: 5, as_of: 2016}\nborn_abroad: {value: 6, as_of: 2017}\n",
            "id: a\nminors: {present: 3, represented: 4}\n",
            "id: a\nminors: {present: between 3 and 5, represented: 4}\n",
            "id: a\nschools:\n- {value: [{name: A}], as_of: 2016}\n- {name: B}\n",
            "id: a\nsources: {s: {published: 2016}, t: }\n",
        ]),
    );
}

#[test]
fn mistakes_of_references() {
    snapshot(
        "data_references",
        &said(&[
            "id: a\nstate: FL\n",
            "id: a\nstate: [FI]\n",
            "id: a\ntwins: [a, nobody]\n",
            "id: a\nrun_by: bnk\n",
            "id: a\nregion: FI1B1\n",
            "id: a\nregion: {code: FI1B1}\n",
            "id: a\nregion: {code: FI1B2, version: \"2016\"}\n",
            "id: a\nregion: {code: FI1B1, version: 2016}\n",
            "id: a\nregion: {code: FI1B1, year: \"2016\", version: \"2016\"}\n",
        ]),
    );
}

#[test]
fn two_profiles_of_one_key_and_instances_nobody_declared() {
    let schema = schema();
    let mut texts = Sources::default();
    let first = texts.add("towns/a.yaml", "id: a\n");
    let again = texts.add("towns/b.yaml", "name: b\nid: a\n");
    let states = texts.add("states.yaml", "states:\n- {code: FI, urban_share: 5}\n- {code: FX}\n");
    let mut reader = Reader::new(&schema, &texts);
    reader.yaml(first, Some(TOWN));
    reader.yaml(again, Some(TOWN));
    reader.yaml(states, Some(STATE));
    let (_, found) = reader.finish();
    snapshot("data_profile_twice", &findings(&texts, &found));
}

#[test]
fn a_broken_file_is_not_blamed_on_those_that_name_it() {
    let (texts, _, found) = read(&[("towns/a.yaml", "id: a\nname: \"open\n"), ("towns/b.yaml", "id: b\ntwins: [a]\n")]);
    snapshot("data_broken_file", &findings(&texts, &found));
}

#[test]
fn every_mistake_of_every_file_is_said_in_one_run() {
    let (_, _, found) = read(&[
        ("towns/a.yaml", "id: a\npeple: 1\nmember: yes\nstate: FL\n"),
        ("towns/b.yaml", "id: b\nshare: 200\nsettlement: x\n"),
    ]);
    let codes: Vec<&str> = found.iter().map(|d| d.code.0).collect();
    assert_eq!(codes, ["E0405", "E0407", "E0421", "E0414", "E0410"]);
}
