//! Buttons: four weights, and a busy state that keeps its size.

use leptos::{ev, prelude::*};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// The one thing to do here.
    Primary,
    /// One of several.
    #[default]
    Secondary,
    /// Beside text.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button. While it is busy it stays focusable and does nothing.
#[component]
pub fn Button(
    /// How much it stands out.
    #[prop(optional)]
    weight: Weight,
    /// Sends the form it stands in.
    #[prop(optional)]
    is_submit: bool,
    /// True while its work runs.
    #[prop(optional, into)]
    is_busy: Signal<bool>,
    /// True if there is nothing to do.
    #[prop(optional, into)]
    is_disabled: Signal<bool>,
    /// Small, beside text.
    #[prop(optional)]
    is_small: bool,
    /// Has the focus when the dialog it stands in opens.
    #[prop(optional)]
    is_first_choice: bool,
    /// Names it in the page, for whoever gives the focus back to it.
    #[prop(optional)]
    id: Option<String>,
    /// What it does; a submit button's form does it.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let click = move |event: ev::MouseEvent| {
        if is_busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    view! {
        <button
            class=weight.class()
            class:button--small=is_small
            id=id
            autofocus=is_first_choice
            type=if is_submit { "submit" } else { "button" }
            aria-busy=move || is_busy.get().then_some("true")
            disabled=is_disabled
            on:click=click
        >
            <span class="button__label">{children()}</span>
        </button>
    }
}
