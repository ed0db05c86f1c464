//! Writes `backend/docs/CONFIGURATION.md` from the field table; a test fails when the file differs.

use std::fmt::Write as _;

use super::{Config, Profile};

const HEAD: &str = "# Configuration

Generated from `backend/src/config` by `broadsheet config reference`; edit there.

Values come from defaults by profile, then a TOML file (`--config FILE`, else `BROADSHEET_CONFIG`, else `./broadsheet.toml` if
it is there), then the environment, the later over the earlier. `BROADSHEET_PROFILE` (or `profile` at the top of the file) is
`development`, `testing` or `production`; `serve` takes `production` where none is named. In the file, `server.port` is `port`
under `[server]`; in the environment it is `BROADSHEET_SERVER__PORT`. Lists stand between commas. Any variable with `_FILE` behind
its name reads its value from the file it names, as container secrets want it; a variable that is set both ways is a mistake.

Everything is checked at start, and all mistakes are told at once. `broadsheet config check` prints what is in effect and where it
came from; secrets are never printed.
";

/// The whole document.
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    let mut section = "";
    for field in Config::fields() {
        if field.section() != section {
            section = field.section();
            let _ = write!(
                text,
                "\n## {section}\n\n| variable | what it is for | default | example |\n|---|---|---|---|\n"
            );
        }
        let doc = field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ =
            writeln!(text, "| `{}` | {doc} | {} | `{}` |", field.variable(), defaults(&field.defaults), field.example);
    }
    text
}

/// One default, or one for each profile where they differ.
fn defaults(by_profile: &[String; Profile::ALL.len()]) -> String {
    let shown = |text: &String| if text.is_empty() { "none".to_owned() } else { format!("`{text}`") };
    let [development, testing, production] = by_profile.each_ref().map(shown);
    if development == testing && testing == production {
        return production;
    }
    format!("{production} in production, {development} in development, {testing} in testing")
}
