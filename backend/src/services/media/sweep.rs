//! Files that no row names: an upload wrote them and its process died, or a picture was deleted and its files could not
//! be.

use std::{collections::HashSet, time::Duration};

use super::MediaError;
use crate::{
    platform::storage::{FOLDERS, FileName},
    repositories::media,
    services::Context,
};

/// A file this old belongs to no upload under way.
const OLD: Duration = Duration::from_secs(3_600);
/// Up to so many files may go whatever their share is.
const FEW: usize = 100;
/// Hashes in one question to the database.
const HASHES_AT_ONCE: usize = 200;

/// Deletes old files without a row, and what dead processes left half written. Says how many went.
///
/// Where most of the files would go, none do: the store then belongs to another database.
pub async fn sweep(context: &Context) -> Result<u64, MediaError> {
    let failed = |error: std::io::Error| MediaError::Store(error.to_string());
    let mut swept = context.storage.clear_abandoned().await.map_err(failed)?;
    let (mut known, mut orphans) = (0_usize, Vec::new());
    for folder in 0..FOLDERS {
        let files = context.storage.list_old(folder, OLD).await.map_err(failed)?;
        let found = without_row(context, files).await?;
        known += found.0;
        orphans.extend(found.1);
    }
    if orphans.len() > FEW && orphans.len() > known {
        tracing::warn!(known, without_row = orphans.len(), "most pictures have no row: is this the right database?");
        return Ok(swept);
    }
    for name in orphans {
        if context.storage.delete_if_old(&name, OLD).await.map_err(failed)? {
            swept += 1;
        }
    }
    Ok(swept)
}

/// How many of these files have a row, and which have none.
async fn without_row(context: &Context, files: Vec<FileName>) -> Result<(usize, Vec<FileName>), MediaError> {
    let hashes: Vec<&str> = files.iter().map(FileName::hash).collect::<HashSet<_>>().into_iter().collect();
    let mut named = HashSet::new();
    for part in hashes.chunks(HASHES_AT_ONCE) {
        named.extend(media::list_known_hashes(context.database.read(), part).await?);
    }
    let total = files.len();
    let orphans: Vec<FileName> = files.into_iter().filter(|file| !named.contains(file.hash())).collect();
    Ok((total - orphans.len(), orphans))
}
