//! What the forms do: send, and take the answer into the threads.

use broadsheet_shared::{
    id::CommentId,
    v2::{self, Current},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Conversation, Open, sheet::Sheet};
use crate::{
    api::{ApiError, comments, failure, key},
    forms::{Field, Form},
    paths,
    state::drafts::{Drafts, Place},
    text::talk as text,
};

/// Sends a new comment.
pub(super) fn poster(
    conversation: Conversation,
    parent: Option<CommentId>,
    sheet: Sheet,
    place: Place,
) -> Callback<()> {
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
        let (drafts, place) = (conversation.drafts(), place.clone());
        spawn_local(async move {
            let answer = comments::create(conversation.api, conversation.post, &wanted, &key).await;
            forget_if_taken(drafts, &place, &wanted.body, &answer);
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
        });
    })
}

/// Sends a changed comment.
pub(super) fn changer(conversation: Conversation, id: CommentId, sheet: Sheet, place: Place) -> Callback<()> {
    Callback::new(move |()| {
        if sheet.is_busy.get_untracked() || !Form::new([sheet.field]).judge() {
            return;
        }
        let Some(version) = sheet.version.get_value() else { return };
        let change = v2::UpdateComment { body: sheet.field.text.get_untracked() };
        sheet.is_busy.set(true);
        sheet.failure.set(None);
        let (drafts, place) = (conversation.drafts(), place.clone());
        spawn_local(async move {
            let answer = comments::update(conversation.api, id, version, &change).await;
            forget_if_taken(drafts, &place, &change.body, &answer);
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
                        conversation.talk.count.try_update(|count| *count = count.saturating_sub(1));
                    } else {
                        conversation.toasts.success(text::CHANGED);
                    }
                    conversation.replace(comment);
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
    /// Puts another version of a comment in its place.
    pub(super) fn replace(self, comment: v2::Comment) {
        self.talk.comments.update(|list| {
            if let Some(own) = list.items.iter_mut().find(|own| own.id == comment.id) {
                *own = comment;
            }
        });
    }

    /// Puts a new comment where it belongs and brings it into view.
    fn take_new(self, comment: v2::Comment) {
        let anchor = paths::comment_anchor(comment.id);
        if !comment.is_held {
            self.talk.count.update(|count| *count += 1);
        }
        self.talk.comments.update(|list| {
            let at = place_of(&list.items, comment.parent_id);
            list.items.insert(at, comment);
        });
        request_animation_frame(move || {
            if let Some(element) = document().get_element_by_id(&anchor) {
                element.scroll_into_view();
            }
        });
    }
}

/// Where a new comment stands in reading order: behind all answers to its parent, or at the end.
fn place_of(items: &[v2::Comment], parent: Option<CommentId>) -> usize {
    let at = parent.and_then(|parent| items.iter().position(|item| item.id == parent));
    let Some(at) = at else { return items.len() };
    let depth = items[at].depth;
    let answers = items[at + 1..].iter().take_while(|item| item.depth > depth).count();
    at + 1 + answers
}

/// The server has it, whatever became of the page.
fn forget_if_taken(drafts: Option<Drafts>, place: &Place, sent: &str, answer: &Result<v2::Comment, ApiError>) {
    if let (Some(drafts), Ok(_)) = (drafts, answer) {
        drafts.forget_text(place, &sent.to_owned());
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

fn stored_version(error: &ApiError) -> Option<&v2::Comment> {
    let ApiError::Problem(problem) = error else { return None };
    match &problem.current {
        Some(Current::Comment(stored)) => Some(&stored.comment),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(number: u32, depth: u32) -> v2::Comment {
        let id = format!("0190c9d2-7c1e-7a7b-8c11-{number:012}");
        serde_json::from_value(serde_json::json!({
            "id": id, "post_id": id, "parent_id": null, "depth": depth, "author": null, "body": "", "body_html": "",
            "state": "visible", "reply_count": 0, "like_count": 0, "version": 1,
            "created_at": "2026-01-01T00:00:00Z", "edited_at": null
        }))
        .unwrap()
    }

    #[test]
    fn an_answer_stands_behind_all_earlier_ones() {
        let items = [comment(1, 0), comment(2, 1), comment(3, 2), comment(4, 0)];

        assert_eq!(place_of(&items, Some(items[0].id)), 3);
        assert_eq!(place_of(&items, Some(items[2].id)), 3);
        assert_eq!(place_of(&items, Some(items[3].id)), 4);
        assert_eq!(place_of(&items, None), 4);
        assert_eq!(place_of(&items[..2], Some(items[3].id)), 2);
    }
}
