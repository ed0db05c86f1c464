//! Folders that only their owner can enter.

use std::{fs, io, path::Path};

/// Makes a folder and those above it, where they are missing. One that is there keeps its mode: somebody may have meant it.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
