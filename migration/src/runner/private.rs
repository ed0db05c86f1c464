//! Files that only their owner can read: a SQLite database holds addresses, and hashes of passwords. SQLite gives the files
//! that it writes beside a database the database's own mode. What is there keeps its mode: somebody may have meant it.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Makes a file, empty, and the folders above it, where they are missing.
pub fn make(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    match options().write(true).create_new(true).open(file) {
        // Another start may have made it at this moment.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// To open files with that are private where they are made.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
