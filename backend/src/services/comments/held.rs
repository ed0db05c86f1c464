//! Comments that wait for staff: see `services::newcomers` for why.

use broadsheet_shared::permission::Permission;

use super::CommentError;
use crate::{
    domain::{
        actor::Actor,
        comment::{Held, HeldKey},
        page::{Page, Part},
    },
    repositories::comments,
    services::Context,
};

/// Comments that wait, the longest first.
pub async fn held(context: &Context, actor: &Actor, part: &Part<HeldKey>) -> Result<Page<Held, HeldKey>, CommentError> {
    actor.require(Permission::CommentsModerate)?;
    let database = context.database.read();
    let mut page = part.page(comments::list_held(database, part.after, part.rows()).await?, Held::key);
    if part.counts {
        page.total = Some(comments::count_held(database).await?);
    }
    Ok(page)
}
