//! Files on disk, named by the hash of what they hold: pictures and their widths.
//!
//! Pattern: content-addressed store. A name never gets other bytes, so files can be cached for ever and written again without harm.
//! Every file appears whole or not at all: written beside its place, synced, renamed. Names come from strangers; [`FileName`] is the
//! only way in, and it has no room for a path.

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};
use uuid::Uuid;

const TEMPORARY: &str = "tmp";

/// Folders that files are spread over, by the first two digits of their hash.
pub const FOLDERS: u16 = 256;

/// A temporary file this old belongs to a process that died.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// The name of a stored file: `<sha-256>-<width>x<height>.<extension>`. The size is in it so that whoever shows the picture can
/// keep its place before it has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileName {
    hash: String,
    width: u32,
    height: u32,
    extension: Extension,
}

/// What kind of file it is, fixed by our own encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extension {
    Jpeg,
    Png,
    WebP,
}

/// The text is no name of a stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a stored file")]
pub struct InvalidFileName;

impl Extension {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

impl FileName {
    /// Refuses a hash that is not 64 lower-case hexadecimal digits, an unknown extension, and a side of 0 or above 99,999.
    pub fn new(hash: &str, (width, height): (u32, u32), extension: &str) -> Result<Self, InvalidFileName> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let extension = match extension {
            "jpg" => Extension::Jpeg,
            "png" => Extension::Png,
            "webp" => Extension::WebP,
            _ => return Err(InvalidFileName),
        };
        if !is_hash || [width, height].iter().any(|side| *side == 0 || *side > 99_999) {
            return Err(InvalidFileName);
        }
        Ok(Self { hash: hash.to_owned(), width, height, extension })
    }

    pub fn extension(&self) -> Extension {
        self.extension
    }

    /// The hash of the picture that this is a width of.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Where the public finds it.
    pub fn address(&self) -> String {
        format!("/media/{self}")
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}x{}.{}", self.hash, self.width, self.height, self.extension.as_str())
    }
}

impl FromStr for FileName {
    type Err = InvalidFileName;

    /// Accepts exactly what `Display` writes.
    fn from_str(text: &str) -> Result<Self, InvalidFileName> {
        let (hash, rest) = text.split_once('-').ok_or(InvalidFileName)?;
        let (size, extension) = rest.split_once('.').ok_or(InvalidFileName)?;
        let (width, height) = size.split_once('x').ok_or(InvalidFileName)?;
        Self::new(hash, (side(width)?, side(height)?), extension)
    }
}

/// A number as `Display` writes it.
fn side(text: &str) -> Result<u32, InvalidFileName> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain).ok_or(InvalidFileName)
}

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {
    directory: Arc<Path>,
    /// Held by all who store, or by one who clears up.
    gate: Arc<RwLock<()>>,
}

impl Storage {
    /// Opens the store, making its directory if needed (its owner's alone: pictures go out through us), and clears away what a dead process left half written.
    pub async fn open(directory: impl Into<PathBuf>) -> io::Result<Self> {
        let storage = Self::unopened(directory);
        let opened = storage.clone();
        blocking(move || opened.prepare()).await?;
        Ok(storage)
    }

    /// The store as it is, for whoever only reads: nothing is made, and nothing cleared away.
    pub fn unopened(directory: impl Into<PathBuf>) -> Self {
        let directory: PathBuf = directory.into();
        Self { directory: directory.into(), gate: Arc::default() }
    }

    /// From before files are stored until a row names them: meanwhile nobody in this process clears files away.
    pub async fn storing(&self) -> OwnedRwLockReadGuard<()> {
        Arc::clone(&self.gate).read_owned().await
    }

    /// While files are found to have no row and removed: meanwhile nobody in this process stores the same ones again.
    pub async fn clearing(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.gate).write_owned().await
    }

    /// Stores `bytes` under `name`; when this returns they survive a power cut. A file that is there already stays.
    pub async fn put(&self, name: &FileName, bytes: Bytes) -> io::Result<()> {
        let (storage, name) = (self.clone(), name.clone());
        blocking(move || storage.write(&name, &bytes)).await
    }

    /// The whole file, or `None` if there is none.
    pub async fn read(&self, name: &FileName) -> io::Result<Option<Bytes>> {
        let path = self.path(name);
        blocking(move || none_if_missing(fs::read(path)).map(|bytes| bytes.map(Bytes::from))).await
    }

    /// Removes the file; false if there was none.
    pub async fn delete(&self, name: &FileName) -> io::Result<bool> {
        let path = self.path(name);
        blocking(move || none_if_missing(fs::remove_file(path)).map(|removed| removed.is_some())).await
    }

    /// Clears away what dead processes left half written; says how many files that were.
    pub async fn clear_abandoned(&self) -> io::Result<u64> {
        let storage = self.clone();
        blocking(move || storage.prepare()).await
    }

    /// The files of one of the [`FOLDERS`] that were neither written nor stored again for so long.
    pub async fn list_old(&self, folder: u16, age: Duration) -> io::Result<Vec<FileName>> {
        let folder = self.directory.join(format!("{folder:02x}"));
        blocking(move || {
            let Some(entries) = none_if_missing(fs::read_dir(folder))? else { return Ok(Vec::new()) };
            let mut names = Vec::new();
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name().to_str().and_then(|name| name.parse().ok());
                if is_older(entry.metadata(), age) {
                    names.extend(name);
                }
            }
            Ok(names)
        })
        .await
    }

    /// Removes the file if it still is that old; false if it is not, or not there.
    pub async fn delete_if_old(&self, name: &FileName, age: Duration) -> io::Result<bool> {
        let path = self.path(name);
        blocking(move || {
            let is_old = is_older(fs::metadata(&path), age);
            Ok(is_old && none_if_missing(fs::remove_file(path))?.is_some())
        })
        .await
    }

    /// Two hexadecimal digits of the hash make the folder, so that none grows without bound.
    fn path(&self, name: &FileName) -> PathBuf {
        self.directory.join(&name.hash[..2]).join(name.to_string())
    }

    fn prepare(&self) -> io::Result<u64> {
        let temporary = self.directory.join(TEMPORARY);
        super::private::folder(&temporary)?;
        let mut cleared = 0;
        for entry in fs::read_dir(&temporary)? {
            let entry = entry?;
            if is_older(entry.metadata(), ABANDONED_AFTER) {
                cleared += u64::from(none_if_missing(fs::remove_file(entry.path()))?.is_some());
            }
        }
        Ok(cleared)
    }

    fn write(&self, name: &FileName, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        let is_stored = fs::metadata(&path).is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
        // Stored again is as good as new: whoever clears away old files lets it be.
        if is_stored
            && File::options().write(true).open(&path).and_then(|file| file.set_modified(SystemTime::now())).is_ok()
        {
            return Ok(());
        }
        let folder = self.directory.join(&name.hash[..2]);
        fs::create_dir_all(&folder)?;
        let temporary = self.directory.join(TEMPORARY).join(Uuid::now_v7().to_string());
        let written = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
        if written.is_err() {
            // The first error is the one to tell; what is left behind goes at the next start.
            let _ = fs::remove_file(&temporary);
        }
        written?;
        sync_directory(&folder)
    }
}

/// False where the age cannot be told: a clock that was put back makes no file old.
fn is_older(metadata: io::Result<fs::Metadata>, age: Duration) -> bool {
    let modified = metadata.and_then(|metadata| metadata.modified());
    let since = modified.ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
    since.is_some_and(|since| since >= age)
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A rename survives a power cut only once its directory is synced; elsewhere than on Unix there is no such call.
fn sync_directory(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn none_if_missing<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
