//! Blocking and muting people.
//!
//! Who blocks somebody is hidden from them and no longer sees them: in lists of posts and people, in the feed, in search
//! and in threads. Neither follows, likes or answers the other from then on. Who mutes somebody alone sees less, and nobody
//! is told. An address goes on working, for anybody may open it without an account. It is the same for staff, but in
//! threads: who keeps order there reads all of them, and nobody escapes them by a block.

use broadsheet_shared::{id::UserId, permission::Permission, problem::Code};

use super::{Context, ServiceError, database_code, notices, presence, refusal_code};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        notification::{About, Notice},
        page::{Page, Part},
        stream::Stream,
        user::{PersonKey, ShieldKind, Since, User, UserStatus, Who},
    },
    platform::cache::Tag,
    repositories::{DatabaseError, follows, shields, usernames},
};

/// Why nobody was blocked or muted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ShieldError {
    /// No public account has this name or id.
    #[error("No account has this name or id.")]
    UserNotFound,
    /// That is oneself.
    #[error("That is you.")]
    Oneself,
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for ShieldError {
    fn code(&self) -> Code {
        match self {
            Self::UserNotFound => Code::UserNotFound,
            Self::Oneself => Code::BlockSelf,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}

/// The person from whom somebody is to be hidden, if there is anybody: what is shown to them is made for them alone.
pub async fn viewer(context: &Context, actor: &Actor) -> Result<Option<UserId>, DatabaseError> {
    let Some(user) = actor.user_id() else { return Ok(None) };
    Ok(shields::exists(context.database.read(), user).await?.then_some(user))
}

/// The person from whom somebody may be hidden in what a stream tells: everybody who is signed in. Only beneath posts those
/// who keep order there hear everything, as they read everything.
pub fn guarded(actor: &Actor, stream: Stream) -> Option<UserId> {
    let is_thread = matches!(stream, Stream::Comments(_) | Stream::Counts(_) | Stream::Presence(_));
    actor.user_id().filter(|_| !(is_thread && actor.may(Permission::CommentsModerate)))
}

/// Hides oneself and somebody from one another; whoever of them follows the other does so no longer.
pub async fn block(context: &Context, actor: &Actor, who: &Who) -> Result<(), ShieldError> {
    let person = actor.signed_in()?.id;
    let other = find_public(context, person, who).await?;
    let now = context.clock.now();
    let is_untied = context
        .database
        .write(|tx| async move {
            let (own, others) = follows::lock_pair(&tx, person, other).await?;
            if own != Some(UserStatus::Active) {
                return Err(Refusal::NotSignedIn.into());
            }
            if !others.is_some_and(UserStatus::is_public) {
                return Err(ShieldError::UserNotFound);
            }
            let is_new = shields::insert_block(&tx, person, other, now).await?;
            let mut is_untied = false;
            // By the order of people, whose streams are held to the end.
            for (to, by) in [(person.min(other), person.max(other)), (person.max(other), person.min(other))] {
                if follows::delete(&tx, by, to).await? {
                    let notice = Notice { to, by: Some(by), about: About::Follow };
                    notices::take_back(context, &tx, &notice).await?;
                    is_untied = true;
                }
                if is_new {
                    // What each was told of the other is out of sight.
                    notices::wake(&tx, to).await?;
                }
            }
            Ok(is_untied)
        })
        .await?;
    if is_untied {
        context.cache.drop_tags(&[Tag::follows_of(person), Tag::follows_of(other)]).await;
    }
    presence::look_again(context, &[person, other]).await;
    Ok(())
}

/// Takes a block back. Who followed whom before stays forgotten.
pub async fn unblock(context: &Context, actor: &Actor, who: &Who) -> Result<(), ShieldError> {
    take_back(context, actor, who, ShieldKind::Block).await
}

/// Hides somebody from oneself.
pub async fn mute(context: &Context, actor: &Actor, who: &Who) -> Result<(), ShieldError> {
    let person = actor.signed_in()?.id;
    let other = find_public(context, person, who).await?;
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            if shields::insert_mute(&tx, person, other, now).await? {
                notices::wake(&tx, person).await?;
            }
            Ok::<_, DatabaseError>(())
        })
        .await?;
    presence::look_again(context, &[other]).await;
    Ok(())
}

/// Takes that back.
pub async fn unmute(context: &Context, actor: &Actor, who: &Who) -> Result<(), ShieldError> {
    take_back(context, actor, who, ShieldKind::Mute).await
}

async fn take_back(context: &Context, actor: &Actor, who: &Who, kind: ShieldKind) -> Result<(), ShieldError> {
    let person = actor.signed_in()?.id;
    let other = find_any(context, person, who).await?;
    let (id, is_public) = (other.card.id, other.status.is_public());
    let is_changed = context.database.write(|tx| async move {
        let (is_changed, concerned) = match kind {
            ShieldKind::Block => (shields::delete_block(&tx, person, id).await?, vec![person, id]),
            ShieldKind::Mute => (shields::delete_mute(&tx, person, id).await?, vec![person]),
        };
        if is_changed {
            notices::wake_all(&tx, concerned).await?;
        }
        Ok::<_, DatabaseError>(is_changed)
    });
    let is_changed = is_changed.await?;
    presence::look_again(context, &[person, id]).await;
    if is_changed || is_public { Ok(()) } else { Err(ShieldError::UserNotFound) }
}

/// Whom one has blocked, or muted, the last first.
pub async fn own(
    context: &Context,
    actor: &Actor,
    kind: ShieldKind,
    part: &Part<PersonKey>,
) -> Result<Page<Since, PersonKey>, ShieldError> {
    let user = actor.signed_in()?.id;
    let database = context.database.read();
    let mut page = part.page(shields::list(database, user, kind, part.after, part.rows()).await?, Since::key);
    if part.counts {
        page.total = Some(shields::count(database, user, kind).await?);
    }
    Ok(page)
}

async fn find_public(context: &Context, person: UserId, who: &Who) -> Result<UserId, ShieldError> {
    let user = find_any(context, person, who).await?;
    if user.status.is_public() { Ok(user.card.id) } else { Err(ShieldError::UserNotFound) }
}

/// Somebody else by a present or a former name, also one whose page is not to be read now: what hides them can be taken back
/// all the same.
async fn find_any(context: &Context, person: UserId, who: &Who) -> Result<User, ShieldError> {
    let user = usernames::find_owner(context.database.read(), who).await?.ok_or(ShieldError::UserNotFound)?;
    if user.card.id == person { Err(ShieldError::Oneself) } else { Ok(user) }
}
