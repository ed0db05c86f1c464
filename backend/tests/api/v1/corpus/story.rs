//! The recorded pairs as they stand in their files: stories of requests and answers, each in a scene.
//!
//! A text `{{kind}}` or `{{kind name}}` in an answer stands for any value of the kind, and gives it the name: `id`, `time`,
//! `text` and `number`. `{{name}}` in a request is that value.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::{likeness::Names, scene::Scene};
use crate::support::Answer;

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The name of the file.
    #[serde(skip)]
    pub name: String,
    pub about: String,
    /// What is there before the first request.
    pub scene: Scene,
    pub exchanges: Vec<Exchange>,
}

/// A request and its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    pub name: String,
    /// The operation's id; none where nothing has this address and method.
    #[serde(default)]
    pub operation: Option<String>,
    /// Seconds that pass before.
    #[serde(default)]
    pub after_secs: i64,
    /// Who asks, of those whom the scene has; nobody in particular otherwise.
    #[serde(default, rename = "as")]
    pub caller: Option<String>,
    pub request: Request,
    pub response: Response,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON, with its content type.
    #[serde(default)]
    pub body: Option<Value>,
    /// Any text, without a content type.
    #[serde(default)]
    pub text: Option<String>,
    /// Blanks behind the body.
    #[serde(default)]
    pub blanks: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    pub status: u16,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Option<Value>,
}

impl Response {
    /// The code of a refusal; empty for a success.
    pub fn code(&self) -> String {
        let code = self.body.as_ref().and_then(|body| body["error"]["code"].as_str());
        code.unwrap_or_default().to_owned()
    }

    /// In what an answer differs from this one. What has a name is remembered.
    pub fn differences(&self, answer: &Answer, names: &mut Names) -> Vec<String> {
        let mut found = Vec::new();
        if answer.status() != self.status {
            found.push(format!("the status is {}, and was {}", answer.status(), self.status));
        }
        for (name, recorded) in &self.headers {
            if answer.headers().contains_key(name) {
                names.compare_text(name, recorded, answer.header(name), &mut found);
            } else {
                found.push(format!("{name} is not there"));
            }
        }
        match &self.body {
            Some(recorded) => names.compare("", recorded, &answer.body(), &mut found),
            None if self.status == 204 && !answer.bytes().is_empty() => found.push("there is a body".to_owned()),
            None => {}
        }
        found
    }
}

/// All stories, by the names of their files.
///
/// # Panics
/// On a file that is none.
pub fn all() -> Vec<Story> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/v1.corpus"));
    let entries = fs::read_dir(folder).expect("the folder of recorded pairs");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry of it").path()).collect();
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Story {
    let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
    let story: Story = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    Story { name, ..story }
}
