//! A value that was given twice.

use super::*;

#[test]
fn a_variable_and_its_file_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    fs::write(&file, KEY).unwrap();
    let file = file.to_str().unwrap();
    for order in [
        ["BROADSHEET_SECRETS__KEY", "BROADSHEET_SECRETS__KEY_FILE"],
        ["BROADSHEET_SECRETS__KEY_FILE", "BROADSHEET_SECRETS__KEY"],
    ] {
        let variables = order.map(|name| (name, if name.ends_with("_FILE") { file } else { KEY }));

        let said = Mistakes(mistakes(Profile::Production, &variables)).to_string();

        let problem = "BROADSHEET_SECRETS__KEY_FILE and BROADSHEET_SECRETS__KEY are both set: only one of them may be";
        assert!(said.contains(problem) && said.contains("has 1 mistake:"), "{said}");
        assert!(said.contains("for example: BROADSHEET_SECRETS__KEY_FILE=/run/secrets/secrets_key"), "{said}");
        assert!(!said.contains(KEY), "{said}");
    }
}

#[test]
fn the_profile_can_come_from_no_file() {
    let said = Mistakes(mistakes(Profile::Development, &[("BROADSHEET_PROFILE_FILE", "/x")])).to_string();

    assert!(said.contains("BROADSHEET_PROFILE_FILE is not a known name"), "{said}");
}
