//! Writing beneath a post: the form above the threads, answers, changes, and what may be done with each comment.

mod entry;
mod focus;
mod quoting;
mod sending;
mod sheet;

use std::sync::Arc;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    permission::Permission,
    v2,
};
use leptos::prelude::*;

pub use self::focus::catch_at;
use self::sheet::Sheet;
use super::{
    live::{Live, Replying},
    threads::Talk,
};
use crate::{
    api::{Api, use_api},
    bridge::PostThere,
    components::{
        comment::{CommentComposer, CommentInvitation, CommentSlot, CommentSlots, ComposerText, Intake},
        ui::{Callout, CalloutTone},
    },
    pages::{naming::Naming, switches::Switches},
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

/// The field of the form above the threads, and that of an answer.
const COMMENT_FIELD: &str = "comment";
const REPLY_FIELD: &str = "reply";

/// What the forms and buttons beneath a post share.
#[derive(Clone, Copy)]
struct Conversation {
    api: Api,
    session: Session,
    toasts: Toasts,
    talk: Talk,
    live: Live,
    naming: Naming,
    replying: Replying,
    post: PostId,
    author: UserId,
    open: RwSignal<Option<Open>>,
    /// The local copies of whoever is there to write, or was until the session ended; `None` for a stranger, who sees no
    /// form of theirs.
    drafts: Memo<Option<Drafts>>,
    /// The forms that were begun, each its writer's, and what they live as long as: the page.
    sheets: StoredValue<Vec<(Option<Drafts>, Place, Sheet)>>,
    owner: StoredValue<Owner>,
}

impl Conversation {
    /// True if the person may hide comments here. Tracked.
    fn may_hide(&self) -> bool {
        let is_author = self.session.me().is_some_and(|me| me.user.id == self.author);
        is_author || self.session.may(Permission::CommentsModerate)
    }

    /// True if something was begun there and is kept on this device.
    fn is_begun(&self, place: &Place) -> bool {
        let drafts = self.drafts.get_untracked();
        drafts.is_some_and(|drafts| drafts.find::<String>(place).is_some())
    }
}

/// The form above the threads and what stands beneath each comment.
pub(super) fn slots(post: &PostThere, talk: Talk, live: Live, switches: Switches) -> CommentSlots {
    let session = use_session();
    let conversation = Conversation {
        api: use_api(),
        session,
        toasts: use_toasts(),
        talk,
        live,
        naming: Naming::new(),
        replying: Replying::new(post.id),
        post: post.id,
        author: post.author,
        open: RwSignal::new(None),
        drafts: Memo::new(move |_| session.person().map(|me| Drafts::of(me.user.id))),
        sheets: StoredValue::new(Vec::new()),
        owner: StoredValue::new(Owner::current().map_or_else(Owner::new, |page| page.child())),
    };
    let slug = post.slug.clone();
    let is_first = post.comment_count == 0;
    let is_open = post.intake == Intake::Open;
    if is_open {
        quoting::hear(conversation);
    }
    let form = move || {
        let slug = slug.clone();
        view! { <NewComment conversation slug is_first /> }.into_any()
    };
    let beneath = move |comment: Memo<Arc<v2::Comment>>| {
        let id = comment.with_untracked(|comment| comment.id);
        CommentSlot {
            like: comment.with_untracked(|comment| switches.like_comment(comment)),
            buttons: entry::buttons(conversation, comment, is_open),
            form: entry::form(conversation, comment),
            is_fresh: talk.is_fresh(id),
            fold: live.fold(id),
        }
    };
    CommentSlots::new(form, move || live.news(), beneath)
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
    let id = if parent.is_some() { REPLY_FIELD } else { COMMENT_FIELD };
    let sheet = conversation.sheet(id, &place, "", None);
    let words = match parent {
        Some(_) => ComposerText { label: text::REPLY_FIELD, send: text::POST_REPLY },
        None => ComposerText { label: text::COMMENT, send: text::POST },
    };
    let send = sending::poster(conversation, parent, sheet);
    let on_cancel = parent.map(|parent| Callback::new(move |()| conversation.close(Open::Reply(parent))));
    view! { <Composing conversation sheet words send on_cancel /> }
}

/// A change of an own comment.
#[component]
fn Changing(conversation: Conversation, comment: Memo<Arc<v2::Comment>>) -> impl IntoView {
    let first = comment.get_untracked();
    let id = first.id;
    let sheet = conversation.sheet("comment-edit", &Place::CommentEdit(id), &first.body, Some(first.version));
    sheet.meet(&first);
    // It may be changed elsewhere while it is changed here.
    Effect::new(move |_| comment.with(|comment| untrack(|| sheet.meet(comment))));
    let words = ComposerText { label: text::EDIT_FIELD, send: text::SAVE };
    let send = sending::changer(conversation, id, sheet);
    let on_cancel = Callback::new(move |()| conversation.close(Open::Edit(id)));
    view! { <Composing conversation sheet words send on_cancel=Some(on_cancel) /> }
}

/// What all forms have.
#[component]
fn Composing(
    conversation: Conversation,
    sheet: Sheet,
    words: ComposerText,
    send: Callback<()>,
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let Sheet { field, is_busy, failure, kept_since, .. } = sheet;
    // What is typed stands on this page alone.
    let loose = move || {
        (!sheet.is_kept.get()).then(|| view! { <Callout tone=CalloutTone::Warning><p>{text::NOT_KEPT}</p></Callout> })
    };
    let Naming { people, ask } = conversation.naming;
    let replying = conversation.replying;
    Effect::new(move |former: Option<()>| {
        let is_empty = field.text.with(|text| text.trim().is_empty());
        match former {
            // What was kept is not being typed.
            None => {}
            Some(()) if is_empty => replying.end(),
            Some(()) => replying.go_on(),
        }
    });
    on_cleanup(move || replying.end());
    view! {
        {loose}
        <CommentComposer
            field
            words
            is_busy
            failure
            kept_since
            people
            on_ask=ask
            on_discard=move |()| sheet.discard()
            on_send=send
            on_cancel
        />
    }
}
