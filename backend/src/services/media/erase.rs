//! Pictures of somebody whose account is erased. Files that somebody else has uploaded too stay theirs.

use broadsheet_shared::{
    id::{MediaId, UserId},
    v2::ContentChoice,
};

use super::{MediaError, remove_files};
use crate::{
    platform::cache::Tag,
    repositories::{DatabaseError, media},
    services::Context,
};

/// Removes some pictures behind `before`, newest first: all, or those that no text that stays shows. Gives the place to
/// go on behind; `None` once all were looked at. To be called when the person's other things are gone.
///
/// A row goes before its files: after a crash between the two the sweep takes them.
pub async fn erase_of(
    context: &Context,
    owner: UserId,
    content: ContentChoice,
    before: Option<MediaId>,
    limit: u8,
) -> Result<Option<MediaId>, MediaError> {
    let found = media::list(context.database.read(), owner, before, limit).await?;
    let next = found.last().map(|last| last.image.id).filter(|_| found.len() == usize::from(limit));
    for picture in found {
        let id = picture.image.id;
        let is_gone = context
            .database
            .write::<_, DatabaseError, _, _>(|tx| async move {
                media::lock(&tx, id).await?;
                let stays = content == ContentChoice::Anonymise && media::is_used(&tx, id).await?;
                Ok(!stays && media::delete(&tx, id).await?)
            })
            .await?;
        if is_gone {
            remove_files(context, &picture.content_hash, &picture.image.variants).await;
            context.cache.drop_tags(&[Tag::media(id)]).await;
        }
    }
    Ok(next)
}
