//! What the forms do: send, and take the answer into the threads.

use std::sync::Arc;

use broadsheet_shared::{id::CommentId, v2};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Conversation, Open,
    sheet::{Kept, Sheet},
};
use crate::{
    api::{ApiError, comments, failure, key},
    forms::{Field, Form},
    paths,
    text::talk as text,
};

/// Sends a new comment.
pub(super) fn poster(conversation: Conversation, parent: Option<CommentId>, sheet: Sheet) -> Callback<()> {
    Callback::new(move |()| {
        if sheet.is_busy.get_untracked() || !Form::new([sheet.field]).judge() {
            return;
        }
        let wanted = v2::CreateComment { body: sheet.field.text.get_untracked(), parent_id: parent };
        // The same words again are the same comment: a lost answer makes no second one.
        let former = sheet.sent.with_value(|sent| sent.as_ref().filter(|(former, _)| *former == wanted).cloned());
        let (_, key) = former.unwrap_or_else(|| (wanted.clone(), key::fresh()));
        sheet.sent.set_value(Some((wanted.clone(), key.clone())));
        sheet.is_busy.set(true);
        sheet.failure.set(None);
        let kept = sheet.kept();
        conversation.talk.posting.update_value(|posting| *posting += 1);
        spawn_local(async move {
            let answer = comments::create(conversation.api, conversation.post, &wanted, &key).await;
            kept.forget_if_taken(&wanted.body, &answer);
            // The page may be gone by now.
            if sheet.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(comment) => {
                    // What was typed meanwhile is the beginning of another one.
                    if sheet.settle(&wanted.body, "", None)
                        && let Some(parent) = parent
                    {
                        conversation.close(Open::Reply(parent));
                    }
                    if comment.is_held {
                        conversation.toasts.info(text::HELD);
                    } else {
                        conversation.toasts.success(text::POSTED);
                    }
                    conversation.take_new(comment);
                }
                Err(error) => sheet.failure.set(refuse(sheet.field, &error)),
            }
            conversation.live.posted();
        });
    })
}

/// Sends a changed comment.
pub(super) fn changer(conversation: Conversation, id: CommentId, sheet: Sheet) -> Callback<()> {
    Callback::new(move |()| {
        if sheet.is_busy.get_untracked() || !Form::new([sheet.field]).judge() {
            return;
        }
        let Some(version) = sheet.version.get_value() else { return };
        let change = v2::UpdateComment { body: sheet.field.text.get_untracked() };
        sheet.is_busy.set(true);
        sheet.failure.set(None);
        let kept = sheet.kept();
        spawn_local(async move {
            let answer = comments::update(conversation.api, id, version, &change).await;
            kept.forget_if_taken(&change.body, &answer);
            // The page may be gone by now.
            if sheet.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(comment) => {
                    if sheet.settle(&change.body, &comment.body, Some(comment.version)) {
                        conversation.close(Open::Edit(id));
                    }
                    if comment.is_held {
                        conversation.toasts.info(text::HELD);
                        conversation.talk.count_own(-1);
                    } else {
                        conversation.toasts.success(text::CHANGED);
                    }
                    conversation.talk.replace(comment);
                }
                Err(error) => {
                    if let Some(stored) = stored_version(&error) {
                        sheet.version.set_value(Some(stored.version));
                        sheet.failure.set(Some(text::stale(&stored.body)));
                    } else {
                        sheet.failure.set(refuse(sheet.field, &error));
                    }
                }
            }
        });
    })
}

impl Conversation {
    /// Puts a new comment where it belongs and brings it into view.
    fn take_new(self, comment: v2::Comment) {
        let Some(mut threads) = self.talk.threads() else { return };
        let anchor = paths::comment_anchor(comment.id);
        if !comment.is_held {
            self.talk.count_own(1);
        }
        threads.take_own(Arc::new(comment), &self.talk.part.get_untracked());
        self.talk.show(threads);
        request_animation_frame(move || {
            if let Some(element) = document().get_element_by_id(&anchor) {
                element.scroll_into_view();
            }
        });
    }
}

impl Kept {
    /// Takes the copy away once the server has its text, whatever became of the page.
    fn forget_if_taken(&self, sent: &str, answer: &Result<v2::Comment, ApiError>) {
        if let (Some(drafts), Ok(_)) = (self.drafts, answer) {
            drafts.forget_text(&self.place, &sent.to_owned());
        }
    }
}

/// Puts the server's message beside the field, or gives back what belongs above it.
fn refuse(field: Field, error: &ApiError) -> Option<String> {
    if let ApiError::Problem(problem) = error
        && !problem.errors.is_empty()
    {
        return Form::new([field]).refuse(&problem.errors).into_iter().next();
    }
    Some(failure::said(error))
}

fn stored_version(error: &ApiError) -> Option<v2::Comment> {
    let ApiError::Problem(problem) = error else { return None };
    problem.current.as_ref()?.comment()
}
