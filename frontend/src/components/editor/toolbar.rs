//! The row of formatting buttons: one tab stop, arrow keys within, shortcuts named on the buttons.

mod drawing;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::edits::Action;
use crate::text::toolbar as text;
use drawing::path;

/// One button of the row.
struct Tool {
    action: Action,
    label: &'static str,
    /// The key that does it with Ctrl (on Apple's keyboards Command).
    key: Option<char>,
}

const TOOLS: &[&[Tool]] = &[
    &[
        Tool { action: Action::Heading, label: text::HEADING, key: None },
        Tool { action: Action::Bold, label: text::BOLD, key: Some('b') },
        Tool { action: Action::Italic, label: text::ITALIC, key: Some('i') },
        Tool { action: Action::Strikethrough, label: text::STRIKETHROUGH, key: None },
    ],
    &[
        Tool { action: Action::Link, label: text::LINK, key: Some('k') },
        Tool { action: Action::Code, label: text::CODE, key: Some('e') },
        Tool { action: Action::Quote, label: text::QUOTATION, key: None },
    ],
    &[
        Tool { action: Action::BulletList, label: text::LIST, key: None },
        Tool { action: Action::NumberedList, label: text::NUMBERED_LIST, key: None },
        Tool { action: Action::TaskList, label: text::TASK_LIST, key: None },
    ],
    &[
        Tool { action: Action::Table, label: text::TABLE, key: None },
        Tool { action: Action::Rule, label: text::LINE_ACROSS, key: None },
    ],
];

/// The action of a shortcut pressed with Ctrl or Command.
pub fn action_of_key(key: &str) -> Option<Action> {
    let mut tools = TOOLS.iter().flat_map(|group| group.iter());
    let tool = tools.find(|tool| tool.key.is_some_and(|own| key.eq_ignore_ascii_case(&own.to_string())))?;
    Some(tool.action)
}

/// The row of formatting buttons.
#[component]
pub fn Toolbar(
    /// Its name, for screen readers.
    label: &'static str,
    /// The id of the text that it formats.
    controls: &'static str,
    /// What the picture button is called.
    picture_label: &'static str,
    /// Does what a button says.
    #[prop(into)]
    on_action: Callback<Action>,
    /// Asks for a picture.
    #[prop(into)]
    on_picture: Callback<()>,
) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    let keydown = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
            event.prevent_default();
            move_focus(bar, &event.key());
        }
    };
    let mut is_first = true;
    let groups = TOOLS.iter().map(|group| {
        let tools = group.iter().map(|tool| {
            let tab_stop = std::mem::replace(&mut is_first, false);
            view! { <ToolButton tool tab_stop on_action/> }
        });
        let tools: Vec<_> = tools.collect();
        view! { <div class="toolbar__group">{tools}</div> }
    });
    let groups: Vec<_> = groups.collect();
    view! {
        <div class="toolbar" role="toolbar" aria-label=label aria-controls=controls node_ref=bar on:keydown=keydown>
            {groups}
            <div class="toolbar__group">
                <button class="tool" type="button" tabindex="-1" title=picture_label aria-label=picture_label
                    on:click=move |_| on_picture.run(())>
                    <Drawing d=drawing::PICTURE/>
                </button>
            </div>
        </div>
    }
}

#[component]
fn ToolButton(tool: &'static Tool, tab_stop: bool, on_action: Callback<Action>) -> impl IntoView {
    let title = match tool.key {
        Some(key) => text::with_shortcut(tool.label, key.to_ascii_uppercase()),
        None => tool.label.to_owned(),
    };
    let shortcut = tool.key.map(|key| format!("Control+{}", key.to_ascii_uppercase()));
    view! {
        <button
            class="tool"
            type="button"
            tabindex=if tab_stop { "0" } else { "-1" }
            title=title
            aria-label=tool.label
            aria-keyshortcuts=shortcut
            // The selection in the text must outlive the press.
            on:mousedown=|event: ev::MouseEvent| event.prevent_default()
            on:click=move |_| on_action.run(tool.action)
        >
            <Drawing d=path(tool.action)/>
        </button>
    }
}

#[component]
fn Drawing(d: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=d></path>
        </svg>
    }
}

/// Moves the row's one tab stop and the focus with it.
fn move_focus(bar: NodeRef<html::Div>, key: &str) {
    let Some(list) = bar.get_untracked().and_then(|bar| bar.query_selector_all("button").ok()) else { return };
    let buttons: Vec<web_sys::HtmlElement> =
        (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let Some(at) = buttons.iter().position(|one| focused.as_ref().is_some_and(|it| one.is_same_node(Some(it)))) else {
        return;
    };
    let count = buttons.len();
    let next = match key {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "End" => count - 1,
        _ => 0,
    };
    buttons[at].set_tab_index(-1);
    buttons[next].set_tab_index(0);
    // A button of the row can take the focus.
    let _ = buttons[next].focus();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_are_distinct_and_found_in_either_case() {
        let keys: Vec<_> = TOOLS.iter().flat_map(|group| group.iter()).filter_map(|tool| tool.key).collect();
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();

        assert_eq!(distinct.len(), keys.len());
        assert_eq!(action_of_key("B"), Some(Action::Bold));
        assert_eq!(action_of_key("k"), Some(Action::Link));
        assert_eq!(action_of_key("Enter"), None);
    }
}
