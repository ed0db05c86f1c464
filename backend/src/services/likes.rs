//! Likes of posts and comments: one for each person, and twice is once.
//!
//! Within its transaction a like holds the account of who likes and the thing that is liked, in this order: an account
//! that is shut at that moment likes nothing more, and what is taken away is not liked any more (SECURITY K1, K4).

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    permission::Permission,
    problem::Code,
    v2::CommentState,
};

use super::{
    Context, ServiceError, database_code, notices,
    posts::{self, PostError},
    refusal_code,
};
use crate::{
    domain::{
        actor::{Actor, Person, Refusal},
        notification::{About, Notice},
        page::{Page, Part},
        turn::Turn,
        user::{PersonKey, Since, UserStatus},
    },
    platform::cache::Tag,
    repositories::{self, DatabaseError, Transaction, comments, likes, shields, streams, users},
};

/// Why something was not liked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LikeError {
    /// There is none, or the caller may not know.
    #[error("There is no such comment.")]
    CommentNotFound,
    /// Its author and the caller are hidden from one another.
    #[error("One of you has blocked the other.")]
    Blocked,
    /// There is no post to like, or the caller may not know, or it is no time for that.
    #[error(transparent)]
    Post(#[from] PostError),
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for LikeError {
    fn code(&self) -> Code {
        match self {
            Self::CommentNotFound => Code::CommentNotFound,
            Self::Blocked => Code::UserBlocked,
            Self::Post(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}

/// Likes a post that everybody may read.
pub async fn like_post(context: &Context, actor: &Actor, post: PostId) -> Result<(), LikeError> {
    turn_post(context, actor, post, Turn::On).await
}

/// Takes that back.
pub async fn unlike_post(context: &Context, actor: &Actor, post: PostId) -> Result<(), LikeError> {
    turn_post(context, actor, post, Turn::Off).await
}

/// Likes a comment that everybody may read.
pub async fn like_comment(context: &Context, actor: &Actor, comment: CommentId) -> Result<(), LikeError> {
    turn_comment(context, actor, comment, Turn::On).await
}

/// Takes that back.
pub async fn unlike_comment(context: &Context, actor: &Actor, comment: CommentId) -> Result<(), LikeError> {
    turn_comment(context, actor, comment, Turn::Off).await
}

async fn turn_post(context: &Context, actor: &Actor, post: PostId, turn: Turn) -> Result<(), LikeError> {
    let person = actor.require(Permission::LikesWrite)?;
    let now = context.clock.now();
    let is_changed = context
        .database
        .write(|tx| async move {
            hold(&tx, person).await?;
            let (author, state, _) = repositories::posts::lock_state(&tx, post).await?.ok_or(PostError::NotFound)?;
            let about = About::Like { post, comment: None };
            // What is one's own can be taken back also when the post is out of sight.
            if turn == Turn::Off && likes::delete_of_post(&tx, post, person.id).await? {
                streams::append_counts(&tx, post, now).await?;
                notices::take_back(context, &tx, &Notice { to: author, by: Some(person.id), about }).await?;
                return Ok(true);
            }
            posts::require_public(actor, author, state, "liked")?;
            if turn == Turn::Off {
                return Ok(false);
            }
            require_peace(&tx, person, author).await?;
            let is_new = likes::insert_of_post(&tx, post, person.id, now).await?;
            if is_new {
                streams::append_counts(&tx, post, now).await?;
                notices::tell(context, &tx, &Notice { to: author, by: Some(person.id), about }).await?;
            }
            Ok::<_, LikeError>(is_new)
        })
        .await?;
    if is_changed {
        context.cache.drop_tags(&[Tag::post(post)]).await;
    }
    Ok(())
}

async fn turn_comment(context: &Context, actor: &Actor, comment: CommentId, turn: Turn) -> Result<(), LikeError> {
    let person = actor.require(Permission::LikesWrite)?;
    let now = context.clock.now();
    let (post, is_changed) = context
        .database
        .write(|tx| async move {
            hold(&tx, person).await?;
            let (post, writer, state) = comments::lock_state(&tx, comment).await?.ok_or(LikeError::CommentNotFound)?;
            let notice =
                Notice { to: writer, by: Some(person.id), about: About::Like { post, comment: Some(comment) } };
            if turn == Turn::Off && likes::delete_of_comment(&tx, comment, person.id).await? {
                streams::append_likes(&tx, post, comment, now).await?;
                notices::take_back(context, &tx, &notice).await?;
                return Ok((post, true));
            }
            require_readable(&tx, actor, post, state).await?;
            if turn == Turn::Off {
                return Ok((post, false));
            }
            require_peace(&tx, person, writer).await?;
            let is_new = likes::insert_of_comment(&tx, comment, person.id, now).await?;
            if is_new {
                streams::append_likes(&tx, post, comment, now).await?;
                notices::tell(context, &tx, &notice).await?;
            }
            Ok::<_, LikeError>((post, is_new))
        })
        .await?;
    if is_changed {
        context.cache.drop_tags(&[Tag::comments_of(post)]).await;
    }
    Ok(())
}

/// Holds the account; one that was shut since the request came in does nothing more.
async fn hold(tx: &Transaction, person: &Person) -> Result<(), LikeError> {
    match users::hold(tx, person.id).await? {
        Some(UserStatus::Active) => Ok(()),
        _ => Err(Refusal::NotSignedIn.into()),
    }
}

/// Only what everybody may read is liked; where a post is not seen, its comments are not either.
async fn require_readable(tx: &Transaction, actor: &Actor, post: PostId, state: CommentState) -> Result<(), LikeError> {
    let found = repositories::posts::find_state(tx, post).await?.filter(|_| state == CommentState::Visible);
    let (author, state, _) = found.ok_or(LikeError::CommentNotFound)?;
    posts::require_public(actor, author, state, "liked").map_err(|error| match error {
        PostError::NotFound | PostError::Removed => LikeError::CommentNotFound,
        error => error.into(),
    })
}

/// Nobody likes what somebody wrote with whom they share a block.
async fn require_peace(tx: &Transaction, person: &Person, author: UserId) -> Result<(), LikeError> {
    if shields::is_blocked(tx, person.id, author).await? { Err(LikeError::Blocked) } else { Ok(()) }
}

/// How many people like a post.
pub async fn count(context: &Context, post: PostId) -> Result<u64, LikeError> {
    Ok(likes::count_of_post(context.database.read(), post, None).await?)
}

/// Who likes a post that the actor may see, the last to do so first, without those who are hidden from the actor.
pub async fn of_post(
    context: &Context,
    actor: &Actor,
    post: PostId,
    part: &Part<PersonKey>,
) -> Result<Page<Since, PersonKey>, LikeError> {
    let database = context.database.read();
    let (author, state, _) = repositories::posts::find_state(database, post).await?.ok_or(PostError::NotFound)?;
    posts::visible(actor, author, state)?;
    let viewer = super::shields::viewer(context, actor).await?;
    let mut page = part.page(likes::list_of_post(database, post, viewer, part.after, part.rows()).await?, Since::key);
    if part.counts {
        page.total = Some(likes::count_of_post(database, post, viewer).await?);
    }
    Ok(page)
}
