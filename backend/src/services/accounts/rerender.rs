//! Rendering biographies anew that an older renderer made (SECURITY C4).

use broadsheet_shared::id::UserId;

use super::AccountError;
use crate::{
    domain::rerender::{OutdatedPlace, Rerendered},
    platform::{
        cache::Tag,
        markdown::{Profile, RENDERER_VERSION},
    },
    repositories::{
        DatabaseError,
        outdated::{self, Texts},
        users,
    },
    services::Context,
};

/// Biographies rendered before one transaction stores them.
const BATCH: u8 = 100;

/// Renders some outdated biographies behind `after`. One that cannot be rendered any more keeps what it has and is passed
/// over.
pub async fn rerender_outdated(
    context: &Context,
    after: Option<OutdatedPlace<UserId>>,
) -> Result<Rerendered<UserId>, AccountError> {
    let version = i64::from(RENDERER_VERSION);
    let database = context.database.read();
    let found = outdated::list(database, Texts::Biographies, version, after, BATCH).await?;
    let next = found.last().copied().filter(|_| found.len() == usize::from(BATCH));
    let mut fresh = Vec::with_capacity(found.len());
    for OutdatedPlace { id, .. } in &found {
        let Some(user) = users::find(database, *id).await? else { continue };
        match context.markdown.render(&user.bio_markdown, Profile::Bio) {
            Ok(rendered) => fresh.push((*id, user.bio_markdown, rendered.html)),
            Err(error) => {
                tracing::warn!(user = %id, %error, "a biography cannot be rendered any more; it keeps its old HTML");
            }
        }
    }
    let fresh = &fresh;
    let stored = context.database.write(|tx| async move {
        let mut stored = Vec::with_capacity(fresh.len());
        for (id, markdown, html) in fresh {
            if users::update_bio_rendering(&tx, *id, markdown, html, version).await? {
                stored.push(*id);
            }
        }
        Ok::<_, DatabaseError>(stored)
    });
    let stored = stored.await?;
    if !stored.is_empty() {
        let mut dropped: Vec<Tag> = stored.iter().map(|id| Tag::user(*id)).collect();
        dropped.push(Tag::Users);
        context.cache.drop_tags(&dropped).await;
    }
    Ok(Rerendered { rendered: stored.len(), next })
}
