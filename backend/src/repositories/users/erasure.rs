//! What stays of an account that is erased: a row without anything personal, for what others wrote about its deeds names
//! it by its id.

use broadsheet_shared::{id::UserId, time::Timestamp, v2::GONE_PREFIX};

use crate::repositories::{
    database::{DatabaseError, Transaction, params},
    factors, search,
};

/// What is shown where their name stood.
const SHOWN_NAME: &str = "Deleted user";

/// Empties an account, with its second factors, and frees its name and address. It stays as `deleted`, under a name that
/// says so.
pub async fn anonymise(transaction: &Transaction, id: UserId, now: Timestamp) -> Result<(), DatabaseError> {
    let name = name_of_nobody(id);
    let sql = "UPDATE users SET username = $2, username_canonical = $2, username_skeleton = NULL, email = '',
            email_canonical = '', email_confirmed_at = NULL, password_hash = NULL, display_name = $4, bio_markdown = '',
            bio_html = '', website = '', links = '[]', avatar_media_id = NULL, status = 'deleted',
            session_version = session_version + 1, last_seen_at = NULL, updated_at = $3
        WHERE id = $1";
    transaction.execute_sql(sql, params![id, name, now, SHOWN_NAME]).await?;
    transaction.execute_sql("DELETE FROM former_usernames WHERE user_id = $1", params![id]).await?;
    factors::delete_all_of(transaction, id).await?;
    search::delete(transaction, id.0).await
}

/// Of the id only its random end: its beginning says when the account was made.
fn name_of_nobody(id: UserId) -> String {
    let hex = id.0.simple().to_string();
    format!("{GONE_PREFIX}{}", &hex[hex.len() - 16..])
}
