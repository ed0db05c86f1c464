//! Telling many of one new post: a few at once, for a job, which may break off anywhere and be done twice.

use broadsheet_shared::{
    id::{PostId, UserId},
    v2::PostState,
};

use super::NotificationError;
use crate::{
    domain::notification::{About, Notice},
    repositories::{follows, posts},
    services::{Context, notices},
};

/// Tells some of those who follow the author with the bell on, behind one of them: the last who was told, or none if
/// nobody is left or the post is not public any more. Who was told already is passed over.
pub async fn notify_followers(
    context: &Context,
    post: PostId,
    after: Option<UserId>,
    limit: u8,
) -> Result<Option<UserId>, NotificationError> {
    context
        .database
        .write(|tx| async move {
            let found = posts::find_state(&tx, post).await?;
            let Some((author, PostState::Published, _)) = found else { return Ok(None) };
            let followers = follows::list_bells(&tx, author, post, after, limit).await?;
            for to in &followers {
                let notice = Notice { to: *to, by: Some(author), about: About::Post { post } };
                notices::tell(context, &tx, &notice).await?;
            }
            Ok(followers.last().copied().filter(|_| followers.len() == usize::from(limit)))
        })
        .await
}
