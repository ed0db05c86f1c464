//! People as others see them.

use broadsheet_shared::problem::Code;

use super::{Context, ServiceError, database_code};
pub use crate::domain::user::Who;
use crate::{
    domain::user::{Profile, UserCard},
    repositories::{self, DatabaseError},
};

/// Why a profile cannot be shown. `Clone`, because all who wait for one load get the same answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProfileError {
    /// No public account has this name or id.
    #[error("No account has this name or id.")]
    NotFound,
    /// The answer could not be written.
    #[error("a profile could not be written: {0}")]
    Encoding(String),
    /// The database.
    #[error("a profile query failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for ProfileError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::UserNotFound,
            Self::Encoding(_) => Code::Internal,
            Self::Database(database) => database_code(database),
        }
    }
}

/// A person's public page.
pub async fn profile(context: &Context, who: &Who) -> Result<Profile, ProfileError> {
    let database = context.database.read();
    let user = repositories::users::find_who(database, who).await?;
    let user = user.filter(|user| user.status.is_public()).ok_or(ProfileError::NotFound)?;
    let (post_count, comment_count) = repositories::users::count_works(database, user.card.id).await?;
    Ok(Profile { user, post_count, comment_count })
}

/// One page of people.
#[derive(Debug)]
pub struct People {
    /// The people, by canonical name.
    pub people: Vec<UserCard>,
    /// The canonical name to go on after; `None` on the last page.
    pub next: Option<String>,
    /// How many there are in all, if that was asked.
    pub total: Option<u64>,
}

/// People whose username or shown name holds `name`, after the canonical name `after`.
pub async fn people(
    context: &Context,
    name: &str,
    after: Option<&str>,
    limit: u8,
    counts: bool,
) -> Result<People, ProfileError> {
    let database = context.database.read();
    let mut people = repositories::users::list(database, name, after, limit.saturating_add(1)).await?;
    let has_more = people.len() > usize::from(limit);
    people.truncate(usize::from(limit));
    let next = people.last().filter(|_| has_more).map(|card| card.username.to_ascii_lowercase());
    let total = if counts { Some(repositories::users::count(database, name).await?) } else { None };
    Ok(People { people, next, total })
}
