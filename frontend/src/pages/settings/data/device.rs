//! What lies on this device: texts that were never saved, for whoever uses it next to be spared them.

use leptos::prelude::*;

use crate::{
    components::ui::{Button, ConfirmDialog},
    state::{drafts::Drafts, session::use_session, toasts::use_toasts},
    text::departure as text,
};

/// The part of the page about this device.
#[component]
pub(super) fn DevicePart() -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let is_asking = RwSignal::new(false);
    let said = |words: &'static str| Signal::stored(words.to_owned());
    let forget = move |()| {
        is_asking.set(false);
        if let Some(me) = untrack(|| session.person()) {
            Drafts::of(me.user.id).forget_all();
            toasts.success(text::DEVICE_FORGOTTEN);
        }
    };
    view! {
        <section class="settings__section" aria-labelledby="device-title">
            <h2 class="settings__heading" id="device-title">{text::DEVICE}</h2>
            <p class="settings__lead">{text::DEVICE_LEAD}</p>
            <div class="settings__actions">
                <Button on_click=move |()| is_asking.set(true)>{text::DEVICE_BUTTON}</Button>
            </div>
            <ConfirmDialog
                id="ask-forget-device"
                is_open=is_asking
                title=said(text::DEVICE_TITLE)
                text=said(text::DEVICE_TEXT)
                confirm=said(text::DEVICE_CONFIRM)
                cancel=text::CANCEL
                is_danger=true
                on_confirm=forget
            />
        </section>
    }
}
