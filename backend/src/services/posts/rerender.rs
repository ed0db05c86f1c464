//! Rendering anew what an older renderer made (SECURITY C4). The text is the same, so its version and its time stay.

use broadsheet_shared::id::PostId;

use super::{PostError, change, rendering, shelve};
use crate::{
    domain::{
        post::PostRecord,
        rerender::{OutdatedPlace, Rerendered},
    },
    platform::{cache::Tag, markdown::RENDERER_VERSION},
    repositories::{
        DatabaseError,
        outdated::{self, Texts},
        posts,
        search::Document,
    },
    services::Context,
};

/// Posts rendered before one transaction stores them.
const BATCH: u8 = 20;

/// Renders some outdated posts behind `after`, in whatever state. One that cannot be rendered any more keeps what it has
/// and is passed over.
pub async fn rerender_outdated(
    context: &Context,
    after: Option<OutdatedPlace<PostId>>,
) -> Result<Rerendered<PostId>, PostError> {
    let found = outdated::list(context.database.read(), Texts::Posts, RENDERER_VERSION.into(), after, BATCH).await?;
    let next = found.last().copied().filter(|_| found.len() == usize::from(BATCH));
    let mut fresh = Vec::with_capacity(found.len());
    for OutdatedPlace { id, .. } in &found {
        match render(context, *id).await {
            Ok(rendered) => fresh.extend(rendered),
            Err(error @ PostError::Field { .. }) => {
                tracing::warn!(post = %id, %error, "a post cannot be rendered any more; it keeps its old HTML");
            }
            Err(error) => return Err(error),
        }
    }
    let fresh = &fresh;
    let stored = context.database.write(|tx| async move {
        let mut stored = Vec::with_capacity(fresh.len());
        for (record, document) in fresh {
            // A post that was changed since was rendered by that.
            if posts::update_rendering(&tx, record).await? {
                shelve::index(&tx, record.state, document).await?;
                stored.push(record.id);
            }
        }
        Ok::<_, DatabaseError>(stored)
    });
    let stored = stored.await?;
    if !stored.is_empty() {
        let mut dropped: Vec<Tag> = stored.iter().map(|id| Tag::post(*id)).collect();
        dropped.extend([Tag::Posts, Tag::Search]);
        context.cache.drop_tags(&dropped).await;
    }
    Ok(Rerendered { rendered: stored.len(), next })
}

/// The post as the present renderer makes it, with its words for the search index; `None` if it is gone.
async fn render(context: &Context, id: PostId) -> Result<Option<(PostRecord, Document)>, PostError> {
    let database = context.database.read();
    let Some(mut record) = posts::find_record(database, id).await? else { return Ok(None) };
    let rendered = rendering::render(context, &record.body_markdown).await?;
    rendering::apply(&mut record, &rendered);
    let tags = change::tag_names(database, id).await?;
    let document = shelve::document(&record, &tags, &rendered.plain_text);
    Ok(Some((record, document)))
}
