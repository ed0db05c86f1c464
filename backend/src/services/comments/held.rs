//! Comments that wait for staff: see `services::newcomers` for why.

use broadsheet_shared::permission::Permission;

use super::CommentError;
use crate::{
    domain::{
        actor::Actor,
        comment::{Held, HeldKey},
    },
    repositories::comments,
    services::Context,
};

/// Comments that wait, the longest first, and where the next page begins.
pub async fn held(
    context: &Context,
    actor: &Actor,
    after: Option<HeldKey>,
    limit: u8,
) -> Result<(Vec<Held>, Option<HeldKey>), CommentError> {
    actor.require(Permission::CommentsModerate)?;
    let mut held = comments::list_held(context.database.read(), after, limit.saturating_add(1)).await?;
    let has_more = held.len() > usize::from(limit);
    held.truncate(limit.into());
    let next = held.last().filter(|_| has_more).map(Held::key);
    Ok((held, next))
}
