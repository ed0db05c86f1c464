//! All of one's own data as a file.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use crate::{
    api::{ApiError, departure, failure, use_api},
    components::ui::{Button, Callout, CalloutTone},
    state::session::use_session,
    text::departure as text,
};

/// The part of the page about taking one's data home.
#[component]
pub(super) fn ExportPart() -> impl IntoView {
    view! {
        <section class="settings__section" aria-labelledby="export-title">
            <h2 class="settings__heading" id="export-title">{text::EXPORT}</h2>
            <p class="settings__lead">{text::EXPORT_LEAD}</p>
            <ExportButton />
        </section>
    }
}

/// The button, how far the file has come, and what went wrong.
#[component]
pub(super) fn ExportButton() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let is_busy = RwSignal::new(false);
    let told = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<String>);
    let begin = move |()| {
        let name = untrack(|| session.person()).map(|me| me.user.username).unwrap_or_default();
        is_busy.set(true);
        failed.set(None);
        told.set(Some(text::EXPORT_BEGINS.to_owned()));
        spawn_local(async move {
            let progress = move |bytes| {
                // The page may be gone by now.
                told.try_set(Some(text::received(bytes)));
            };
            let answer = departure::export(api, progress).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(file) if save(&file, &name).is_some() => told.set(Some(text::EXPORTED.to_owned())),
                Ok(_) | Err(ApiError::Offline) => refuse(told, failed, text::EXPORT_BROKE.to_owned()),
                Err(error) => refuse(told, failed, failure::said(&error)),
            }
        });
    };
    view! {
        {move || failed.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
        <div class="settings__actions">
            <Button is_busy on_click=begin>{text::EXPORT_BUTTON}</Button>
        </div>
        <p class="settings__hint" role="status">{move || told.get()}</p>
    }
}

fn refuse(told: RwSignal<Option<String>>, failed: RwSignal<Option<String>>, said: String) {
    told.set(None);
    failed.set(Some(said));
}

/// Has the browser save the file; `None` if it does not.
fn save(file: &web_sys::Blob, username: &str) -> Option<()> {
    let address = web_sys::Url::create_object_url_with_blob(file).ok()?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(&format!("{username}.zip"));
    link.click();
    // The browser has taken hold of the bytes by then.
    let forget = move || {
        let _ = web_sys::Url::revoke_object_url(&address);
    };
    set_timeout(forget, std::time::Duration::from_secs(60));
    Some(())
}
