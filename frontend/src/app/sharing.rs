//! Handing a post on: by the browser's own sheet where it has one, else as an address on the clipboard. Nobody else's script
//! takes part, and nobody is told.

use js_sys::Reflect;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, ShareData};

use super::listening::on;
use crate::{state::toasts::Toasts, text::social as text};

/// Hears clicks on buttons that share a post.
pub fn hear_sharing(toasts: Toasts) {
    on("click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(button) = target.and_then(|target| target.closest("[data-share]").ok().flatten()) else { return };
        let (Some(path), Ok(origin)) = (button.get_attribute("data-share"), window().location().origin()) else {
            return;
        };
        let title = document().query_selector("h1").ok().flatten().and_then(|title| title.text_content());
        share(toasts, &title.unwrap_or_default(), origin + &path);
    });
}

/// The sheet opens only while the click is fresh, so it is asked for at once.
fn share(toasts: Toasts, title: &str, address: String) {
    let navigator = window().navigator();
    let has_sheet = Reflect::has(&navigator, &JsValue::from_str("share")).unwrap_or(false);
    let sheet = has_sheet.then(|| {
        let data = ShareData::new();
        data.set_title(title);
        data.set_url(&address);
        navigator.share_with_data(&data)
    });
    spawn_local(async move {
        if let Some(sheet) = sheet {
            match JsFuture::from(sheet).await {
                Ok(_) => return,
                // Who closes the sheet has changed their mind.
                Err(error) if is_closed(&error) => return,
                Err(_) => {}
            }
        }
        if copy(&address).await {
            toasts.success(text::LINK_COPIED);
        } else {
            toasts.error(text::LINK_NOT_COPIED);
        }
    });
}

fn is_closed(error: &JsValue) -> bool {
    let name = Reflect::get(error, &JsValue::from_str("name"));
    name.is_ok_and(|name| name.as_string().as_deref() == Some("AbortError"))
}

/// Only where nobody can listen in has a page a clipboard.
async fn copy(address: &str) -> bool {
    let window = window();
    window.is_secure_context() && JsFuture::from(window.navigator().clipboard().write_text(address)).await.is_ok()
}
