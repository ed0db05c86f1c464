//! Where files come from: a folder on disk, or files that are part of the program.
//!
//! Nothing outside the folder is ever read, whatever a reference or a symbolic link says.

use std::{
    fs::File,
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
};

use include_dir::Dir;
use walkdir::{DirEntry, WalkDir};

/// Longest name of a source.
const MAX_NAME_CHARS: usize = 500;

/// Between the name of a source and the path of a file. No path has two slashes in a row.
const JOINT: &str = "//";

/// Files by their path relative to the source, parts joined by `/`.
#[derive(Debug, Clone)]
pub struct Source {
    /// Tells its posts from those of other sources: a file is known by this name and its path.
    name: String,
    files: Files,
}

#[derive(Debug, Clone)]
enum Files {
    /// A folder, by its real path.
    Folder(PathBuf),
    /// Files of the program itself.
    Embedded(&'static Dir<'static>),
}

/// The name cannot be one of a source.
#[derive(Debug, thiserror::Error)]
#[error("a source has a name of 1 to {MAX_NAME_CHARS} characters, without // and without control characters")]
pub struct SourceNameError;

/// What reading a file gives.
#[derive(Debug)]
pub(super) enum Reading {
    Bytes(Vec<u8>),
    Missing,
    TooLarge,
}

impl Source {
    /// A folder on disk, called by its real path.
    pub fn folder(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if !path.is_dir() {
            return Err(io::Error::from(ErrorKind::NotADirectory));
        }
        Ok(Self { name: path.to_string_lossy().into_owned(), files: Files::Folder(path) })
    }

    /// Files of the program itself.
    pub fn embedded(name: &str, files: &'static Dir<'static>) -> Self {
        Self { name: name.to_owned(), files: Files::Embedded(files) }
    }

    /// The same files under another name: the one that they had before they moved.
    pub fn named(self, name: &str) -> Result<Self, SourceNameError> {
        // A slash behind a folder's name is a matter of taste.
        let name = name.trim().trim_end_matches('/');
        let is_name = !name.is_empty()
            && name.chars().count() <= MAX_NAME_CHARS
            && !name.contains(JOINT)
            && !name.chars().any(char::is_control);
        if is_name { Ok(Self { name: name.to_owned(), ..self }) } else { Err(SourceNameError) }
    }

    /// What a file's post is found by.
    pub(super) fn identity(&self, path: &str) -> String {
        format!("{}{JOINT}{path}", self.name)
    }

    /// Every Markdown file by path, hidden ones and `_index.md` left out. Reads the whole tree.
    pub(super) fn list(&self) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        match &self.files {
            Files::Folder(root) => {
                for entry in WalkDir::new(root).into_iter().filter_entry(is_shown) {
                    let entry = entry?;
                    if let Some(path) = entry.path().strip_prefix(root).ok().filter(|_| entry.file_type().is_file()) {
                        found.extend(written(path));
                    }
                }
            }
            Files::Embedded(folder) => collect(folder, &mut found),
        }
        found.retain(|path| {
            let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
            name != "_index.md" && (name.ends_with(".md") || name.ends_with(".markdown"))
        });
        found.sort();
        Ok(found)
    }

    /// The bytes of a file. Blocking.
    pub(super) fn read(&self, path: &str, max_bytes: u64) -> io::Result<Reading> {
        match &self.files {
            Files::Embedded(folder) => {
                let file = folder.get_file(path);
                Ok(file.map_or(Reading::Missing, |file| Reading::Bytes(file.contents().to_vec())))
            }
            Files::Folder(root) => {
                let real = match root.join(path).canonicalize() {
                    Ok(real) => real,
                    Err(error) if is_nothing(error.kind()) => return Ok(Reading::Missing),
                    Err(error) => return Err(error),
                };
                if !real.starts_with(root) || !real.is_file() {
                    return Ok(Reading::Missing);
                }
                let mut bytes = Vec::new();
                File::open(real)?.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
                Ok(if bytes.len() as u64 > max_bytes { Reading::TooLarge } else { Reading::Bytes(bytes) })
            }
        }
    }
}

/// A name with a file in a folder's place, or one that no file system takes, names nothing.
fn is_nothing(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename
    )
}

fn is_shown(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
}

fn collect(folder: &Dir<'_>, found: &mut Vec<String>) {
    found.extend(folder.files().filter_map(|file| written(file.path())));
    folder.dirs().for_each(|folder| collect(folder, found));
}

/// Alike on every system, so that a post is found again. Names that are no Unicode are left out.
fn written(path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}
