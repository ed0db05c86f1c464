//! Where values come from: a TOML file and the environment, brought to one map of texts.

use std::{collections::BTreeMap, path::PathBuf};

use super::{file_of, names::nearest, read_file};
use crate::config::{Config, Mistake, Profile};

const PREFIX: &str = "BROADSHEET_";
/// Variables with our prefix that are no configuration of the server: for the program's frame and the tests.
const OTHERS: &[&str] = &["BROADSHEET_BIN", "BROADSHEET_CONFIG", "BROADSHEET_PROFILE", "BROADSHEET_SAMPLE_POSTS"];

/// What to read.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The file that was asked for.
    pub file: Option<PathBuf>,
    /// Whether `./broadsheet.toml` is read if it is there and no other was asked for.
    pub look_for_default: bool,
    /// The environment.
    pub variables: Vec<(String, String)>,
    /// The profile where none is named.
    pub default_profile: Profile,
    /// Where a developer's machine keeps its secret.
    pub data_folder: PathBuf,
}

impl Sources {
    /// The process's own environment, and the file that `--config` or `BROADSHEET_CONFIG` names.
    pub fn of_process(file: Option<PathBuf>, default_profile: Profile) -> Self {
        // A variable that is not UTF-8 cannot be one of ours and right; it then counts as unknown or wrong.
        let variables = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .collect();
        Self { file, look_for_default: true, variables, default_profile, data_folder: PathBuf::from("data") }
    }
}

/// A value as text, with the place it was set.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub text: String,
    pub origin: String,
    pub is_variable: bool,
}

impl Given {
    /// How a mistake names the place.
    pub fn place(&self, key: &str) -> String {
        if self.is_variable { self.origin.clone() } else { format!("{key} (in {})", self.origin) }
    }
}

/// Everything that was set, by key; unknown names become mistakes.
pub(super) fn gather(sources: &Sources, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Given> {
    let known: BTreeMap<String, bool> =
        Config::fields().iter().map(|field| (field.key.to_owned(), field.is_secret)).collect();
    let mut given = BTreeMap::new();
    from_file(sources, &known, &mut given, mistakes);
    from_variables(sources, &known, &mut given, mistakes);
    given
}

fn from_file(
    sources: &Sources,
    known: &BTreeMap<String, bool>,
    given: &mut BTreeMap<String, Given>,
    mistakes: &mut Vec<Mistake>,
) {
    let Some((path, is_asked)) = file_of(sources) else { return };
    if !is_asked && !path.exists() {
        return;
    }
    let place = path.display().to_string();
    let table = read_file(&path).and_then(|text| {
        text.parse::<toml::Table>().map_err(|error| {
            // The error's own text shows the line, which may hold a secret.
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            format!("is not TOML: {} in line {}", error.message(), before.matches('\n').count() + 1)
        })
    });
    let table = match table {
        Ok(table) => table,
        Err(problem) => {
            mistakes.push(Mistake { place, problem, example: "[server]  port = 8080".to_owned() });
            return;
        }
    };
    for (key, value) in flatten(&table) {
        if key == "profile" || known.contains_key(&key) {
            match text_of(&value) {
                Some(text) => {
                    given.insert(key, Given { text, origin: place.clone(), is_variable: false });
                }
                None => mistakes.push(Mistake {
                    place: format!("{key} (in {place})"),
                    problem: "must be text, a number, a time, true, false or a list of them".to_owned(),
                    example: String::new(),
                }),
            }
        } else {
            let meant = nearest(&key, known.keys().map(String::as_str)).unwrap_or_default();
            mistakes.push(unknown(format!("{key} (in {place})"), meant));
        }
    }
}

fn unknown(place: String, meant: &str) -> Mistake {
    let problem = if meant.is_empty() {
        "is not a known name".to_owned()
    } else {
        format!("is not a known name; did you mean {meant}?")
    };
    Mistake { place, problem, example: String::new() }
}

fn flatten(table: &toml::Table) -> Vec<(String, toml::Value)> {
    let mut flat = Vec::new();
    for (section, value) in table {
        match value {
            toml::Value::Table(fields) => {
                flat.extend(fields.iter().map(|(field, value)| (format!("{section}.{field}"), value.clone())));
            }
            other => flat.push((section.clone(), other.clone())),
        }
    }
    flat
}

fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(is) => Some(is.to_string()),
        toml::Value::Datetime(time) => Some(time.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(text_of).collect();
            items.map(|items| items.join(", "))
        }
        toml::Value::Float(_) | toml::Value::Table(_) => None,
    }
}

fn from_variables(
    sources: &Sources,
    known: &BTreeMap<String, bool>,
    given: &mut BTreeMap<String, Given>,
    mistakes: &mut Vec<Mistake>,
) {
    let names: BTreeMap<String, &String> =
        known.keys().map(|key| (format!("{PREFIX}{}", key.to_uppercase().replace('.', "__")), key)).collect();
    for (name, text) in sources.variables.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
        let mut set = |key: &str, text: String| {
            given.insert(key.to_owned(), Given { text, origin: name.clone(), is_variable: true });
        };
        if name == "BROADSHEET_PROFILE" {
            set("profile", text.clone());
        } else if let Some(key) = names.get(name) {
            set(key, text.clone());
        } else if let Some((variable, key)) = name.strip_suffix("_FILE").and_then(|name| names.get_key_value(name)) {
            if sources.variables.iter().any(|(other, _)| other == variable) {
                mistakes.push(Mistake {
                    place: name.clone(),
                    problem: format!("and {variable} are both set: only one of them may be"),
                    example: file_example(name, key),
                });
                continue;
            }
            match read_file(text.as_ref()) {
                Ok(content) => set(key, content.trim_end_matches(['\r', '\n']).to_owned()),
                Err(problem) => mistakes.push(Mistake {
                    place: name.clone(),
                    problem: format!("names a file that {problem}"),
                    example: file_example(name, key),
                }),
            }
        } else if !OTHERS.contains(&name.as_str()) {
            let meant = nearest(name, names.keys().map(String::as_str)).unwrap_or_default();
            mistakes.push(unknown(name.clone(), meant));
        }
    }
}

fn file_example(name: &str, key: &str) -> String {
    format!("{name}=/run/secrets/{}", key.replace('.', "_"))
}
