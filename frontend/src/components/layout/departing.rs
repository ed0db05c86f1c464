//! The bar on every page while the account of the one who is signed in is on its way to be deleted.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{paths, text::departure as text};

/// The bar; nothing for everybody else.
#[component]
pub fn DepartingBar(
    /// Who is signed in, once that is known.
    viewer: Signal<Option<v2::Me>>,
) -> AnyView {
    let view = move || {
        let departure = viewer.with(|me| me.as_ref().and_then(|me| me.departure))?;
        Some(view! {
            <section class="unconfirmed" aria-label=text::BAR_LABEL>
                <div class="unconfirmed__inner">
                    <p>{text::will_be_deleted(departure.erase_at)}</p>
                    <a href=paths::SETTINGS_DATA>{text::KEEP_OR_EXPORT}</a>
                </div>
            </section>
        })
    };
    view.into_any()
}
