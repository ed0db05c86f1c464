//! A callout in the page: what happened, and what can be done about it.

use leptos::prelude::*;

/// The kind of a callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CalloutTone {
    /// Good to know.
    #[default]
    Info,
    /// Needs a decision.
    Warning,
    /// It did not work.
    Error,
}

/// A callout in the page. An error is read out at once, the others when there is time.
#[component]
pub fn Callout(
    /// Its kind.
    #[prop(optional)]
    tone: CalloutTone,
    /// Text and buttons.
    children: Children,
) -> impl IntoView {
    let (class, role) = match tone {
        CalloutTone::Info => ("callout callout--info", "status"),
        CalloutTone::Warning => ("callout callout--warning", "status"),
        CalloutTone::Error => ("callout callout--error", "alert"),
    };
    view! { <div class=class role=role>{children()}</div> }
}

/// Stands where a page's content will be.
#[component]
pub fn Loading(
    /// What loads, for screen readers.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="loading" role="status">
            <span class="visually-hidden">{label}</span>
            <span class="loading__line" aria-hidden="true"></span>
            <span class="loading__line" aria-hidden="true"></span>
            <span class="loading__line loading__line--short" aria-hidden="true"></span>
        </div>
    }
}
