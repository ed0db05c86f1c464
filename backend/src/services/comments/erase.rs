//! Comments of somebody whose account is erased: of some only the place stays, so that threads keep their shape.

use broadsheet_shared::{id::UserId, v2::ContentChoice};

use super::{
    CommentError,
    tell::{Count, tell, tell_staff},
    write,
};
use crate::{
    domain::{comment::Comment, stream::Happening},
    repositories::{comments, likes, mentions, posts, search},
    services::Context,
};

/// Takes the text out of some comments: of all of the person's, or of those that were deleted anyway or are held back.
/// True once none is left.
pub async fn erase_of(
    context: &Context,
    author: UserId,
    content: ContentChoice,
    limit: u8,
) -> Result<bool, CommentError> {
    let now = context.clock.now();
    let blanked = context
        .database
        .write(|tx| async move {
            let found = comments::list_erasable(&tx, author, content, limit).await?;
            for comment in &found {
                let mut count = Count::Stays;
                if comment.is_visible() {
                    posts::add_comments(&tx, comment.post_id, -1).await?;
                    count = Count::Moved;
                }
                comments::blank(&tx, comment.id, now).await?;
                likes::delete_all_of_comment(&tx, comment.id).await?;
                mentions::delete_of_comment(&tx, comment.id).await?;
                let deleted = Happening::CommentDeleted { comment: comment.id };
                tell(context, &tx, comment.post_id, deleted, count).await?;
                search::delete(&tx, comment.id.0).await?;
            }
            if found.iter().any(Comment::is_held) {
                tell_staff(context, &tx).await?;
            }
            Ok::<_, CommentError>(found)
        })
        .await?;
    for comment in &blanked {
        write::drop_cached(context, comment, true).await;
    }
    Ok(blanked.len() < usize::from(limit))
}
