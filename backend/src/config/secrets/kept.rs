//! The secret of a developer's machine, kept in a file.
//!
//! Two first starts at once must end with one secret, so a file gets its name only when it is whole: written beside its
//! place, synced, linked. A link never replaces what is there, and nobody removes what another process may have read.

use std::{fs, io, io::Write, path::Path};

use super::{Secret, weakness};

/// The secret in this file, made if there is none. Only its owner can read the file, and the folder if we make it.
pub fn development_key(file: &Path) -> io::Result<Secret> {
    if let Some(key) = read(file)? {
        return Ok(key);
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let key = random();
    let whole = folder.join(format!(".secret-{}-{:016x}", std::process::id(), rand::random::<u64>()));
    let linked = write_synced(&whole, &key).and_then(|()| fs::hard_link(&whole, file));
    // The first error is the one to tell; a file that is left behind holds a secret that nobody uses.
    let _ = fs::remove_file(&whole);
    match linked {
        Ok(()) => Ok(Secret::new(key)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(file)?.ok_or(error),
        Err(error) => Err(error),
    }
}

/// The secret in this file, or else one that nobody keeps: for what writes nothing that it would have to read again.
pub fn passing_key(file: &Path) -> io::Result<Secret> {
    Ok(read(file)?.unwrap_or_else(|| Secret::new(random())))
}

fn random() -> String {
    rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `None` if there is no file.
fn read(file: &Path) -> io::Result<Option<Secret>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match weakness(text.trim()) {
        None => Ok(Some(Secret::new(text.trim()))),
        Some(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn write_synced(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A folder that is there keeps its mode: somebody may have meant it.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
