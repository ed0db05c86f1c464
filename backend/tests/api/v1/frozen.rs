//! Version 1 is frozen: its document as it was that day is held against the one that this build makes.
//!
//! `openapi/v1.frozen.json` is written by no command. When a test here fails, mend the code and not the file: whoever wrote
//! a program for version 1 relies on it. Only optional fields, and codes of errors, may ever be added.

mod kept;
mod promise;
mod schema;

use std::{
    fs,
    path::{Path, PathBuf},
};

use broadsheet::http::openapi;
use serde_json::Value;

/// The document of the day.
pub(super) fn document() -> Value {
    serde_json::from_str(include_str!("../../../openapi/v1.frozen.json")).expect("the frozen document is JSON")
}

#[test]
fn this_build_keeps_what_the_frozen_document_promises() {
    let broken = promise::broken(&document(), &openapi::v1().document);

    assert!(broken.is_empty(), "version 1 is frozen, and this build breaks it:\n{}", broken.join("\n"));
}

/// Whoever could write them with a command would.
#[test]
fn no_command_knows_what_is_frozen() {
    let backend = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in [backend.join("src"), backend.join("../xtask/src")] {
        gather(&folder, &mut sources);
    }

    let knowing: Vec<_> = sources.iter().filter(|file| knows_what_is_frozen(file)).collect();

    assert!(sources.len() > 100, "{} sources: are they still there?", sources.len());
    assert!(knowing.is_empty(), "{knowing:?}");
}

fn knows_what_is_frozen(file: &Path) -> bool {
    let text = fs::read_to_string(file).expect("a source that can be read");
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| line.contains(".frozen") || line.contains("frozen.json") || line.contains("v1.corpus"))
}

fn gather(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            gather(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
}
