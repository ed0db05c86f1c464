//! A quiet word that something waits, for a reader whose page does not move by itself.

use leptos::prelude::*;

/// A button that says what waits, and shows it. It hangs above the page and takes no room in it, so nothing moves when it
/// comes or goes.
#[component]
pub fn Pill(
    /// True while something waits.
    is_shown: Signal<bool>,
    /// What waits.
    words: Signal<String>,
    /// Shows it.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <Show when=move || is_shown.get()>
            <button class="pill" type="button" on:click=move |_| on_press.run(())>
                {words}
            </button>
        </Show>
    }
}
