//! SQLite addresses: which of them name a file that a site can live in.

use percent_encoding::percent_decode_str;

/// Refuses what is no file, or no file that can be written. `rest` stands behind `sqlite:`.
pub fn check(rest: &str) -> Result<(), String> {
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let path = percent_decode_str(path).decode_utf8().map_err(|_| "must name a file in UTF-8".to_owned())?;
    if path == ":memory:" {
        return Err(in_memory());
    }
    if path.trim().is_empty() {
        return Err("must name a file: sqlite://data/broadsheet.db".to_owned());
    }
    if path.ends_with('/') {
        return Err("must name a file, not a folder".to_owned());
    }
    url::form_urlencoded::parse(parameters.as_bytes()).try_for_each(|(name, value)| parameter(&name, &value))
}

/// Several connections read and one writes; whatever parameter would change that is refused.
fn parameter(name: &str, value: &str) -> Result<(), String> {
    match (name, value) {
        ("mode", "rw" | "rwc") | ("immutable", "0" | "false") | ("cache", "private") => Ok(()),
        ("mode", "memory") => Err(in_memory()),
        ("mode", "ro") | ("immutable", "1" | "true") => {
            Err(format!("must name a file that may be written: leave {name}={value} out"))
        }
        _ => Err(format!("must be sqlite://path/to/file alone: leave {name}={value} out")),
    }
}

fn in_memory() -> String {
    "must name a file: a database in memory is gone with its process".to_owned()
}
