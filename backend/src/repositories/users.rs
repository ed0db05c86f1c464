//! Accounts and profiles.
//!
//! Names and addresses are compared in their canonical columns, in binary order, alike on both engines.

mod contact;
mod directory;
mod erasure;

use broadsheet_shared::{
    id::{MediaId, RoleId, UserId},
    time::Timestamp,
    v2::{Image, ImageVariant},
};

pub use contact::{
    Contact, find_confirmed, find_contact, find_holder, hold_claimants, list_unconfirmed, lock_contact, update_email,
};
pub use directory::{count, find_known, index, list};
pub(super) use directory::{named, pattern};
pub use erasure::{erase, list_addresses_of};

use super::{
    database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
    usernames,
};
use crate::domain::{
    registration::RegistrationState,
    user::{NewUser, Numbers, Since, User, UserCard, UserStatus, Who},
};

/// The columns of a [`UserCard`] as others see it, of the tables `u` (users) and one of media, joined from the left on the
/// avatar. Who uses an account and has not confirmed its address is shown by the username alone (SECURITY A17); without
/// its variants a picture is none.
macro_rules! card {
    ($media:literal) => {
        concat!(
            "u.id, u.username,
            CASE WHEN u.status = 'active' AND u.email_confirmed_at IS NULL THEN u.username ELSE u.display_name END, ",
            $media,
            ".id, ",
            $media,
            ".width, ",
            $media,
            ".height, ",
            $media,
            ".alt,
            CASE WHEN u.status = 'active' AND u.email_confirmed_at IS NULL THEN NULL ELSE ",
            $media,
            ".variants END"
        )
    };
}

/// The card with `m` as its table of media.
pub(super) const CARD: &str = card!("m");
/// The card of a byline, with `a` as its table of media.
pub(super) const BYLINE: &str = card!("a");
/// The same as its owner and staff see it.
const OWN_CARD: &str = "u.id, u.username, u.display_name, m.id, m.width, m.height, m.alt, m.variants";
pub(super) const JOINED: &str = "users u LEFT JOIN media m ON m.id = u.avatar_media_id";
/// The columns of a [`User`] behind those of its card.
const REST: &str = "u.email, u.email_confirmed_at, u.status, u.bio_markdown, u.bio_html, u.created_at,
    u.website, u.links";

/// What a sign-in compares with.
#[derive(Debug)]
pub struct StoredCredentials {
    /// The account.
    pub id: UserId,
    /// `None`: nobody can sign in by password.
    pub password_hash: Option<String>,
    /// Whether the account can be used.
    pub status: UserStatus,
    /// Whether somebody let it in, where somebody has to.
    pub registration: Option<RegistrationState>,
    /// Whether staff have shut it.
    pub is_shut: bool,
}

/// What a profile's owner changes; `None` keeps.
#[derive(Debug, Default)]
pub struct ProfileChange {
    /// The name to show.
    pub display_name: Option<String>,
    /// Markdown, its HTML and which renderer made it.
    pub bio: Option<(String, String, i32)>,
    /// An own upload, or none.
    pub avatar_id: Option<Option<MediaId>>,
    /// An address, or none.
    pub website: Option<Option<String>>,
    /// Addresses.
    pub links: Option<Vec<String>>,
    /// Whether others are not to see that the person is here.
    pub hides_presence: Option<bool>,
}

