//! What stays of an account that is erased: a row without anything personal, for what others wrote about its deeds names
//! it by its id.

use broadsheet_shared::{id::UserId, time::Timestamp, v2::GONE_PREFIX};

use super::find_contact;
use crate::repositories::{
    account_tokens, audit,
    database::{DatabaseError, Executor, Transaction, params},
    email_changes, factors, idempotency, invitations, mails, personal_tokens, registrations, roles, search, sessions,
    suspensions,
};

/// What is shown where their name stood.
const SHOWN_NAME: &str = "Deleted user";

/// The addresses that a person has, had or wanted, as far as they are remembered.
pub async fn list_addresses_of(database: &impl Executor, user: UserId) -> Result<Vec<String>, DatabaseError> {
    let mut addresses = email_changes::list_addresses_of(database, user).await?;
    let present = find_contact(database, user).await?.filter(|contact| contact.is_confirmed);
    addresses.extend(present.map(|contact| contact.email).filter(|address| !address.is_empty()));
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses)
}

/// Erases every row that is about a person, who had these addresses; the account stays as `deleted`. The lines of the
/// audit log stay; they name nobody but an id. What `limit_logs` holds is sealed, and over within the hour.
pub async fn erase(
    transaction: &Transaction,
    user: UserId,
    addresses: &[String],
    now: Timestamp,
) -> Result<(), DatabaseError> {
    audit::delete_origins_of(transaction, user).await?;
    account_tokens::delete_of(transaction, user).await?;
    mails::delete_of(transaction, user).await?;
    email_changes::delete_of(transaction, user).await?;
    idempotency::delete_of(transaction, user).await?;
    personal_tokens::delete_of(transaction, user).await?;
    sessions::delete_of(transaction, user).await?;
    // Before the registration, which says by which invitation the person came.
    invitations::erase(transaction, user, addresses).await?;
    registrations::delete(transaction, user).await?;
    suspensions::delete(transaction, user).await?;
    roles::revoke_all(transaction, user).await?;
    factors::delete_all_of(transaction, user).await?;
    search::delete(transaction, user.0).await?;
    anonymise(transaction, user, now).await
}

/// Empties an account, and frees its name and address. It stays under a name that says so.
async fn anonymise(transaction: &Transaction, id: UserId, now: Timestamp) -> Result<(), DatabaseError> {
    let name = name_of_nobody(id);
    let sql = "UPDATE users SET username = $2, username_canonical = $2, username_skeleton = NULL, email = '',
            email_canonical = '', email_confirmed_at = NULL, password_hash = NULL, display_name = $4, bio_markdown = '',
            bio_html = '', website = '', links = '[]', avatar_media_id = NULL, status = 'deleted',
            session_version = session_version + 1, last_seen_at = NULL, updated_at = $3
        WHERE id = $1";
    transaction.execute_sql(sql, params![id, name, now, SHOWN_NAME]).await?;
    transaction.execute_sql("DELETE FROM former_usernames WHERE user_id = $1", params![id]).await?;
    Ok(())
}

/// Of the id only its random end: its beginning says when the account was made.
fn name_of_nobody(id: UserId) -> String {
    let hex = id.0.simple().to_string();
    format!("{GONE_PREFIX}{}", &hex[hex.len() - 16..])
}
