//! Where the focus goes when the form or button that had it has left the page.

use broadsheet_shared::id::CommentId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Conversation, Open};
use crate::paths;

/// The id of the button that opens the form for an answer.
pub(super) fn reply_button(comment: CommentId) -> String {
    format!("reply-{comment}")
}

/// The id of the button that opens the form for a change.
pub(super) fn edit_button(comment: CommentId) -> String {
    format!("edit-{comment}")
}

impl Conversation {
    /// Closes a form, if it still is the one that is open; the focus goes back to the button that opened it.
    pub(super) fn close(self, form: Open) {
        if self.open.try_get_untracked().flatten() != Some(form) {
            return;
        }
        self.open.set(None);
        match form {
            Open::Reply(comment) => catch(reply_button(comment), comment),
            Open::Edit(comment) => catch(edit_button(comment), comment),
        }
    }
}

/// Takes a focus that was lost to a comment: what had it was one of its buttons.
pub fn catch_at(comment: CommentId) {
    catch(String::new(), comment);
}

/// Takes a focus that was lost to the button with this id, or to the comment where that is gone too. Whoever has put it
/// elsewhere meanwhile keeps it there.
fn catch(button: String, comment: CommentId) {
    // In the next frame the threads are on the page as they are now.
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if !is_lost {
            return;
        }
        let comment = || {
            let element = document().get_element_by_id(&paths::comment_anchor(comment))?;
            element.set_attribute("tabindex", "-1").ok()?;
            Some(element)
        };
        let target = document().get_element_by_id(&button).or_else(comment);
        if let Some(target) = target.and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = target.focus_with_options(&options);
        }
    });
}
