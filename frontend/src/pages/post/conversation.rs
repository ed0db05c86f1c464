//! Writing beneath a post: the form above the threads, answers, changes, and what may be done with each comment.

mod entry;
mod focus;
mod sending;
mod sheet;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    permission::Permission,
    v2,
};
use leptos::prelude::*;

use self::sheet::Sheet;
use super::talk::Talk;
use crate::{
    api::{Api, use_api},
    components::{
        comment::{CommentComposer, CommentInvitation, CommentSlot, CommentSlots, ComposerText},
        ui::{Callout, CalloutTone},
    },
    pages::switches::Switches,
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
    /// The local copies of whoever writes here.
    drafts: Memo<Option<Drafts>>,
    /// The forms that were begun, and what they live as long as: the page.
    sheets: StoredValue<Vec<(Place, Sheet)>>,
    owner: StoredValue<Owner>,
}

impl Conversation {
    /// True if the person may hide comments here. Tracked.
    fn may_hide(&self) -> bool {
        let is_author = self.session.me().is_some_and(|me| me.user.id == self.author);
        is_author || self.session.may(Permission::CommentsModerate)
    }

    /// The local copies of whoever writes. Untracked.
    fn drafts(&self) -> Option<Drafts> {
        self.drafts.try_get_untracked().flatten()
    }
}

/// The form above the threads and what stands beneath each comment.
pub(super) fn slots(post: &v2::Post, talk: Talk, switches: Switches) -> CommentSlots {
    let session = use_session();
    // Whose forms they are stays known when the session is over: what is in them is kept under that name.
    let drafts = Memo::new(move |former: Option<&Option<Drafts>>| {
        session.person().map(|me| Drafts::of(me.user.id)).or_else(|| former.copied().flatten())
    });
    let conversation = Conversation {
        api: use_api(),
        session,
        toasts: use_toasts(),
        talk,
        post: post.summary.id,
        author: post.summary.author.id,
        open: RwSignal::new(None),
        drafts,
        sheets: StoredValue::new(Vec::new()),
        owner: StoredValue::new(Owner::current().map_or_else(Owner::new, |page| page.child())),
    };
    let slug = post.summary.slug.clone();
    let is_first = post.summary.comment_count == 0;
    let is_open = post.comments_open;
    let form = move || {
        let slug = slug.clone();
        view! { <NewComment conversation slug is_first /> }.into_any()
    };
    let beneath = move |comment: &v2::Comment| CommentSlot {
        like: switches.like_comment(comment),
        buttons: entry::buttons(conversation, comment, is_open),
        form: entry::form(conversation, comment),
    };
    CommentSlots::new(form, beneath)
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
    let sheet = conversation.sheet(id, &place, "", None);
    let Sheet { field, is_busy, failure, .. } = sheet;
    let words = match parent {
        Some(_) => ComposerText { label: text::REPLY_FIELD, send: text::POST_REPLY },
        None => ComposerText { label: text::COMMENT, send: text::POST },
    };
    let send = sending::poster(conversation, parent, sheet, place);
    let on_cancel = parent.map(|parent| Callback::new(move |()| conversation.close(Open::Reply(parent))));
    let composer = match on_cancel {
        Some(on_cancel) => view! { <CommentComposer field words is_busy failure on_send=send on_cancel /> }.into_any(),
        None => view! { <CommentComposer field words is_busy failure on_send=send /> }.into_any(),
    };
    view! {
        <NotKept sheet />
        {composer}
    }
}

/// A change of an own comment.
#[component]
fn Changing(conversation: Conversation, comment: v2::Comment) -> impl IntoView {
    let place = Place::CommentEdit(comment.id);
    let sheet = conversation.sheet("comment-edit", &place, &comment.body, Some(comment.version));
    sheet.meet(&comment);
    let Sheet { field, is_busy, failure, .. } = sheet;
    let words = ComposerText { label: text::EDIT_FIELD, send: text::SAVE };
    let id = comment.id;
    let send = sending::changer(conversation, id, sheet, place);
    let on_cancel = Callback::new(move |()| conversation.close(Open::Edit(id)));
    view! {
        <NotKept sheet />
        <CommentComposer field words is_busy failure on_send=send on_cancel />
    }
}

/// What is typed stands on this page alone.
#[component]
fn NotKept(sheet: Sheet) -> impl IntoView {
    move || {
        (!sheet.is_kept.get()).then(|| view! { <Callout tone=CalloutTone::Warning><p>{text::NOT_KEPT}</p></Callout> })
    }
}
