//! Writing beneath a post: the form above the threads, answers, changes, and what may be done with each comment.

mod entry;
mod focus;
mod sending;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    permission::Permission,
    v2,
    value::CommentBody,
};
use leptos::prelude::*;

use self::entry::CommentActions;
use super::talk::Talk;
use crate::{
    api::{Api, use_api},
    components::comment::{CommentComposer, CommentInvitation, CommentSlots, ComposerText},
    forms::Field,
    state::{
        drafts::{Drafts, Place},
        session::{Session, SessionState, use_session},
        toasts::{Toasts, use_toasts},
    },
    text::{credentials, talk as text},
};

/// The form that is open beneath a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Reply(CommentId),
    Edit(CommentId),
}

/// What the forms and buttons beneath a post share.
#[derive(Clone, Copy)]
struct Conversation {
    api: Api,
    session: Session,
    toasts: Toasts,
    talk: Talk,
    post: PostId,
    author: UserId,
    open: RwSignal<Option<Open>>,
}

impl Conversation {
    /// True if the person may hide comments here. Tracked.
    fn may_hide(&self) -> bool {
        let is_author = self.session.me().is_some_and(|me| me.user.id == self.author);
        is_author || self.session.may(Permission::CommentsModerate)
    }

    /// The local copies of whoever writes. Untracked.
    fn drafts(&self) -> Option<Drafts> {
        untrack(|| self.session.person()).map(|me| Drafts::of(me.user.id))
    }
}

/// The form above the threads and what stands beneath each comment.
pub(super) fn slots(post: &v2::Post, talk: Talk) -> CommentSlots {
    let conversation = Conversation {
        api: use_api(),
        session: use_session(),
        toasts: use_toasts(),
        talk,
        post: post.summary.id,
        author: post.summary.author.id,
        open: RwSignal::new(None),
    };
    let slug = post.summary.slug.clone();
    let is_first = post.summary.comment_count == 0;
    let is_open = post.comments_open;
    let form = move || {
        let slug = slug.clone();
        view! { <NewComment conversation slug is_first /> }.into_any()
    };
    let actions = move |comment: &v2::Comment| {
        view! { <CommentActions conversation comment=comment.clone() is_open /> }.into_any()
    };
    CommentSlots::new(form, actions)
}

/// The form above the threads, or an invitation to sign in. A session that ends leaves the form where it is.
#[component]
fn NewComment(conversation: Conversation, slug: String, is_first: bool) -> impl IntoView {
    let is_writer = Memo::new(move |_| match conversation.session.state() {
        SessionState::SignedIn(me) | SessionState::Ended(me) => {
            Some((me.may(Permission::CommentsWrite), me.is_email_confirmed))
        }
        SessionState::Unknown | SessionState::Anonymous => None,
    });
    move || match is_writer.get() {
        None => view! { <CommentInvitation slug=slug.clone() is_first /> }.into_any(),
        Some((false, is_confirmed)) => {
            let words = if is_confirmed { text::MAY_NOT } else { credentials::CONFIRM_TO_COMMENT };
            view! { <p class="comments__note">{words}</p> }.into_any()
        }
        Some((true, _)) => view! { <Writing conversation parent=None /> }.into_any(),
    }
}

/// A new comment: above the threads, or beneath the one it answers.
#[component]
fn Writing(conversation: Conversation, parent: Option<CommentId>) -> impl IntoView {
    let place = Place::Comment(conversation.post, parent);
    let id = if parent.is_some() { "reply" } else { "comment" };
    let field = kept_field(conversation, id, &place, "");
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None);
    let words = match parent {
        Some(_) => ComposerText { label: text::REPLY_FIELD, send: text::POST_REPLY },
        None => ComposerText { label: text::COMMENT, send: text::POST },
    };
    let send = sending::poster(conversation, parent, field, is_busy, failure, place);
    let on_cancel = parent.map(|_| Callback::new(move |()| conversation.close()));
    match on_cancel {
        Some(on_cancel) => view! { <CommentComposer field words is_busy failure on_send=send on_cancel /> }.into_any(),
        None => view! { <CommentComposer field words is_busy failure on_send=send /> }.into_any(),
    }
}

/// A change of an own comment.
#[component]
fn Changing(conversation: Conversation, comment: v2::Comment) -> impl IntoView {
    let place = Place::CommentEdit(comment.id);
    let field = kept_field(conversation, "comment-edit", &place, &comment.body);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None);
    let words = ComposerText { label: text::EDIT_FIELD, send: text::SAVE };
    let send = sending::changer(conversation, comment, field, is_busy, failure, place);
    let on_cancel = Callback::new(move |()| conversation.close());
    view! { <CommentComposer field words is_busy failure on_send=send on_cancel /> }
}

/// A field that begins with what was typed here before, and keeps what is typed on this device.
fn kept_field(conversation: Conversation, id: &'static str, place: &Place, initial: &str) -> Field {
    let field = Field::new(id, "/body", |text| CommentBody::parse(text).map(drop));
    let copy = conversation.drafts().and_then(|drafts| drafts.find::<String>(place));
    field.text.set(copy.map_or_else(|| initial.to_owned(), |copy| copy.content));
    sending::keep_copy(conversation, field, place.clone(), initial.to_owned());
    field
}
