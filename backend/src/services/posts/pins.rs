//! Pinned posts: what an author shows first on their page.

use broadsheet_shared::{id::PostId, permission::Permission, v2::PostState};

use super::{PostError, read};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        turn::Turn,
        user::UserStatus,
    },
    platform::cache::Tag,
    repositories::{pins, posts, users},
    services::Context,
};

/// Posts that an author can have pinned at once.
pub const MAX_PINS: u64 = 3;

/// Pins one's own published post to one's page. Twice is once.
pub async fn pin(context: &Context, actor: &Actor, post: PostId) -> Result<(), PostError> {
    turn(context, actor, post, Turn::On).await
}

/// Takes it off. Twice is once.
pub async fn unpin(context: &Context, actor: &Actor, post: PostId) -> Result<(), PostError> {
    turn(context, actor, post, Turn::Off).await
}

async fn turn(context: &Context, actor: &Actor, post: PostId, turn: Turn) -> Result<(), PostError> {
    let person = actor.require(Permission::PostsPublish)?.id;
    let now = context.clock.now();
    let is_changed = context
        .database
        .write(|tx| async move {
            // Of two posts that are pinned at one moment the second sees the first.
            if users::lock(&tx, person).await? != Some(UserStatus::Active) {
                return Err(Refusal::NotSignedIn.into());
            }
            let (author, state, _) = posts::lock_state(&tx, post).await?.ok_or(PostError::NotFound)?;
            read::visible(actor, author, state)?;
            if author != person {
                return Err(PostError::NotOwn);
            }
            if turn == Turn::Off {
                return Ok(pins::delete(&tx, post).await?);
            }
            if state != PostState::Published {
                return Err(PostError::WrongState { state, verb: "pinned" });
            }
            if pins::count_others(&tx, person, post).await? >= MAX_PINS {
                return Err(PostError::PinsFull);
            }
            Ok(pins::insert(&tx, post, person, now).await?)
        })
        .await?;
    if is_changed {
        context.cache.drop_tags(&[Tag::user(person)]).await;
    }
    Ok(())
}
