//! Taking comments away: by their author, by the post's author, by staff; always with a trace.
//!
//! Who may is asked in the transaction of the deed. Staff judge comments as they judge posts: never their own, and nobody
//! above them (SECURITY B5). Beneath their own posts people keep the house, and hide what they like; what somebody else
//! hid there they do not show again.

use broadsheet_shared::{
    id::{CommentId, UserId},
    permission::Permission,
    time::Timestamp,
    v2::{CommentState, NotificationVerb},
};

use super::{
    CommentError,
    tell::{Count, tell, tell_staff},
    write,
};
use crate::{
    domain::{
        actor::{Actor, Person},
        audit::{Action, Entry},
        comment::Comment,
        precondition::Precondition,
        search_text::index_text,
        stream::Happening,
    },
    platform::markdown::{Profile, Rendered},
    repositories::{self, Transaction, comments, likes, posts, roles, search},
    services::{
        Context, audit,
        mentions::{self, Text},
        notices,
    },
};

/// Deletes one's own comment, or as staff that of anybody who does not stand higher. Its place stays while somebody answered it.
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
            let comment = write::hold(&tx, id).await?;
            write::require_readable(&tx, actor, &comment).await?;
            let person = actor.require_own(comment.author.id, Permission::CommentsModerate)?;
            require_reach(&tx, person, &comment).await?;
            if !precondition.holds(comment.edit_version, comment.updated_at()) {
                return Err(CommentError::Stale(Box::new(comment)));
            }
            if !comments::update_state(&tx, id, comment.state, CommentState::Deleted, Some(by), now).await? {
                return Err(CommentError::Stale(Box::new(comment)));
            }
            let mut count = Count::Stays;
            if comment.is_visible() {
                posts::add_comments(&tx, comment.post_id, -1).await?;
                count = Count::Moved;
            }
            tell(context, &tx, comment.post_id, Happening::CommentDeleted { comment: id }, count).await?;
            if comment.is_held() {
                tell_staff(context, &tx).await?;
            }
            trace(context, &tx, actor, Action::CommentDeleted, &comment).await?;
            likes::delete_all_of_comment(&tx, id).await?;
            repositories::mentions::delete_of_comment(&tx, id).await?;
            search::delete(&tx, id.0).await?;
            Ok(comment)
        })
        .await?;
    write::drop_cached(context, &comment, true).await;
    Ok(())
}

/// Hides a comment beneath one's own post, or anywhere as staff, but for one's own and those of people who stand higher.
/// Twice is once.
pub async fn hide(context: &Context, actor: &Actor, id: CommentId) -> Result<Comment, CommentError> {
    turn(context, actor, id, CommentState::Visible, CommentState::Hidden).await
}

/// Shows a hidden comment again, by those who might hide it. Twice is once. What the post's author did not hide, or what
/// is held, waits for staff.
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
    let text = if to == CommentState::Visible { text_of(context, id).await? } else { None };
    let (text, now) = (&text, context.clock.now());
    let comment = context
        .database
        .write(|tx| async move {
            // Who hid it must still be who hid it when it is shown.
            let comment = write::hold(&tx, id).await?;
            write::require_readable(&tx, actor, &comment).await?;
            require_right_to_turn(&tx, actor, &comment, to).await?;
            if comments::update_state(&tx, id, from, to, Some(by), now).await? {
                let is_shown = to == CommentState::Visible;
                let action = if is_shown { Action::CommentShown } else { Action::CommentHidden };
                posts::add_comments(&tx, comment.post_id, if is_shown { 1 } else { -1 }).await?;
                let shown = Happening::CommentShown { comment: id };
                let hidden = Happening::CommentHidden { comment: id };
                tell(context, &tx, comment.post_id, if is_shown { shown } else { hidden }, Count::Moved).await?;
                trace(context, &tx, actor, action, &comment).await?;
                if comment.is_held() {
                    tell_staff(context, &tx).await?;
                }
                if is_shown {
                    let rendered = match text {
                        Some((version, rendered)) if *version == comment.edit_version => rendered.clone(),
                        // It was changed in this very moment. Whom it names now is told by its next change.
                        _ => context.markdown.render(&comment.body_markdown, Profile::Comment)?,
                    };
                    write::index(&tx, id, &index_text(&rendered.plain_text)).await?;
                    let named = mentions::publish(context, &tx, Text::of(&comment), &rendered.mentions).await?;
                    if comment.is_held() {
                        // Nobody else could read it before.
                        notices::commented(context, &tx, &comment, &named).await?;
                    }
                } else {
                    search::delete(&tx, id.0).await?;
                }
            } else if to == CommentState::Hidden && take_over(&tx, actor, by, &comment, now).await? {
                trace(context, &tx, actor, Action::CommentHidden, &comment).await?;
            }
            comments::find(&tx, id).await?.ok_or(CommentError::NotFound)
        })
        .await?;
    write::drop_cached(context, &comment, true).await;
    Ok(comment)
}

/// Makes what the post's author has hidden staff's to show, once one of them hides it too (SECURITY B5); true if it was not.
async fn take_over(
    tx: &Transaction,
    actor: &Actor,
    by: UserId,
    comment: &Comment,
    now: Timestamp,
) -> Result<bool, CommentError> {
    let (host, ..) = posts::find_state(tx, comment.post_id).await?.ok_or(CommentError::NotFound)?;
    Ok(!actor.is(host) && comments::update_hider(tx, comment.id, host, by, now).await?)
}

/// Whether the actor may hide the comment, or show it: the post's author what is theirs to decide, and else staff.
async fn require_right_to_turn(
    tx: &Transaction,
    actor: &Actor,
    comment: &Comment,
    to: CommentState,
) -> Result<(), CommentError> {
    let (host, ..) = posts::find_state(tx, comment.post_id).await?.ok_or(CommentError::NotFound)?;
    if !actor.is(host) {
        return require_standing(tx, actor, comment).await;
    }
    let is_shown_again = to == CommentState::Visible && comment.state == CommentState::Hidden;
    let is_for_staff =
        comment.is_held() || (is_shown_again && comments::find_hider(tx, comment.id).await? != Some(host));
    if is_for_staff { require_standing(tx, actor, comment).await } else { Ok(()) }
}

/// Staff judge never their own, and nobody above them (SECURITY B5).
async fn require_standing(tx: &Transaction, actor: &Actor, comment: &Comment) -> Result<(), CommentError> {
    let person = actor.require(Permission::CommentsModerate)?;
    if person.id == comment.author.id {
        return Err(CommentError::OwnCase);
    }
    require_reach(tx, person, comment).await
}

/// Whether the author stands no higher than this person.
async fn require_reach(tx: &Transaction, person: &Person, comment: &Comment) -> Result<(), CommentError> {
    if roles::rank_of(tx, comment.author.id).await? > roles::rank_of(tx, person.id).await? {
        return Err(CommentError::AuthorOutranks);
    }
    Ok(())
}

/// A comment's text, rendered, with the version that it has.
async fn text_of(context: &Context, id: CommentId) -> Result<Option<(u64, Rendered)>, CommentError> {
    let Some(comment) = comments::find(context.database.read(), id).await? else { return Ok(None) };
    Ok(Some((comment.edit_version, write::render(context, &comment.body_markdown).await?)))
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
