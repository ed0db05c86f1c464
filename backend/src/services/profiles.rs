//! People as others see them: those who have not confirmed their address by their username alone (SECURITY A17).

use broadsheet_shared::{id::UserId, problem::Code, value::canonical_name};

use super::{Context, ServiceError, database_code, shields};
pub use crate::domain::user::Who;
use crate::{
    domain::{
        actor::Actor,
        page::{Page, Part},
        user::{Profile, UserCard},
    },
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

/// What stands under a name.
#[derive(Debug, Clone)]
pub enum Found {
    /// The person.
    Person(Box<Profile>),
    /// A name that somebody had before: their present one, and who they are.
    Renamed {
        /// The present name.
        username: String,
        /// The account.
        id: UserId,
    },
}

/// A person's public page, or where it is now.
pub async fn find(context: &Context, who: &Who) -> Result<Found, ProfileError> {
    match profile(context, who).await {
        Ok(profile) => Ok(Found::Person(Box::new(profile))),
        Err(ProfileError::NotFound) => renamed(context, who).await,
        Err(error) => Err(error),
    }
}

/// The person to whom a list belongs, by a present or a former name, if their page may be read.
pub async fn owner(context: &Context, who: &Who) -> Result<UserId, ProfileError> {
    let user = repositories::usernames::find_owner(context.database.read(), who).await?;
    Ok(user.filter(|user| user.status.is_public()).ok_or(ProfileError::NotFound)?.card.id)
}

/// A person's public page; former names lead nowhere here.
pub async fn profile(context: &Context, who: &Who) -> Result<Profile, ProfileError> {
    let database = context.database.read();
    let user = repositories::users::find_who(database, who).await?;
    let user = user.filter(|user| user.status.is_public()).ok_or(ProfileError::NotFound)?;
    let numbers = repositories::users::find_numbers(database, user.card.id).await?;
    Ok(Profile {
        user: user.as_seen(),
        post_count: numbers.posts,
        comment_count: numbers.comments,
        follower_count: numbers.followers,
        following_count: numbers.following,
    })
}

/// A former name says who has it only while that person may be seen.
async fn renamed(context: &Context, who: &Who) -> Result<Found, ProfileError> {
    let Who::Name(name) = who else { return Err(ProfileError::NotFound) };
    let database = context.database.read();
    let owner = repositories::usernames::find_former_owner(database, name).await?.ok_or(ProfileError::NotFound)?;
    let user = repositories::users::find(database, owner).await?.filter(|user| user.status.is_public());
    let card = user.ok_or(ProfileError::NotFound)?.card;
    Ok(Found::Renamed { username: card.username, id: card.id })
}

/// People whose username or shown name holds `name`, by canonical name, without those who are hidden from the actor or
/// have not confirmed their address.
pub async fn people(
    context: &Context,
    actor: &Actor,
    name: &str,
    part: &Part<String>,
) -> Result<Page<UserCard, String>, ProfileError> {
    let database = context.database.read();
    let viewer = shields::viewer(context, actor).await?;
    let rows = repositories::users::list(database, name, viewer, part.after.as_deref(), part.rows()).await?;
    let mut page = part.page(rows, |card| canonical_name(&card.username));
    if part.counts {
        page.total = Some(repositories::users::count(database, name, viewer).await?);
    }
    Ok(page)
}
