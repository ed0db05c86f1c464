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

/// What a source holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Markdown files by path, in order.
    pub files: Vec<String>,
    /// What may be Markdown, or hold some, and cannot be taken: by path as well as it can be written, with the reason.
    pub passed_over: Vec<(String, String)>,
}

impl Listing {
    /// Takes an entry of the tree in. The error is that of the root.
    fn add(&mut self, root: &Path, entry: walkdir::Result<DirEntry>) -> io::Result<()> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                if path == root {
                    return Err(error.into());
                }
                let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                self.pass_over(root, &path, format!("it cannot be read: {cause}"));
                return Ok(());
            }
        };
        let (path, kind) = (entry.path(), entry.file_type());
        let is_markdown = is_markdown(&entry.file_name().to_string_lossy());
        if kind.is_symlink() {
            if is_markdown || path.is_dir() {
                self.pass_over(root, path, "it is a symbolic link, and none is followed".to_owned());
            }
        } else if is_markdown && !kind.is_dir() {
            match path.strip_prefix(root).ok().and_then(written) {
                _ if !kind.is_file() => self.pass_over(root, path, "it is no regular file".to_owned()),
                Some(path) => self.files.push(path),
                None => self.pass_over(root, path, "its name is not UTF-8; rename it".to_owned()),
            }
        }
        Ok(())
    }

    fn pass_over(&mut self, root: &Path, path: &Path, reason: String) {
        let path = path.strip_prefix(root).unwrap_or(path);
        self.passed_over.push((path.to_string_lossy().into_owned(), reason));
    }
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

    /// Every Markdown file by path, hidden ones and `_index.md` left out. Reads the whole tree. An error is the folder's
    /// own; whatever else cannot be read is passed over by name.
    pub(super) fn list(&self) -> io::Result<Listing> {
        let mut listing = Listing::default();
        match &self.files {
            Files::Folder(root) => {
                for entry in WalkDir::new(root).into_iter().filter_entry(is_shown) {
                    listing.add(root, entry)?;
                }
            }
            Files::Embedded(folder) => collect(folder, &mut listing.files),
        }
        listing.files.sort();
        listing.passed_over.sort();
        Ok(listing)
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
    let paths = folder.files().filter_map(|file| written(file.path()));
    found.extend(paths.filter(|path| is_markdown(path.rsplit('/').next().unwrap_or_default())));
    folder.dirs().for_each(|folder| collect(folder, found));
}

fn is_markdown(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name != "_index.md" && (name.ends_with(".md") || name.ends_with(".markdown"))
}

/// Alike on every system, so that a post is found again. `None` for names that are no Unicode.
fn written(path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}
