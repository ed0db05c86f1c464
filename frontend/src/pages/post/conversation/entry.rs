//! What may be done with a comment: answer, change, delete, hide.

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
    text::talk as text,
};

/// The buttons behind a comment's heart; none for strangers, and none while one of them has opened its form. `is_open` is
/// false if no new comments are taken.
pub(super) fn buttons(conversation: Conversation, comment: &v2::Comment, is_open: bool) -> AnyView {
    let session = conversation.session;
    let is_shown = Memo::new(move |_| session.me().is_some());
    let open = open_at(conversation, comment.id);
    let comment = comment.clone();
    let view = move || {
        let is_wanted = is_shown.get() && open.get().is_none();
        is_wanted.then(|| view! { <Buttons conversation comment=comment.clone() is_open /> })
    };
    view.into_any()
}

/// The form that is open beneath a comment.
pub(super) fn form(conversation: Conversation, comment: &v2::Comment) -> AnyView {
    let open = open_at(conversation, comment.id);
    let comment = comment.clone();
    let view = move || match open.get() {
        Some(Open::Reply(id)) => Some(view! { <Writing conversation parent=Some(id) /> }.into_any()),
        Some(Open::Edit(_)) => Some(view! { <Changing conversation comment=comment.clone() /> }.into_any()),
        None => None,
    };
    view.into_any()
}

fn open_at(conversation: Conversation, id: CommentId) -> Memo<Option<Open>> {
    Memo::new(move |_| {
        conversation.open.get().filter(|open| matches!(open, Open::Reply(own) | Open::Edit(own) if *own == id))
    })
}

#[component]
fn Buttons(conversation: Conversation, comment: v2::Comment, is_open: bool) -> impl IntoView {
    let session = conversation.session;
    let id = comment.id;
    let is_visible = comment.state == CommentState::Visible;
    let me = untrack(|| session.me());
    let is_own = me.as_ref().is_some_and(|me| comment.author.as_ref().is_some_and(|author| author.id == me.user.id));
    let may_write = untrack(|| session.may(Permission::CommentsWrite));
    let may_moderate = untrack(|| session.may(Permission::CommentsModerate));
    let may_hide = untrack(|| conversation.may_hide());
    let is_deleting = RwSignal::new(false);
    let button = move |label: &'static str, what: Callback<()>| {
        view! { <Button weight=Weight::Quiet is_small=true on_click=what>{label}</Button> }
    };
    let opener = move |label: &'static str, name: String, form: Open| {
        let open = move |()| conversation.open.set(Some(form));
        view! { <Button id=name weight=Weight::Quiet is_small=true on_click=open>{label}</Button> }
    };
    let reply = (is_open && is_visible && may_write).then(|| opener(text::REPLY, reply_button(id), Open::Reply(id)));
    let edit = (is_visible && is_own).then(|| opener(text::EDIT, edit_button(id), Open::Edit(id)));
    let delete = ((is_visible || comment.is_held) && (is_own || may_moderate))
        .then(|| button(text::DELETE, Callback::new(move |()| is_deleting.set(true))));
    let hide = match comment.state {
        CommentState::Visible if may_hide && !is_own => {
            Some(button(text::HIDE, Callback::new(move |()| conversation.hide(id, true))))
        }
        // What is held waits for staff; the post's author is none.
        CommentState::Hidden if may_hide && (!comment.is_held || may_moderate) => {
            Some(button(text::UNHIDE, Callback::new(move |()| conversation.hide(id, false))))
        }
        _ => None,
    };
    let version = comment.version;
    let question = delete.is_some().then(|| {
        view! { <DeleteQuestion is_deleting on_confirm=move |()| conversation.delete(id, version, is_deleting) /> }
    });
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
                    // What was held was never counted.
                    if !self.is_held(id) {
                        self.talk.count.try_update(|count| *count = count.saturating_sub(1));
                    }
                    self.empty(id, CommentState::Deleted);
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
            self.empty(id, CommentState::Hidden);
        } else {
            self.toasts.success(text::SHOWN);
            self.replace(comments::find(self.api, id).await?);
        }
        Ok(())
    }

    fn is_held(self, id: CommentId) -> bool {
        let held = |list: &v2::List<v2::Comment>| list.items.iter().any(|comment| comment.id == id && comment.is_held);
        self.talk.comments.try_with_untracked(held).unwrap_or_default()
    }

    /// Takes a comment's words from the screen; its place in the thread stays.
    fn empty(self, id: CommentId, state: CommentState) {
        self.talk.comments.try_update(|list| {
            if let Some(comment) = list.items.iter_mut().find(|comment| comment.id == id) {
                comment.state = state;
                comment.is_held = false;
                comment.author = None;
                comment.body.clear();
                comment.body_html.clear();
            }
        });
    }
}
