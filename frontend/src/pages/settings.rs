//! The settings: one page a part, with a row of links to the others.

pub mod account;
pub mod appearance;
pub mod data;
mod factors;
pub mod notifications;
mod own_list;
pub mod privacy;
pub mod profile;
pub mod security;
pub mod tokens;

use leptos::{html, prelude::*};

use crate::{
    api::{ApiError, failure},
    components::ui::{Button, Callout, CalloutTone},
    head::Head,
    paths,
    state::tab::use_head,
    text::{notifications::NOTIFICATIONS, settings as text},
};

/// Ten seconds: longer than a page takes to come into the document.
const PATIENCE_FRAMES: u32 = 600;

/// The parts, in the order of the row.
const PARTS: [(&str, &str); 8] = [
    (paths::SETTINGS_PROFILE, text::PROFILE),
    (paths::SETTINGS_ACCOUNT, text::ACCOUNT),
    (paths::SETTINGS_SECURITY, text::SECURITY),
    (paths::SETTINGS_NOTIFICATIONS, NOTIFICATIONS),
    (paths::SETTINGS_TOKENS, text::TOKENS),
    (paths::SETTINGS_PRIVACY, text::PRIVACY),
    (paths::SETTINGS_APPEARANCE, text::APPEARANCE),
    (paths::SETTINGS_DATA, text::DATA),
];

/// A page of the settings around its content. `part` is the address of the part.
fn frame(part: &'static str, content: impl IntoView + 'static) -> AnyView {
    let title = PARTS.iter().find(|(path, _)| *path == part).map_or(text::SETTINGS, |(_, title)| *title);
    use_head(&Head::hidden(title));
    let links = PARTS.map(|(path, title)| {
        let current = (path == part).then_some("page");
        view! { <li><a class="settings__part" href=path aria-current=current>{title}</a></li> }
    });
    let row = NodeRef::<html::Ul>::new();
    Effect::new(move || {
        if let Some(row) = row.get() {
            request_animation_frame(move || show_current(row, PATIENCE_FRAMES));
        }
    });
    view! {
        <div class="page page--narrow settings">
            <h1 class="page-header__title settings__title">{text::SETTINGS}</h1>
            <nav class="settings__nav" aria-label=text::PARTS>
                <ul class="settings__parts" role="list" node_ref=row>{links.into_iter().collect_view()}</ul>
            </nav>
            {content}
        </div>
    }
    .into_any()
}

/// On a narrow screen the row is longer than the page: the part one is on comes into its middle.
fn show_current(row: web_sys::HtmlUListElement, frames: u32) {
    // The app is built beside the server's page and comes into the document later; until then nothing has a size.
    if row.client_width() == 0 && frames > 0 {
        request_animation_frame(move || show_current(row, frames - 1));
        return;
    }
    let Ok(Some(current)) = row.query_selector("[aria-current]") else { return };
    let (around, part) = (row.get_bounding_client_rect(), current.get_bounding_client_rect());
    let away = (part.left() + part.width() / 2.0) - (around.left() + around.width() / 2.0);
    row.set_scroll_left(row.scroll_left() + away.round() as i32);
}

/// A list that did not come, and the way to ask again.
#[component]
fn NotLoaded(
    /// Why.
    error: ApiError,
    /// Asks again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <Callout tone=CalloutTone::Error>
            <p>{failure::said(&error)}</p>
            <div class="callout__actions">
                <Button is_small=true on_click=on_retry>{text::TRY_AGAIN}</Button>
            </div>
        </Callout>
    }
}
