//! Rendering comments anew that an older renderer made (SECURITY C4).

use std::collections::BTreeSet;

use broadsheet_shared::id::CommentId;

use super::{CommentError, write};
use crate::{
    domain::{
        rerender::{OutdatedPlace, Rerendered},
        search_text::index_text,
    },
    platform::{cache::Tag, markdown::RENDERER_VERSION},
    repositories::{
        comments,
        outdated::{self, Texts},
    },
    services::Context,
};

/// Comments rendered before one transaction stores them.
const BATCH: u8 = 100;

/// Renders some outdated comments behind `after`, hidden and deleted ones included. One that cannot be rendered any more
/// keeps what it has and is passed over.
pub async fn rerender_outdated(
    context: &Context,
    after: Option<OutdatedPlace<CommentId>>,
) -> Result<Rerendered<CommentId>, CommentError> {
    let version = i64::from(RENDERER_VERSION);
    let database = context.database.read();
    let found = outdated::list(database, Texts::Comments, version, after, BATCH).await?;
    let next = found.last().copied().filter(|_| found.len() == usize::from(BATCH));
    let mut fresh = Vec::with_capacity(found.len());
    for OutdatedPlace { id, .. } in &found {
        let Some(comment) = comments::find(database, *id).await? else { continue };
        match write::render(context, &comment.body_markdown).await {
            Ok(rendered) => fresh.push((comment, rendered.html, index_text(&rendered.plain_text))),
            Err(error @ CommentError::Text(_)) => {
                tracing::warn!(comment = %id, %error, "a comment cannot be rendered any more; it keeps its old HTML");
            }
            Err(error) => return Err(error),
        }
    }
    let fresh = &fresh;
    let stored = context.database.write(|tx| async move {
        let mut posts = Vec::with_capacity(fresh.len());
        for (comment, html, document) in fresh {
            if comments::update_rendering(&tx, comment.id, comment.edit_version, html, version).await? {
                if comment.is_visible() {
                    write::index(&tx, comment.id, document).await?;
                }
                posts.push(comment.post_id);
            }
        }
        Ok::<_, CommentError>(posts)
    });
    let stored = stored.await?;
    if !stored.is_empty() {
        let posts: BTreeSet<_> = stored.iter().copied().collect();
        let mut dropped: Vec<Tag> = posts.into_iter().map(Tag::comments_of).collect();
        dropped.push(Tag::Search);
        context.cache.drop_tags(&dropped).await;
    }
    Ok(Rerendered { rendered: stored.len(), next })
}
