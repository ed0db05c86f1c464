//! What the forms do: keep a copy, send, and take the answer into the threads.

use broadsheet_shared::{
    id::CommentId,
    time::Timestamp,
    v2::{self, Current},
};
use leptos::{prelude::*, task::spawn_local};

use super::Conversation;
use crate::{
    api::{ApiError, comments, failure, key},
    forms::{Field, Form},
    paths,
    state::drafts::{LocalCopy, Place},
    text::talk as text,
};

/// A copy is kept so long after a key. The promise is one second.
const DELAY_MS: u32 = 400;

/// Keeps what is typed on this device, as long as it differs from `initial`.
pub(super) fn keep_copy(conversation: Conversation, field: Field, place: Place, initial: String) {
    let timer = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
    Effect::new(move |former: Option<()>| {
        field.text.track();
        if former.is_none() || timer.with_value(Option::is_some) {
            return;
        }
        let (place, initial) = (place.clone(), initial.clone());
        let keep = move || {
            timer.try_set_value(None);
            let (Some(drafts), Some(typed)) = (conversation.drafts(), field.text.try_get_untracked()) else { return };
            if typed.trim().is_empty() || typed == initial {
                drafts.forget(&place);
            } else {
                let saved_at = Timestamp::from_millis(js_sys::Date::now() as i64);
                // The text is still on the screen; that no copy could be made is no reason to disturb.
                let _ = drafts.keep(&place, &LocalCopy { saved_at, base_version: None, content: typed });
            }
        };
        timer.set_value(Some(gloo_timers::callback::Timeout::new(DELAY_MS, keep)));
    });
}

/// Sends a new comment.
pub(super) fn poster(
    conversation: Conversation,
    parent: Option<CommentId>,
    field: Field,
    is_busy: RwSignal<bool>,
    failure: RwSignal<Option<String>>,
    place: Place,
) -> Callback<()> {
    let sent = StoredValue::new(None::<(v2::CreateComment, String)>);
    Callback::new(move |()| {
        if is_busy.get_untracked() || !Form::new([field]).judge() {
            return;
        }
        let comment = v2::CreateComment { body: field.text.get_untracked(), parent_id: parent };
        // The same words again are the same comment: a lost answer makes no second one.
        let former = sent.with_value(|sent| sent.as_ref().filter(|(former, _)| *former == comment).cloned());
        let (_, key) = former.unwrap_or_else(|| (comment.clone(), key::fresh()));
        sent.set_value(Some((comment.clone(), key.clone())));
        is_busy.set(true);
        failure.set(None);
        let place = place.clone();
        spawn_local(async move {
            let answer = comments::create(conversation.api, conversation.post, &comment, &key).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(comment) => {
                    forget(conversation, &place);
                    field.clear();
                    conversation.close();
                    if comment.is_held {
                        conversation.toasts.info(text::HELD);
                    } else {
                        conversation.toasts.success(text::POSTED);
                    }
                    conversation.take_new(comment);
                }
                Err(error) => failure.set(refuse(field, &error)),
            }
        });
    })
}

/// Sends a changed comment.
pub(super) fn changer(
    conversation: Conversation,
    comment: v2::Comment,
    field: Field,
    is_busy: RwSignal<bool>,
    failure: RwSignal<Option<String>>,
    place: Place,
) -> Callback<()> {
    let (id, version) = (comment.id, RwSignal::new(comment.version));
    Callback::new(move |()| {
        if is_busy.get_untracked() || !Form::new([field]).judge() {
            return;
        }
        let change = v2::UpdateComment { body: field.text.get_untracked() };
        is_busy.set(true);
        failure.set(None);
        let place = place.clone();
        spawn_local(async move {
            let answer = comments::update(conversation.api, id, version.get_untracked(), &change).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(comment) => {
                    forget(conversation, &place);
                    conversation.close();
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
                        version.set(stored.version);
                        failure.set(Some(format!("{}\n\n{}", text::STALE, stored.body)));
                    } else {
                        failure.set(refuse(field, &error));
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

fn forget(conversation: Conversation, place: &Place) {
    if let Some(drafts) = conversation.drafts() {
        drafts.forget(place);
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
            "state": "visible", "reply_count": 0, "version": 1, "created_at": "2026-01-01T00:00:00Z", "edited_at": null
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
