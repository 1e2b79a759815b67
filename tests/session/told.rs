//! What is said of a repository whose files do not go together.

use acquis::diag::Diagnostic;
use acquis::session::tree::Tree;
use acquis::session::workspace::Workspace;
use std::collections::BTreeMap;

const POLICY: &str = "module towns\n\nenum Size { small, large }\nentity Town, towns { key id; id: text; size: Size }\n\
    test \"sizes\" { expect count(t for t in towns where t.size is small) is unknown }\n";

/// The findings of one code in a repository of these files.
fn found(code: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
    let workspace = match Workspace::read(&Tree::Memory(files), &[]) {
        Ok(workspace) => workspace,
        Err(unreadable) => panic!("{:?}", unreadable.findings),
    };
    workspace.findings.into_iter().filter(|d| d.code.0 == code).collect()
}

#[test]
fn a_word_of_the_manifest_is_mended_with_its_quotes() {
    let manifest = "name = \"towns\"\npolicies = [\"policies\"]\n\
        dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n\
        profiles = [{ entity = \"Town\", table = \"t.csv\", columns = { id = \"id\" }, values = { size = \"smal\" } }]\n";
    let found = found("E0410", &[("acquis.toml", manifest), ("policies/towns.acq", POLICY), ("t.csv", "id\naldorf\n")]);
    let texts: Vec<&str> =
        found.iter().flat_map(|d| &d.fixes).flat_map(|fix| &fix.edits).map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["\"small\""], "{found:#?}");
}

#[test]
fn a_module_in_markdown_by_another_ending_is_told() {
    let manifest = "name = \"towns\"\npolicies = [\"policies\"]\n\
        dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    let found = found(
        "W0843",
        &[
            ("acquis.toml", manifest),
            ("policies/towns.acq", POLICY),
            ("policies/more.md", "# More\n\n```acq\nmodule more\n```\n"),
            ("policies/README.md", "# Notes\n\n```acq\nparam rate: percent { is 5 % }\n```\n"),
        ],
    );
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert!(only.message.contains("policies/more.md"), "{only:#?}");
    assert!(only.help.iter().any(|help| help.contains("more.acq.md")), "{only:#?}");
}