/// Stores an account. A taken name is a conflict on `users.username_canonical`, one that looks like it on
/// `users.username_skeleton`, an address that another account has confirmed one on `users.email_canonical`.
pub async fn insert(transaction: &Transaction, user: &NewUser<'_>) -> Result<(), DatabaseError> {
    usernames::claim(transaction, user.username, None).await?;
    let shown = if user.display_name.as_str().is_empty() { user.username.as_str() } else { user.display_name.as_str() };
    let address = user.email.map(|email| (email.as_str(), email.canonical())).unwrap_or_default();
    let sql = "INSERT INTO users (id, username, username_canonical, email, email_canonical, email_confirmed_at,
            password_hash, display_name, status, created_at, updated_at, username_skeleton)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)";
    let values = params![
        user.id,
        user.username.as_str(),
        user.username.canonical(),
        address.0,
        address.1,
        user.email_confirmed_at,
        user.password_hash,
        shown,
        user.status.as_str(),
        user.created_at,
        user.username.skeleton(),
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// The account, whatever its status.
pub async fn find(database: &impl Executor, id: UserId) -> Result<Option<User>, DatabaseError> {
    find_where(database, "u.id = $1", params![id]).await
}

/// The account of that canonical name, whatever its status.
pub async fn find_by_username(database: &impl Executor, canonical: &str) -> Result<Option<User>, DatabaseError> {
    find_where(database, "u.username_canonical = $1", params![canonical]).await
}

/// The account that is meant, whatever its status.
pub async fn find_who(database: &impl Executor, who: &Who) -> Result<Option<User>, DatabaseError> {
    match who {
        Who::Id(id) => find(database, *id).await,
        Who::Name(name) => find_by_username(database, name).await,
    }
}

async fn find_where(
    database: &impl Executor,
    condition: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Option<User>, DatabaseError> {
    database.row(&format!("SELECT {} FROM {JOINED} WHERE {condition}", columns()), values).await
}

/// The columns of a [`User`], of the tables in [`JOINED`].
pub(super) fn columns() -> String {
    format!("{OWN_CARD}, {REST}")
}

/// The account that signs in under a username or a confirmed address, given in canonical form. One query for both, so
/// that neither can be told from the other by its time.
pub async fn find_credentials(
    database: &impl Executor,
    login: &str,
) -> Result<Option<StoredCredentials>, DatabaseError> {
    let sql = "SELECT u.id, u.password_hash, u.status, r.state, s.user_id IS NOT NULL
        FROM users u LEFT JOIN registrations r ON r.user_id = u.id LEFT JOIN suspensions s ON s.user_id = u.id
        WHERE u.username_canonical = $1 OR (u.email_canonical = $1 AND u.email_confirmed_at IS NOT NULL)";
    database.row(sql, params![login]).await
}

/// When the account was made.
pub async fn find_created_at(database: &impl Executor, id: UserId) -> Result<Option<Timestamp>, DatabaseError> {
    database.row("SELECT created_at FROM users WHERE id = $1", params![id]).await
}

/// Replaces the password's hash.
pub async fn update_password_hash(transaction: &Transaction, id: UserId, hash: &str) -> Result<(), DatabaseError> {
    transaction.execute_sql("UPDATE users SET password_hash = $2 WHERE id = $1", params![id, hash]).await?;
    Ok(())
}

/// The same while the former hash stands; false if another has taken its place.
pub async fn renew_password_hash(
    transaction: &Transaction,
    id: UserId,
    former: &str,
    hash: &str,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    Ok(transaction.execute_sql(sql, params![id, former, hash]).await? > 0)
}

/// Changes a profile.
pub async fn update_profile(
    transaction: &Transaction,
    id: UserId,
    change: &ProfileChange,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE users SET display_name = COALESCE($2, display_name), website = COALESCE($3, website),
            links = COALESCE($4, links), hides_presence = COALESCE($6, hides_presence), updated_at = $5
        WHERE id = $1";
    let website = change.website.as_ref().map(|website| website.as_deref().unwrap_or_default());
    let links = change.links.as_ref().map(|links| serde_json::json!(links).to_string());
    let values = params![id, change.display_name, website, links, now, change.hides_presence];
    transaction.execute_sql(sql, values).await?;
    if let Some((markdown, html, renderer_version)) = &change.bio {
        let sql = "UPDATE users SET bio_markdown = $2, bio_html = $3, bio_renderer_version = $4 WHERE id = $1";
        transaction.execute_sql(sql, params![id, markdown, html, i64::from(*renderer_version)]).await?;
    }
    if let Some(avatar) = change.avatar_id {
        transaction.execute_sql("UPDATE users SET avatar_media_id = $2 WHERE id = $1", params![id, avatar]).await?;
    }
    Ok(())
}

/// Stores what a newer renderer made of an unchanged biography. False if it was changed since it was read.
pub async fn update_bio_rendering(
    transaction: &Transaction,
    id: UserId,
    markdown: &str,
    html: &str,
    renderer_version: i64,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE users SET bio_html = $3, bio_renderer_version = $4 WHERE id = $1 AND bio_markdown = $2";
    Ok(transaction.execute_sql(sql, params![id, markdown, html, renderer_version]).await? > 0)
}

/// Marks the address as confirmed, and has others find its owner; a conflict on `users.email_canonical` if another
/// account has confirmed it.
pub async fn confirm_email(transaction: &Transaction, id: UserId, now: Timestamp) -> Result<(), DatabaseError> {
    let sql = "UPDATE users SET email_confirmed_at = $2, updated_at = $2 WHERE id = $1 AND email_confirmed_at IS NULL";
    transaction.execute_sql(sql, params![id, now]).await?;
    index(transaction, id).await
}

/// Raises the version of the account's rights: access tokens minted before answer `token.stale` from then on.
pub async fn raise_session_version(transaction: &Transaction, id: UserId) -> Result<(), DatabaseError> {
    let sql = "UPDATE users SET session_version = session_version + 1 WHERE id = $1";
    transaction.execute_sql(sql, params![id]).await?;
    Ok(())
}

/// The same for everybody who holds a role.
pub async fn raise_session_versions_of(transaction: &Transaction, role: RoleId) -> Result<(), DatabaseError> {
    let sql = "UPDATE users SET session_version = session_version + 1
        WHERE id IN (SELECT user_id FROM user_roles WHERE role_id = $1)";
    transaction.execute_sql(sql, params![role]).await?;
    Ok(())
}

/// Moves an account from one status to another; false if it was in none of the former.
pub async fn update_status(
    transaction: &Transaction,
    id: UserId,
    from: UserStatus,
    to: UserStatus,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE users SET status = $3, updated_at = $4 WHERE id = $1 AND status = $2";
    Ok(transaction.execute_sql(sql, params![id, from.as_str(), to.as_str(), now]).await? > 0)
}

/// Holds the account until the transaction ends: of two commands about one person the second waits.
pub async fn lock(transaction: &Transaction, id: UserId) -> Result<Option<UserStatus>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR UPDATE",
        Engine::Sqlite => "",
    };
    let status: Option<String> =
        transaction.row(&format!("SELECT status FROM users WHERE id = $1{lock}"), params![id]).await?;
    Ok(status.and_then(|status| UserStatus::parse(&status)))
}

