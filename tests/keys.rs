//! Keys of several fields: each field gets back what was written for it, and no two keys are one.

mod run;

use run::{MANIFEST_OF_TOWNS as MANIFEST, findings, fine, says};
use tempfile::TempDir;

/// Regions with a code of a version; links of a region with a kind, whose key holds the key of a region.
const WORLD: &str = r#"module x
source act "A statute" { status in force from 2000-01-01; evidence read }
entity Region, regions, closed { key code, version; code: text; version: text; v: int }
entity Link, links, closed { key region, kind; region: Region; kind: text; w: int }
entity Town, towns { key id; id: text; region: Region }
define code_of(t: Town): text { is t.region.code }
define version_of(t: Town): text { is t.region.version }
define far_version_of(l: Link): text { is l.region.version }
define kind_of(l: Link): text { is l.kind }
"#;

fn folder(policy: &str, town: &str) -> TempDir {
    let policy = format!("{WORLD}{policy}\n");
    run::folder(&[("acquis.toml", MANIFEST), ("policies/x.acq", &policy), ("towns/t.yaml", town)])
}

const REGIONS: &str = r#"instances Region {
  | code | version | v |
  | "x"  | "2013"  | 1 |
  | "x"  | "2016"  | 2 |
}
instances Link {
  | region    | kind   | w |
  | "x, 2016" | "rail" | 3 |
  | "x, 2013" | "road" | 4 |
}
"#;

#[test]
fn a_part_of_a_key_that_holds_a_comma_is_refused_where_it_stands() {
    let rows = "instances Region {\n  | code | version | v |\n  | \"x, y\" | \"z\" | 1 |\n}";
    let told = says(folder(rows, "id: t\n").path(), &["check"]);
    assert!(told.contains("E0423") && told.contains("`code` is a part of the key of a Region"), "{told}");
    assert!(told.contains("policies/x.acq:12") && findings(&told) == 1, "{told}");
    let town = "id: t\nregion: { code: \"x\", version: \"2013, 2\" }\n";
    let told = says(folder(REGIONS, town).path(), &["check"]);
    assert!(told.contains("E0423") && told.contains("`version` is a part of the key of a Region"), "{told}");
    assert!(told.contains("towns/t.yaml:2") && findings(&told) == 1, "{told}");
}

#[test]
fn the_fields_of_a_key_are_those_that_were_written() {
    let town = "id: t\nregion: { code: x, version: \"2016\" }\n";
    let place = folder(REGIONS, town);
    for (rule, of, value) in [
        ("code_of", "t", "x"),
        ("version_of", "t", "2016"),
        ("far_version_of", "x, 2016, rail", "2016"),
        ("far_version_of", "x, 2013, road", "2013"),
        ("kind_of", "x, 2013, road", "road"),
    ] {
        let told = fine(place.path(), &["eval", "--format", "csv", "--rule", rule]);
        let line = told.lines().find(|line| line.contains(rule) && line.contains(of));
        let line = line.unwrap_or_else(|| panic!("{rule} of {of}: {told}"));
        assert!(line.ends_with(&format!(",{value}")) || line.contains(&format!(",{value},")), "{line}");
    }
}
