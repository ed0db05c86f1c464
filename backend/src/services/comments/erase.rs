//! Comments of somebody whose account is erased: of some only the place stays, so that threads keep their shape.

use broadsheet_shared::{
    id::{CommentId, UserId},
    v2::ContentChoice,
};

use super::{
    CommentError,
    tell::{Count, tell, tell_staff},
    write,
};
use crate::{
    domain::{comment::Comment, stream::Happening},
    repositories::{Transaction, comments, likes, mentions, posts, search},
    services::Context,
};

/// Takes the text out of some comments: of all of the person's, or of those that were deleted anyway or are held back.
/// True once none is left. Each goes in a transaction of its own: who held several, and the posts above them, would wait
/// for somebody who hides one of them, and they for whoever erases.
pub async fn erase_of(
    context: &Context,
    author: UserId,
    content: ContentChoice,
    limit: u8,
) -> Result<bool, CommentError> {
    let found = comments::list_erasable(context.database.read(), author, content, limit).await?;
    for id in &found {
        let erased = context.database.write(|tx| async move { erase(context, &tx, *id, content).await }).await?;
        if let Some(comment) = erased {
            write::drop_cached(context, &comment, true).await;
        }
    }
    Ok(found.len() < usize::from(limit))
}

/// Leaves of one only its place, unless it is gone or was shown meanwhile: the comment as it stood.
async fn erase(
    context: &Context,
    tx: &Transaction,
    id: CommentId,
    content: ContentChoice,
) -> Result<Option<Comment>, CommentError> {
    comments::lock_state(tx, id).await?;
    let Some(comment) = comments::find_erasable(tx, id, content).await? else { return Ok(None) };
    let mut count = Count::Stays;
    if comment.is_visible() {
        posts::add_comments(tx, comment.post_id, -1).await?;
        count = Count::Moved;
    }
    comments::blank(tx, id, context.clock.now()).await?;
    likes::delete_all_of_comment(tx, id).await?;
    mentions::delete_of_comment(tx, id).await?;
    tell(context, tx, comment.post_id, Happening::CommentDeleted { comment: id }, count).await?;
    search::delete(tx, id.0).await?;
    if comment.is_held() {
        tell_staff(context, tx).await?;
    }
    Ok(Some(comment))
}
