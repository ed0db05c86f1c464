//! Messages on their way from one program to the next, which is another document: kept in the tab, taken out once.

use leptos::prelude::window;
use web_sys::Storage;

use super::{Toast, Tone};

const KEY: &str = "toasts";

/// Keeps messages for the next document. A browser that keeps nothing for us loses them.
pub(super) fn keep(toasts: &[Toast]) {
    let kept: Vec<_> = toasts.iter().map(|toast| (toast.tone, &toast.text, toast.since_ms)).collect();
    if let (Some(storage), Ok(text), false) = (storage(), serde_json::to_string(&kept), kept.is_empty()) {
        let _ = storage.set_item(KEY, &text);
    }
}

/// Takes out what the former document has kept.
pub(super) fn take() -> Vec<(Tone, String, u64)> {
    let Some(storage) = storage() else { return Vec::new() };
    let text = storage.get_item(KEY).ok().flatten().unwrap_or_default();
    let _ = storage.remove_item(KEY);
    serde_json::from_str(&text).unwrap_or_default()
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
