//! What may be done with a comment: answer, change, delete, hide.

use std::sync::Arc;

use broadsheet_shared::{
    id::CommentId,
    permission::Permission,
    v2::{self, CommentState},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Changing, Conversation, Open, Writing,
    focus::{catch_at, edit_button, reply_button},
};
use crate::{
    api::{ApiError, comments, failure},
    components::ui::{Button, ConfirmDialog, Weight},
    pages::talk::threads::placing::find,
    state::drafts::Place,
    text::talk as text,
};

/// What decides on the buttons. The words of a comment do not: who is on a button stays there while they change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Facts {
    state: CommentState,
    is_held: bool,
    is_own: bool,
}

/// The buttons behind a comment's heart; none for strangers, and none while one of them has opened its form. `is_open` is
/// false if no new comments are taken.
pub(super) fn buttons(conversation: Conversation, comment: Memo<Arc<v2::Comment>>, is_open: bool) -> AnyView {
    let session = conversation.session;
    let me = Memo::new(move |_| session.me().map(|me| me.user.id));
    let facts = Memo::new(move |_| {
        let me = me.get();
        comment.with(|comment| {
            let is_own = me.is_some() && me == comment.author.as_ref().map(|author| author.id);
            Facts { state: comment.state, is_held: comment.is_held, is_own }
        })
    });
    let open = open_at(conversation, comment.with_untracked(|comment| comment.id));
    let view = move || {
        let is_wanted = me.get().is_some() && open.get().is_none();
        let facts = facts.get();
        is_wanted.then(|| view! { <Buttons conversation comment facts is_open /> })
    };
    view.into_any()
}

/// The form that is open beneath a comment.
pub(super) fn form(conversation: Conversation, comment: Memo<Arc<v2::Comment>>) -> AnyView {
    let open = open_at(conversation, comment.with_untracked(|comment| comment.id));
    let view = move || match (conversation.drafts.get(), open.get()) {
        (Some(_), Some(Open::Reply(id))) => Some(view! { <Writing conversation parent=Some(id) /> }.into_any()),
        (Some(_), Some(Open::Edit(_))) => Some(view! { <Changing conversation comment /> }.into_any()),
        _ => None,
    };
    view.into_any()
}

fn open_at(conversation: Conversation, id: CommentId) -> Memo<Option<Open>> {
    Memo::new(move |_| {
        conversation.open.get().filter(|open| matches!(open, Open::Reply(own) | Open::Edit(own) if *own == id))
    })
}

#[component]
fn Buttons(conversation: Conversation, comment: Memo<Arc<v2::Comment>>, facts: Facts, is_open: bool) -> impl IntoView {
    let session = conversation.session;
    let Facts { state, is_held, is_own } = facts;
    let id = comment.with_untracked(|comment| comment.id);
    let is_visible = state == CommentState::Visible;
    let may_write = untrack(|| session.may(Permission::CommentsWrite));
    let may_moderate = untrack(|| session.may(Permission::CommentsModerate));
    let may_hide = untrack(|| conversation.may_hide());
    let is_deleting = RwSignal::new(false);
    let button = move |label: &'static str, what: Callback<()>| {
        view! { <Button weight=Weight::Quiet is_small=true on_click=what>{label}</Button> }
    };
    // What was begun is offered again.
    let opener = move |labels: [&'static str; 2], place: Place, name: String, form: Open| {
        let label = labels[usize::from(conversation.is_begun(&place))];
        let open = move |()| conversation.open.set(Some(form));
        view! { <Button id=name weight=Weight::Quiet is_small=true on_click=open>{label}</Button> }
    };
    let reply = (is_open && is_visible && may_write).then(|| {
        let place = Place::Comment(conversation.post, Some(id));
        opener([text::REPLY, text::GO_ON_REPLYING], place, reply_button(id), Open::Reply(id))
    });
    let edit = (is_visible && is_own)
        .then(|| opener([text::EDIT, text::GO_ON_EDITING], Place::CommentEdit(id), edit_button(id), Open::Edit(id)));
    let delete = ((is_visible || is_held) && (is_own || may_moderate))
        .then(|| button(text::DELETE, Callback::new(move |()| is_deleting.set(true))));
    let hide = match state {
        CommentState::Visible if may_hide && !is_own => {
            Some(button(text::HIDE, Callback::new(move |()| conversation.hide(id, true))))
        }
        // What is held waits for staff; the post's author is none.
        CommentState::Hidden if may_hide && (!is_held || may_moderate) => {
            Some(button(text::UNHIDE, Callback::new(move |()| conversation.hide(id, false))))
        }
        _ => None,
    };
    let confirm = move |()| {
        let version = comment.with_untracked(|comment| comment.version);
        conversation.delete(id, version, is_deleting);
    };
    let question = delete.is_some().then(|| view! { <DeleteQuestion is_deleting on_confirm=confirm /> });
    view! { {reply} {edit} {hide} {delete} {question} }
}

#[component]
fn DeleteQuestion(is_deleting: RwSignal<bool>, #[prop(into)] on_confirm: Callback<()>) -> impl IntoView {
    let said = |words: &'static str| Signal::stored(words.to_owned());
    view! {
        <ConfirmDialog
            id="ask-delete-comment"
            is_open=is_deleting
            title=said(text::DELETE_TITLE)
            text=said(text::DELETE_TEXT)
            confirm=said(text::DELETE)
            cancel=text::CANCEL
            is_danger=true
            on_confirm
        />
    }
}

impl Conversation {
    fn delete(self, id: CommentId, version: u64, is_deleting: RwSignal<bool>) {
        is_deleting.set(false);
        spawn_local(async move {
            match comments::delete(self.api, id, version).await {
                Ok(()) => {
                    self.toasts.success(text::DELETED);
                    self.take_away(id, CommentState::Deleted);
                    catch_at(id);
                }
                Err(error) => self.toasts.error(failure::said(&error)),
            }
        });
    }

    fn hide(self, id: CommentId, is_hidden: bool) {
        spawn_local(async move {
            match self.try_to_hide(id, is_hidden).await {
                Ok(()) => catch_at(id),
                Err(error) => self.toasts.error(failure::said(&error)),
            }
        });
    }

    async fn try_to_hide(self, id: CommentId, is_hidden: bool) -> Result<(), ApiError> {
        comments::set_hidden(self.api, id, is_hidden).await?;
        if is_hidden {
            self.toasts.success(text::HIDDEN);
            self.take_away(id, CommentState::Hidden);
        } else {
            self.toasts.success(text::SHOWN);
            let was_seen = self.is_seen(id);
            self.talk.replace(comments::find(self.api, id).await?);
            if !was_seen {
                self.talk.count_own(1);
            }
        }
        Ok(())
    }

    /// What nobody saw was not counted.
    fn take_away(self, id: CommentId, state: CommentState) {
        if self.is_seen(id) {
            self.talk.count_own(-1);
        }
        self.talk.empty(id, state);
    }

    fn is_seen(self, id: CommentId) -> bool {
        let state = self.talk.comments.try_with_untracked(|list| Some(list.items[find(&list.items, id)?].state));
        state.flatten() == Some(CommentState::Visible)
    }
}
