//! The text area of the editor: edits go through the browser's own editing, so that undo takes them back.

use std::ops::Range;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::edits::{self, Action, Edit, utf16};

/// Reaches the text area from toolbar, uploads and dialogs.
#[derive(Debug, Clone, Copy)]
pub struct TextHandle {
    node: NodeRef<html::Textarea>,
}

impl TextHandle {
    /// Of a text area that is not there yet.
    pub fn new() -> Self {
        Self { node: NodeRef::new() }
    }

    /// Of a text area of another room, by its node.
    pub const fn of(node: NodeRef<html::Textarea>) -> Self {
        Self { node }
    }

    /// What it holds; `None` before it is there, and once it is gone.
    pub fn text(&self) -> Option<String> {
        self.area().map(|area| area.value())
    }

    /// The selected part, in bytes of the text.
    pub fn selection(&self) -> Range<usize> {
        let Some(area) = self.area() else { return 0..0 };
        let end_of = |offset: Result<Option<u32>, _>| offset.ok().flatten().unwrap_or_default() as usize;
        let units = end_of(area.selection_start())..end_of(area.selection_end());
        utf16::range_to_bytes(&area.value(), units)
    }

    /// Does what a button of the toolbar says.
    pub fn act(&self, action: Action) {
        if let Some(text) = self.text() {
            self.apply(&edits::apply(action, &text, self.selection()));
            self.focus();
        }
    }

    /// Makes an edit that can be undone; the focus stays where it is.
    pub fn apply(&self, edit: &Edit) {
        let Some(area) = self.area() else { return };
        let text = area.value();
        let units = utf16::range_from_bytes(&text, edit.range.clone());
        let focused = document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        let scroll = area.scroll_top();
        // A text area that is hidden, or behind a dialog, does not take the focus. The browser's editing goes where the focus
        // is: into another field, then. So the edit is made the plain way.
        let _ = area.focus();
        let has_focus = document().active_element().is_some_and(|element| element.is_same_node(Some(&area)));
        let _ = area.set_selection_range(offset(units.start), offset(units.end));
        if !has_focus || !insert_by_command(&edit.text) {
            area.set_value(&edit.applied_to(&text));
            announce(&area);
        }
        let selection = utf16::range_from_bytes(&area.value(), edit.selection.clone());
        let _ = area.set_selection_range(offset(selection.start), offset(selection.end));
        area.set_scroll_top(scroll);
        if let Some(focused) = focused.filter(|focused| !focused.is_same_node(Some(&area))) {
            let _ = focused.focus();
        }
    }

    /// Puts another text in the place of all of it; undo brings the former one back.
    pub fn replace_all(&self, text: &str) {
        if let Some(former) = self.text().filter(|former| former != text) {
            self.apply(&Edit { range: 0..former.len(), text: text.to_owned(), selection: 0..0 });
        }
    }

    /// Moves the focus here.
    pub fn focus(&self) {
        if let Some(area) = self.area() {
            // A text area that is hidden cannot take the focus, which is right.
            let _ = area.focus();
        }
    }

    /// The text area itself. Uploads may end when the page has gone, and the text area with it.
    pub fn area(&self) -> Option<web_sys::HtmlTextAreaElement> {
        self.node.try_get_untracked().flatten()
    }

    /// The same, for whoever waits until it is there. Tracked.
    pub fn area_tracked(&self) -> Option<web_sys::HtmlTextAreaElement> {
        self.node.get()
    }
}

impl Default for TextHandle {
    fn default() -> Self {
        Self::new()
    }
}

/// The text area.
#[component]
pub fn TextArea(
    /// Reaches it from elsewhere.
    handle: TextHandle,
    /// The id of its control.
    id: &'static str,
    /// Its name, for screen readers.
    label: &'static str,
    /// Shown while it is empty.
    example: &'static str,
    /// What it holds at first.
    initial: String,
    /// The language of the text.
    #[prop(into)]
    language: Signal<String>,
    /// Called with the text after each change.
    #[prop(into)]
    on_change: Callback<String>,
    /// Called with what was pasted or dropped, if files are in it.
    #[prop(into)]
    on_files: Callback<Vec<web_sys::File>>,
) -> impl IntoView {
    let is_target = RwSignal::new(false);
    let paste = move |event: ev::ClipboardEvent| {
        let Some(data) = event.clipboard_data() else { return };
        let text = data.get_data("text/plain").unwrap_or_default();
        let files = files_of(&data);
        // A copied passage of a word processor carries a picture of itself beside its text: the text is meant.
        if !files.is_empty() && text.is_empty() {
            event.prevent_default();
            on_files.run(files);
        } else if let Some(edit) =
            handle.text().and_then(|whole| edits::paste_address(&whole, handle.selection(), text.trim()))
        {
            event.prevent_default();
            handle.apply(&edit);
        }
    };
    let drop = move |event: ev::DragEvent| {
        is_target.set(false);
        let files = event.data_transfer().map(|data| files_of(&data)).unwrap_or_default();
        if !files.is_empty() {
            event.prevent_default();
            on_files.run(files);
        }
    };
    let drag_over = move |event: ev::DragEvent| {
        let has_files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
        if has_files {
            event.prevent_default();
            is_target.set(true);
        }
    };
    let keydown = move |event: ev::KeyboardEvent| {
        let is_plain = !event.shift_key() && !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if event.key() == "Enter" && is_plain && !event.is_composing() {
            let selection = handle.selection();
            let edit = handle
                .text()
                .filter(|_| selection.is_empty())
                .and_then(|text| edits::continue_line(&text, selection.start));
            if let Some(edit) = edit {
                event.prevent_default();
                handle.apply(&edit);
            }
        }
    };
    view! {
        <textarea
            class="editor__text"
            class:editor__text--target=is_target
            node_ref=handle.node
            id=id
            aria-label=label
            placeholder=example
            dir="auto"
            lang=move || Some(language.get()).filter(|language| !language.is_empty())
            spellcheck="true"
            prop:value=initial
            on:input=move |event| on_change.run(event_target_value(&event))
            on:paste=paste
            on:drop=drop
            on:dragover=drag_over
            on:dragleave=move |_| is_target.set(false)
            on:keydown=keydown
        ></textarea>
    }
}

fn files_of(data: &web_sys::DataTransfer) -> Vec<web_sys::File> {
    let files = data.files();
    let count = files.as_ref().map_or(0, web_sys::FileList::length);
    (0..count).filter_map(|index| files.as_ref()?.get(index)).collect()
}

/// The one way in which browsers keep a change by program in their undo history. Deprecated for want of another:
/// <https://developer.mozilla.org/en-US/docs/Web/API/Document/execCommand>.
fn insert_by_command(text: &str) -> bool {
    let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() else { return false };
    let done = if text.is_empty() {
        document.exec_command_with_show_ui_and_value("delete", false, "")
    } else {
        document.exec_command_with_show_ui_and_value("insertText", false, text)
    };
    done.unwrap_or_default()
}

/// Tells listeners of a change that the browser itself does not announce.
fn announce(area: &web_sys::HtmlTextAreaElement) {
    if let Ok(event) = web_sys::Event::new("input") {
        // Nobody stops this event.
        let _ = area.dispatch_event(&event);
    }
}

fn offset(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}