/// Lets nobody shut or erase the account until the transaction ends, and changes of its numbers pass.
pub async fn hold(transaction: &Transaction, id: UserId) -> Result<Option<UserStatus>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR KEY SHARE",
        Engine::Sqlite => "",
    };
    let status: Option<String> =
        transaction.row(&format!("SELECT status FROM users WHERE id = $1{lock}"), params![id]).await?;
    Ok(status.and_then(|status| UserStatus::parse(&status)))
}

/// Whether the account can be used.
pub async fn find_status(database: &impl Executor, id: UserId) -> Result<Option<UserStatus>, DatabaseError> {
    let status: Option<String> = database.row("SELECT status FROM users WHERE id = $1", params![id]).await?;
    Ok(status.and_then(|status| UserStatus::parse(&status)))
}

/// What is compared when a person proves anew who they are.
pub async fn find_password_hash(database: &impl Executor, id: UserId) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT password_hash FROM users WHERE id = $1 AND password_hash IS NOT NULL";
    database.row(sql, params![id]).await
}

/// Remembers that its owner was there.
pub async fn touch(transaction: &Transaction, id: UserId, now: Timestamp) -> Result<(), DatabaseError> {
    transaction.execute_sql("UPDATE users SET last_seen_at = $2 WHERE id = $1", params![id, now]).await?;
    Ok(())
}

