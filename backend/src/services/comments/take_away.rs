//! Taking comments away: by their author, by the post's author, by staff; always with a trace.

use broadsheet_shared::{
    id::CommentId,
    permission::Permission,
    v2::{CommentState, NotificationVerb},
};

use super::{
    CommentError,
    tell::{Count, tell},
    write,
};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        comment::Comment,
        precondition::Precondition,
        search_text::index_text,
        stream::Happening,
    },
    platform::markdown::Profile,
    repositories::{Transaction, comments, likes, posts, search},
    services::{Context, audit, notices},
};

/// Deletes one's own comment, or anybody's as staff. Its place stays while somebody answered it.
pub async fn delete(
    context: &Context,
    actor: &Actor,
    id: CommentId,
    precondition: &Precondition,
) -> Result<(), CommentError> {
    let by = actor.signed_in()?.id;
    let now = context.clock.now();
    let comment = context
        .database
        .write(|tx| async move {
            let comment = comments::find(&tx, id).await?.filter(|comment| comment.state != CommentState::Deleted);
            let comment = comment.ok_or(CommentError::NotFound)?;
            write::require_readable(&tx, actor, &comment).await?;
            actor.require_own(comment.author.id, Permission::CommentsModerate)?;
            if !precondition.holds(comment.edit_version, comment.updated_at()) {
                return Err(CommentError::Stale(Box::new(comment)));
            }
            if comments::update_state(&tx, id, comment.state, CommentState::Deleted, Some(by), now).await? {
                let mut count = Count::Stays;
                if comment.is_visible() {
                    posts::add_comments(&tx, comment.post_id, -1).await?;
                    count = Count::Moved;
                }
                tell(context, &tx, comment.post_id, Happening::CommentDeleted { comment: id }, count).await?;
                trace(context, &tx, actor, Action::CommentDeleted, &comment).await?;
                likes::delete_all_of_comment(&tx, id).await?;
                search::delete(&tx, id.0).await?;
            }
            Ok(comment)
        })
        .await?;
    write::drop_cached(context, &comment, true).await;
    Ok(())
}

/// Hides a comment beneath one's own post, or anywhere as staff. Twice is once.
pub async fn hide(context: &Context, actor: &Actor, id: CommentId) -> Result<Comment, CommentError> {
    turn(context, actor, id, CommentState::Visible, CommentState::Hidden).await
}

/// Shows a hidden comment again. Twice is once. One that is held waits for staff, and the post's author is none.
pub async fn show(context: &Context, actor: &Actor, id: CommentId) -> Result<Comment, CommentError> {
    turn(context, actor, id, CommentState::Hidden, CommentState::Visible).await
}

async fn turn(
    context: &Context,
    actor: &Actor,
    id: CommentId,
    from: CommentState,
    to: CommentState,
) -> Result<Comment, CommentError> {
    let by = actor.signed_in()?.id;
    let now = context.clock.now();
    let comment = context
        .database
        .write(|tx| async move {
            let comment = comments::find(&tx, id).await?.filter(|comment| comment.state != CommentState::Deleted);
            let comment = comment.ok_or(CommentError::NotFound)?;
            write::require_readable(&tx, actor, &comment).await?;
            let (host, ..) = posts::find_state(&tx, comment.post_id).await?.ok_or(CommentError::NotFound)?;
            actor.require_own(host, Permission::CommentsModerate)?;
            if comment.is_held() {
                actor.require(Permission::CommentsModerate)?;
            }
            if comments::update_state(&tx, id, from, to, Some(by), now).await? {
                let is_shown = to == CommentState::Visible;
                let action = if is_shown { Action::CommentShown } else { Action::CommentHidden };
                trace(context, &tx, actor, action, &comment).await?;
                posts::add_comments(&tx, comment.post_id, if is_shown { 1 } else { -1 }).await?;
                let shown = Happening::CommentShown { comment: id };
                let hidden = Happening::CommentHidden { comment: id };
                tell(context, &tx, comment.post_id, if is_shown { shown } else { hidden }, Count::Moved).await?;
                if is_shown {
                    let rendered = context.markdown.render(&comment.body_markdown, Profile::Comment)?;
                    write::index(&tx, id, &index_text(&rendered.plain_text)).await?;
                    if comment.is_held() {
                        // Nobody else could read it before.
                        notices::commented(context, &tx, &comment, &[]).await?;
                    }
                } else {
                    search::delete(&tx, id.0).await?;
                }
            }
            comments::find(&tx, id).await?.ok_or(CommentError::NotFound)
        })
        .await?;
    write::drop_cached(context, &comment, true).await;
    Ok(comment)
}

/// Writes down what somebody did to the comment of another, and tells its author.
async fn trace(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    action: Action,
    comment: &Comment,
) -> Result<(), CommentError> {
    if actor.is(comment.author.id) {
        return Ok(());
    }
    let entry = Entry::new(action).by(actor).about(comment.id).of(comment.author.id);
    audit::record(context, tx, entry.with("post", comment.post_id)).await?;
    let verb = match action {
        Action::CommentDeleted => NotificationVerb::CommentDeleted,
        Action::CommentShown => NotificationVerb::CommentShown,
        _ => NotificationVerb::CommentHidden,
    };
    let deed = (verb, comment.post_id, Some(comment.id));
    Ok(notices::moderated(context, tx, actor, comment.author.id, deed).await?)
}
