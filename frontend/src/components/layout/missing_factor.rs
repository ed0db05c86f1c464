//! The bar on every page while a role of the one who is signed in demands a second factor and there is none.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{paths, text::factors as text};

/// The bar; nothing for everybody else.
#[component]
pub fn MissingFactorBar(
    /// Who is signed in, once that is known.
    viewer: Signal<Option<v2::Me>>,
) -> AnyView {
    let view = move || {
        let is_missing =
            viewer.with(|me| me.as_ref().is_some_and(|me| me.needs_second_factor && me.departure.is_none()));
        is_missing.then(|| {
            view! {
                <section class="unconfirmed" aria-label=text::NEEDED_LABEL>
                    <div class="unconfirmed__inner">
                        <p>{text::NEEDED}</p>
                        <a href=paths::SETTINGS_SECURITY>{text::SET_UP_NOW}</a>
                    </div>
                </section>
            }
        })
    };
    view.into_any()
}