/// When its owner was last there; `None` of an account that nobody has ever signed in to.
pub async fn find_last_seen(database: &impl Executor, id: UserId) -> Result<Option<Timestamp>, DatabaseError> {
    let sql = "SELECT last_seen_at FROM users WHERE id = $1 AND last_seen_at IS NOT NULL";
    database.row(sql, params![id]).await
}

/// How many works and ties a person has.
pub async fn find_numbers(database: &impl Executor, id: UserId) -> Result<Numbers, DatabaseError> {
    let sql = "SELECT
        (SELECT count(*) FROM posts p WHERE p.author_id = $1 AND p.state = 'published'),
        (SELECT count(*) FROM comments c JOIN posts p ON p.id = c.post_id
            WHERE c.author_id = $1 AND c.state = 'visible' AND p.state = 'published'),
        u.follower_count, u.following_count FROM users u WHERE u.id = $1";
    let (posts, comments, followers, following) = database.value::<(i64, i64, i64, i64)>(sql, params![id]).await?;
    Ok(Numbers {
        posts: unsigned(posts),
        comments: unsigned(comments),
        followers: unsigned(followers),
        following: unsigned(following),
    })
}

/// True if the upload is the person's own.
pub async fn owns_media(database: &impl Executor, id: UserId, media: MediaId) -> Result<bool, DatabaseError> {
    let sql = "SELECT count(*) FROM media WHERE id = $2 AND owner_id = $1";
    Ok(database.value::<i64>(sql, params![id, media]).await? > 0)
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

impl FromRow for UserCard {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { id: row.take()?, username: row.take()?, display_name: row.take()?, avatar: image(row)? })
    }
}

impl FromRow for Since {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { user: UserCard::from_row(row)?, at: row.take()? })
    }
}

impl FromRow for User {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            card: UserCard::from_row(row)?,
            email: Some(row.take::<String>()?).filter(|email| !email.is_empty()),
            is_email_confirmed: row.optional::<Timestamp>()?.is_some(),
            status: row.parsed(UserStatus::parse)?,
            bio_markdown: row.take()?,
            bio_html: row.take()?,
            created_at: row.take()?,
            website: Some(row.take::<String>()?).filter(|website| !website.is_empty()),
            links: row.json()?,
        })
    }
}

impl FromRow for StoredCredentials {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            password_hash: row.optional()?,
            status: row.parsed(UserStatus::parse)?,
            registration: row.optional::<String>()?.as_deref().and_then(RegistrationState::parse),
            is_shut: row.take()?,
        })
    }
}

/// The person in the cells of [`CARD`] where the join may have found none.
pub(super) fn optional_card(row: &mut Row<'_>) -> Result<Option<UserCard>, DatabaseError> {
    let (id, username, display_name) = (row.optional()?, row.optional()?, row.optional()?);
    let avatar = image(row)?;
    let (Some(id), Some(username), Some(display_name)) = (id, username, display_name) else { return Ok(None) };
    Ok(Some(UserCard { id, username, display_name, avatar }))
}

/// The picture in the cells `id, width, height, alt, variants` of a left join.
fn image(row: &mut Row<'_>) -> Result<Option<Image>, DatabaseError> {
    let id: Option<MediaId> = row.optional()?;
    let (width, height) = (row.optional::<i64>()?, row.optional::<i64>()?);
    let (alt, variants) = (row.optional::<String>()?, row.optional::<String>()?);
    let (Some(id), Some(width), Some(height), Some(variants)) = (id, width, height, variants) else { return Ok(None) };
    // A picture that cannot be read is left out: a byline without a face is better than no page.
    let variants: Vec<ImageVariant> = serde_json::from_str(&variants).unwrap_or_default();
    let Some(largest) = variants.last() else { return Ok(None) };
    Ok(Some(Image {
        id,
        url: largest.url.clone(),
        width: u32::try_from(width).unwrap_or(largest.width),
        height: u32::try_from(height).unwrap_or(largest.height),
        alt: alt.unwrap_or_default(),
        variants,
    }))
}
