//! Answering a passage: words that are selected in the post or in a comment get a button beside them, which puts them as a
//! quotation into the form where one answers.
//!
//! The button is put into the page right behind the text that the words are in. So it goes where that text goes, and Tab leads
//! from it to what follows.

mod words;

use broadsheet_shared::{id::CommentId, permission::Permission, v2::CommentState};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DomRect, Element, Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::{COMMENT_FIELD, Conversation, Open, REPLY_FIELD};
use crate::{pages::talk::threads::placing::find, paths, state::drafts::Place, text::talk as text};

/// The button comes so long after the last change of the selection: whoever is still selecting is not disturbed.
const PAUSE_MS: u32 = 200;
/// So far beneath the last line.
const GAP_PX: f64 = 6.0;
/// As wide as the button, which must not hang over the edge.
const BUTTON_PX: f64 = 88.0;

/// Words that are selected, and what they are in.
struct Selected {
    words: String,
    /// `None` in the post itself.
    comment: Option<CommentId>,
    prose: Element,
    place: DomRect,
}

type Heard = Closure<dyn Fn(Event)>;

/// Hears of selections as long as the page stands.
pub(super) fn hear(conversation: Conversation) {
    let Some(button) = make_button() else { return };
    let click = {
        let button = button.clone();
        Heard::new(move |_: Event| {
            if let Some(Selected { words, comment, .. }) = selected() {
                conversation.quote(comment, &words);
            }
            button.remove();
        })
    };
    // The selection, and the focus, stay where they are.
    let press = Heard::new(|event: Event| event.prevent_default());
    let pause = StoredValue::new_local(None::<Timeout>);
    let change = {
        let button = button.clone();
        Heard::new(move |_: Event| {
            let button = button.clone();
            let look = move || conversation.offer(&button);
            pause.try_set_value(Some(Timeout::new(PAUSE_MS, look)));
        })
    };
    let _ = button.add_event_listener_with_callback("click", click.as_ref().unchecked_ref());
    let _ = button.add_event_listener_with_callback("mousedown", press.as_ref().unchecked_ref());
    let tab = {
        let button = button.clone();
        Heard::new(move |event: Event| lead_to(&button, event.unchecked_ref()))
    };
    let heard = [("selectionchange", change), ("keydown", tab)];
    for (name, heard) in &heard {
        let _ = document().add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    }
    let kept = StoredValue::new_local((button, heard, [click, press]));
    on_cleanup(move || {
        kept.try_with_value(|(button, heard, _)| {
            for (name, heard) in heard {
                let _ = document().remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
            }
            button.remove();
        });
    });
}

/// Tab leads from selected words to the button. By itself it would begin with the page: the click that selects gives the focus
/// to the whole of it.
fn lead_to(button: &HtmlElement, event: &KeyboardEvent) {
    let is_tab =
        event.key() == "Tab" && !(event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key());
    let is_around = document().active_element().is_some_and(|active| active.contains(Some(button)));
    if is_tab && is_around && button.focus().is_ok() {
        event.prevent_default();
    }
}

impl Conversation {
    /// Puts the button beside what is selected, or takes it away.
    fn offer(self, button: &HtmlElement) {
        if document().active_element().is_some_and(|active| active.is_same_node(Some(button))) {
            return;
        }
        let found = selected().filter(|found| self.may_answer(found.comment));
        let Some(Selected { prose, place, .. }) = found else { return button.remove() };
        let Some(around) = prose.parent_element().map(|around| around.get_bounding_client_rect()) else { return };
        let most = (around.width() - BUTTON_PX).max(0.0);
        let (left, top) = (place.left() - around.left(), place.bottom() - around.top() + GAP_PX);
        let _ = button.style().set_property("left", &format!("{}px", left.clamp(0.0, most)));
        let _ = button.style().set_property("top", &format!("{top}px"));
        let _ = prose.insert_adjacent_element("afterend", button);
    }

    fn may_answer(self, comment: Option<CommentId>) -> bool {
        let is_writer = untrack(|| self.session.may(Permission::CommentsWrite));
        let is_visible = comment.is_none_or(|id| {
            self.talk.comments.with_untracked(|list| {
                find(&list.items, id).is_some_and(|at| list.items[at].state == CommentState::Visible)
            })
        });
        is_writer && is_visible
    }

    /// Adds words to the form where a comment, or the post, is answered, behind what stands there.
    fn quote(self, comment: Option<CommentId>, words: &str) {
        let field = if comment.is_some() { REPLY_FIELD } else { COMMENT_FIELD };
        let sheet = self.sheet(field, &Place::Comment(self.post, comment), "", None);
        let text = words::with_quotation(&sheet.field.text.get_untracked(), words);
        sheet.field.type_text(text);
        if let Some(comment) = comment {
            self.open.set(Some(Open::Reply(comment)));
        }
        // In the next frame the form is there.
        request_animation_frame(move || {
            let area = document().get_element_by_id(field);
            if let Some(area) = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) {
                let _ = area.focus();
                let end = area.text_length();
                let _ = area.set_selection_range(end, end);
                area.set_scroll_top(area.scroll_height());
            }
        });
    }
}

fn make_button() -> Option<HtmlElement> {
    let button: HtmlElement = document().create_element("button").ok()?.dyn_into().ok()?;
    button.set_class_name("quote-button");
    button.set_attribute("type", "button").ok()?;
    button.set_attribute("aria-label", text::QUOTE_SELECTED).ok()?;
    button.set_text_content(Some(text::QUOTE));
    Some(button)
}

/// What is selected, if it is within one text.
fn selected() -> Option<Selected> {
    let selection = window().get_selection().ok()??;
    if selection.is_collapsed() || selection.range_count() == 0 {
        return None;
    }
    let range = selection.get_range_at(0).ok()?;
    let node = range.common_ancestor_container().ok()?;
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    let prose = element.closest(".post .prose, .comment .prose").ok()??;
    let words = String::from(selection.to_string());
    let comment = prose.closest(".comment").ok()?.and_then(|comment| {
        let id = comment.id();
        id.strip_prefix(&paths::comment_anchor("")).and_then(|id| id.parse().ok())
    });
    let place = range.get_bounding_client_rect();
    (!words.trim().is_empty()).then_some(Selected { words, comment, prose, place })
}
