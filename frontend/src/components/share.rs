//! Handing a post on to others.

use leptos::prelude::*;

use super::ui::icon::{Glyph, Icon};
use crate::text::social;

/// A button that hands a post on. The app hears its clicks (`app::sharing`), so that it is one and the same in the first
/// HTML and in the living page; without scripts it is not there.
#[component]
pub fn ShareButton(
    /// The post's title, for those who do not see it beside the button.
    title: String,
    /// The post's address.
    path: String,
) -> AnyView {
    view! {
        <button class="react needs-script" type="button" data-share=path>
            <Icon icon=Glyph::Share />
            <span aria-hidden="true">{social::SHARE}</span>
            <span class="visually-hidden">{social::share(&title)}</span>
        </button>
    }
    .into_any()
}
