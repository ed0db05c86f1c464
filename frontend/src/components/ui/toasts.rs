//! Short messages in a corner, read out as they appear.

use leptos::prelude::*;

/// One message, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToastItem {
    /// Tells it from the others.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// A word for its looks: `success`, `info`, `error`.
    pub tone: &'static str,
    /// What the button says that does something about it.
    pub offer: Option<&'static str>,
}

/// The messages on the screen.
#[component]
pub fn ToastStack(
    /// Oldest first.
    #[prop(into)]
    items: Signal<Vec<ToastItem>>,
    /// What the button on each is called.
    dismiss_label: &'static str,
    /// Takes one away.
    #[prop(into)]
    on_dismiss: Callback<u32>,
    /// Does what one offers.
    #[prop(into)]
    on_offer: Callback<u32>,
) -> impl IntoView {
    let toast = move |item: ToastItem| {
        let offer = item.offer.map(|label| {
            view! {
                <button class="toast__offer" type="button" on:click=move |_| on_offer.run(item.id)>
                    {label}
                </button>
            }
        });
        view! {
            <div class=format!("toast toast--{}", item.tone)>
                <span class="toast__text">{item.text}</span>
                {offer}
                <button class="toast__dismiss" type="button" aria-label=dismiss_label on:click=move |_| on_dismiss.run(item.id)></button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite" aria-relevant="additions">
            <For each=move || items.get() key=|item| item.id children=toast/>
        </div>
    }
}
