//! Following people and tags. Twice is once, and nobody follows themselves.

use broadsheet_shared::{
    id::{TagId, UserId},
    permission::Permission,
    problem::Code,
    v2::{ProfileViewer, TagViewer},
};

use super::{Context, ServiceError, database_code, refusal_code};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        page::{Page, Part},
        turn::Turn,
        user::{FollowSide, PersonKey, Since, UserStatus, Who},
    },
    platform::cache::Tag,
    repositories::{DatabaseError, follows, shields, tags, usernames, users},
};

/// Why nobody and nothing was followed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FollowError {
    /// No public account has this name or id.
    #[error("No account has this name or id.")]
    UserNotFound,
    /// No published post carries it.
    #[error("No published post has this tag.")]
    TagNotFound,
    /// They are hidden from one another.
    #[error("One of you has blocked the other.")]
    Blocked,
    /// That is oneself.
    #[error("That is you: what you write reaches you anyway.")]
    Oneself,
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for FollowError {
    fn code(&self) -> Code {
        match self {
            Self::UserNotFound => Code::UserNotFound,
            Self::TagNotFound => Code::TagNotFound,
            Self::Blocked => Code::UserBlocked,
            Self::Oneself => Code::FollowSelf,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}

/// Follows a person whose page everybody may read.
pub async fn follow(context: &Context, actor: &Actor, who: &Who) -> Result<(), FollowError> {
    turn(context, actor, who, Turn::On).await
}

/// Takes that back.
pub async fn unfollow(context: &Context, actor: &Actor, who: &Who) -> Result<(), FollowError> {
    turn(context, actor, who, Turn::Off).await
}

async fn turn(context: &Context, actor: &Actor, who: &Who, turn: Turn) -> Result<(), FollowError> {
    let person = actor.require(Permission::FollowsWrite)?.id;
    let now = context.clock.now();
    let other = usernames::find_owner(context.database.read(), who).await?.ok_or(FollowError::UserNotFound)?.card.id;
    if other == person {
        return Err(FollowError::Oneself);
    }
    let is_changed = context
        .database
        .write(|tx| async move {
            // Both are held: neither is shut at that moment, and their numbers are changed by one at a time.
            let (own, others) = follows::lock_pair(&tx, person, other).await?;
            if own != Some(UserStatus::Active) {
                return Err(Refusal::NotSignedIn.into());
            }
            // What is one's own can be taken back also when the other is out of sight.
            if turn == Turn::Off && follows::delete(&tx, person, other).await? {
                return Ok(true);
            }
            if !others.is_some_and(UserStatus::is_public) {
                return Err(FollowError::UserNotFound);
            }
            if turn == Turn::Off {
                return Ok(false);
            }
            if shields::is_blocked(&tx, person, other).await? {
                return Err(FollowError::Blocked);
            }
            Ok::<_, FollowError>(follows::insert(&tx, person, other, now).await?)
        })
        .await?;
    if is_changed {
        context.cache.drop_tags(&[Tag::follows_of(person), Tag::follows_of(other)]).await;
    }
    Ok(())
}

/// Follows a tag that published posts carry.
pub async fn follow_tag(context: &Context, actor: &Actor, slug: &str) -> Result<(), FollowError> {
    turn_tag(context, actor, slug, Turn::On).await
}

/// Takes that back.
pub async fn unfollow_tag(context: &Context, actor: &Actor, slug: &str) -> Result<(), FollowError> {
    turn_tag(context, actor, slug, Turn::Off).await
}

async fn turn_tag(context: &Context, actor: &Actor, slug: &str, turn: Turn) -> Result<(), FollowError> {
    let person = actor.require(Permission::FollowsWrite)?.id;
    let now = context.clock.now();
    // A draft's tags are nobody's business (SECURITY B1).
    let (tag, is_used) = tags::find_id(context.database.read(), slug).await?.ok_or(FollowError::TagNotFound)?;
    let is_changed = context
        .database
        .write(|tx| async move {
            if users::hold(&tx, person).await? != Some(UserStatus::Active) {
                return Err(Refusal::NotSignedIn.into());
            }
            // It may have gone with its last post meanwhile.
            if !tags::lock(&tx, tag).await? {
                return Err(FollowError::TagNotFound);
            }
            if turn == Turn::Off && follows::delete_of_tag(&tx, person, tag).await? {
                return Ok(true);
            }
            if !is_used {
                return Err(FollowError::TagNotFound);
            }
            match turn {
                Turn::On => Ok::<_, FollowError>(follows::insert_of_tag(&tx, person, tag, now).await?),
                Turn::Off => Ok(false),
            }
        })
        .await?;
    if is_changed {
        context.cache.drop_tags(&[Tag::tag(tag)]).await;
    }
    Ok(())
}

/// People on one side of a person, the last to come first, without those who are hidden from the actor.
pub async fn around(
    context: &Context,
    actor: &Actor,
    who: &Who,
    side: FollowSide,
    part: &Part<PersonKey>,
) -> Result<Page<Since, PersonKey>, FollowError> {
    let database = context.database.read();
    let user = usernames::find_owner(database, who).await?.filter(|user| user.status.is_public());
    let user = user.ok_or(FollowError::UserNotFound)?.card.id;
    let viewer = super::shields::viewer(context, actor).await?;
    let rows = follows::list(database, user, side, viewer, part.after, part.rows()).await?;
    let mut page = part.page(rows, Since::key);
    if part.counts {
        page.total = Some(follows::count(database, user, side, viewer).await?);
    }
    Ok(page)
}

/// How many people follow a person.
pub async fn count_followers(context: &Context, who: &Who) -> Result<u64, FollowError> {
    let database = context.database.read();
    let user = usernames::find_owner(database, who).await?.ok_or(FollowError::UserNotFound)?.card.id;
    Ok(follows::count(database, user, FollowSide::Followers, None).await?)
}

/// How the actor and a person stand to one another.
pub async fn standing(context: &Context, actor: &Actor, other: UserId) -> Result<Option<ProfileViewer>, FollowError> {
    let Some(user) = actor.user_id() else { return Ok(None) };
    let database = context.database.read();
    let (following, follows_you) = follows::find_both(database, user, other).await?;
    let (blocked, muted) = shields::find_own(database, user, other).await?;
    Ok(Some(ProfileViewer { following, follows_you, blocked, muted }))
}

/// Whether the actor follows a tag.
pub async fn tag_standing(context: &Context, actor: &Actor, tag: TagId) -> Result<Option<TagViewer>, FollowError> {
    let Some(user) = actor.user_id() else { return Ok(None) };
    let following = follows::exists_of_tag(context.database.read(), user, tag).await?;
    Ok(Some(TagViewer { following }))
}
