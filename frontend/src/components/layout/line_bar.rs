//! What there is to say of the line of live updates: over the page, so that nothing moves, and read out when there is time.

use leptos::prelude::*;

use crate::text::live as text;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineNotice {
    /// It is away.
    Away,
    /// It is back.
    Back,
}

/// The place where it is said. It stands there always, or screen readers would not hear of what comes into it.
#[component]
pub fn LineBar(
    /// What is said now.
    notice: Signal<Option<LineNotice>>,
) -> impl IntoView {
    let words = move || {
        let words = match notice.get()? {
            LineNotice::Away => text::AWAY,
            LineNotice::Back => text::BACK,
        };
        Some(view! { <p class="line-bar__words">{words}</p> })
    };
    view! {
        <div class="line-bar" role="status">
            {words}
        </div>
    }
}
