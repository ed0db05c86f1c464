//! What staff do to posts of others: take them away, with a reason that the author reads, and give them back.

use broadsheet_shared::{id::PostId, permission::Permission, v2::PostState, value::RemovalReason};

use super::{
    PostError, read,
    states::{self, Deed},
};
use crate::{
    domain::{
        actor::Actor,
        audit::Action,
        post::{Post, PostRecord},
        precondition::Precondition,
    },
    repositories::{Executor, posts, roles},
    services::Context,
};

/// Takes a post away. Its author and staff go on seeing it, with the reason; for others it is gone.
pub async fn remove(context: &Context, actor: &Actor, id: PostId, reason: &RemovalReason) -> Result<Post, PostError> {
    require_standing(context.database.read(), actor, id).await?;
    let allow = |record: &PostRecord| read::visible(actor, record.author_id, record.state);
    let deed = Deed { actor, action: Action::PostRemoved };
    let post = states::step(context, id, &Precondition::Any, deed, allow, |record| {
        if !matches!(record.state, PostState::Published | PostState::Archived | PostState::Scheduled) {
            return Err(PostError::WrongState { state: record.state, verb: "removed" });
        }
        record.state_before_removal = Some(record.state);
        record.state = PostState::Removed;
        record.removed_reason = Some(reason.as_str().to_owned());
        Ok(())
    })
    .await?;
    tracing::info!(post = %id, by = actor.user_id().map(tracing::field::display), "a post was removed by staff");
    Ok(post)
}

/// Gives a removed post back as it was; one that was scheduled comes back as a draft.
pub(super) async fn give_back(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
) -> Result<Post, PostError> {
    require_standing(context.database.read(), actor, id).await?;
    let allow = |record: &PostRecord| read::visible(actor, record.author_id, record.state);
    let deed = Deed { actor, action: Action::PostRestored };
    let post = states::step(context, id, precondition, deed, allow, |record| {
        if record.state != PostState::Removed {
            return Err(PostError::WrongState { state: record.state, verb: "restored" });
        }
        record.state = match record.state_before_removal.take() {
            Some(state @ (PostState::Published | PostState::Archived)) => state,
            _ => PostState::Draft,
        };
        record.removed_reason = None;
        record.scheduled_at = None;
        Ok(())
    })
    .await?;
    tracing::info!(post = %id, by = actor.user_id().map(tracing::field::display), "a removed post was restored by staff");
    Ok(post)
}

/// Staff judge what they can see, never their own, and nobody above them (SECURITY B5).
async fn require_standing(database: &impl Executor, actor: &Actor, id: PostId) -> Result<(), PostError> {
    let record = posts::find_record(database, id).await?.ok_or(PostError::NotFound)?;
    read::visible(actor, record.author_id, record.state)?;
    if matches!(actor, Actor::System) {
        return Ok(());
    }
    let person = actor.require(Permission::PostsModerate)?;
    if person.id == record.author_id {
        return Err(PostError::OwnCase);
    }
    if roles::rank_of(database, record.author_id).await? > roles::rank_of(database, person.id).await? {
        return Err(PostError::AuthorOutranks);
    }
    Ok(())
}
