//! How long a version of the API will be there: nothing is said unless somebody sets it, and nothing that contradicts itself.

use super::*;

const DEPRECATED: &str = "BROADSHEET_API__V1_DEPRECATED_AT";
const SUNSET: &str = "BROADSHEET_API__V1_SUNSET_AT";

#[test]
fn version_one_stays_unless_somebody_says_otherwise() {
    for profile in Profile::ALL {
        let (_folder, sources) = sources(profile, &production(&[]));
        let (config, _) = load(&sources).unwrap();
        assert_eq!((config.api.v1_deprecated_at, config.api.v1_sunset_at), (None, None), "{profile}");
    }
}

#[test]
fn its_days_are_times_and_come_in_their_order() {
    let said = |variables: &[(&'static str, &'static str)]| {
        let (_folder, sources) = sources(Profile::Production, &production(variables));
        load(&sources).err().map(|mistakes| mistakes.to_string()).unwrap_or_default()
    };

    for wrong in ["soon", "2030-01-01", "2030-13-01T00:00:00Z", "1893456000"] {
        let said = said(&[(DEPRECATED, wrong)]);
        assert!(said.contains(&format!("{DEPRECATED} must be a time as 2030-01-31T12:00:00Z")), "{wrong}: {said}");
    }
    let early = said(&[(DEPRECATED, "2030-01-01T00:00:00Z"), (SUNSET, "2029-12-31T23:59:59Z")]);
    assert!(early.contains(&format!("{SUNSET} must not be before api.v1_deprecated_at")), "{early}");
    assert_eq!(said(&[(DEPRECATED, "2030-01-01T01:00:00+01:00"), (SUNSET, "2030-01-01T00:00:00Z")]), "");
    assert_eq!(said(&[(SUNSET, "2029-12-31T23:59:59Z")]), "");
}

#[test]
fn a_file_gives_them_as_times_of_its_own() {
    let (folder, mut sources) = sources(Profile::Testing, &[]);
    let path = folder.path().join("site.toml");
    fs::write(&path, "[api]\nv1_deprecated_at = 2030-01-01T00:00:00Z\nv1_sunset_at = \"2031-01-01T00:00:00Z\"\n")
        .unwrap();
    sources.file = Some(path);

    let (config, lines) = load(&sources).unwrap();

    assert_eq!(config.api.v1_deprecated_at, Some("2030-01-01T00:00:00Z".parse().unwrap()));
    assert_eq!(config.api.v1_sunset_at, Some("2031-01-01T00:00:00Z".parse().unwrap()));
    let shown = |key: &str| lines.iter().find(|line| line.key == key).unwrap().value.clone();
    assert_eq!(shown("api.v1_deprecated_at"), "2030-01-01T00:00:00.000Z");
}
