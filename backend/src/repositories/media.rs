//! Uploaded images: what the tables know of them; the files are in the store.

use broadsheet_shared::id::{MediaId, UserId};

use super::database::{DatabaseError, Executor, params};

/// Who uploaded the image, if it exists.
pub async fn find_owner(database: &impl Executor, id: MediaId) -> Result<Option<UserId>, DatabaseError> {
    database.row("SELECT owner_id FROM media WHERE id = $1", params![id]).await
}
