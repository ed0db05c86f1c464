//! Tabs: arrow keys move among them, one tab stop for all.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its id, and what `selected` holds while it is chosen. Its panel's id is this with `-panel`.
    pub id: &'static str,
    /// What it says.
    pub label: &'static str,
}

/// A row of tabs. The caller shows the panel, with `role="tabpanel"` and the id named in [`Tab::id`].
#[component]
pub fn Tabs(
    /// What the row is about, for screen readers.
    label: &'static str,
    /// From left to right.
    tabs: Vec<Tab>,
    /// The chosen one's id.
    selected: RwSignal<&'static str>,
    /// One panel for all tabs, by its id; else each has its own.
    #[prop(optional)]
    panel: Option<&'static str>,
) -> impl IntoView {
    let ids: StoredValue<Vec<_>> = StoredValue::new(tabs.iter().map(|tab| tab.id).collect());
    let keydown = move |event: ev::KeyboardEvent| {
        let next = ids.with_value(|ids| neighbour(ids, selected.get_untracked(), &event.key()));
        if let Some(next) = next {
            event.prevent_default();
            selected.set(next);
            focus(next);
        }
    };
    let tab = move |tab: Tab| {
        let is_selected = move || selected.get() == tab.id;
        let panel = panel.map_or_else(|| format!("{}-panel", tab.id), str::to_owned);
        view! {
            <button
                class="tab"
                type="button"
                role="tab"
                id=tab.id
                aria-controls=panel
                aria-selected=move || is_selected().to_string()
                tabindex=move || if is_selected() { "0" } else { "-1" }
                on:click=move |_| selected.set(tab.id)
            >
                {tab.label}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=keydown>
            {tabs.into_iter().map(tab).collect_view()}
        </div>
    }
}

/// Where a key leads from the chosen tab.
fn neighbour(ids: &[&'static str], selected: &str, key: &str) -> Option<&'static str> {
    let at = ids.iter().position(|id| *id == selected)?;
    let count = ids.len();
    let next = match key {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    ids.get(next).copied()
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A tab that left the page needs no focus.
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn arrows_go_round_and_other_keys_go_nowhere() {
        let ids = ["a", "b", "c"];

        assert_eq!(neighbour(&ids, "c", "ArrowRight"), Some("a"));
        assert_eq!(neighbour(&ids, "a", "ArrowLeft"), Some("c"));
        assert_eq!(neighbour(&ids, "b", "Home"), Some("a"));
        assert_eq!(neighbour(&ids, "b", "End"), Some("c"));
        assert_eq!(neighbour(&ids, "b", "x"), None);
    }
}
