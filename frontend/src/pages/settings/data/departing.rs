//! What somebody finds who signs in while their account is on its way to be deleted.

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use super::export::ExportButton;
use crate::{
    api::{departure, failure, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    state::{session::use_session, toasts::use_toasts},
    text::departure as text,
};

/// The way back, and the way out.
#[component]
pub(super) fn Departing(
    /// When and how it goes.
    departure: v2::Departure,
) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let is_busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let keep = move |()| {
        is_busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = departure::keep(api).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(me) => {
                    toasts.success(text::KEPT);
                    session.take_account(me);
                }
                Err(error) => failed.set(Some(failure::said(&error))),
            }
        });
    };
    let sign_out = move |()| {
        spawn_local(async move {
            if let Err(error) = session.sign_out().await {
                failed.try_set(Some(failure::said(&error)));
            }
        });
    };
    view! {
        <section class="settings__departing" aria-labelledby="departing-title">
            <h1 class="page-header__title settings__title" id="departing-title">{text::DEPARTING}</h1>
            <p class="settings__note"><strong>{text::will_be_deleted(departure.erase_at)}</strong></p>
            <p class="settings__lead">{text::meanwhile(departure.content)}</p>
            {move || failed.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <div class="settings__actions">
                <Button weight=Weight::Primary is_busy on_click=keep>{text::KEEP}</Button>
                <Button weight=Weight::Quiet on_click=sign_out>{text::SIGN_OUT}</Button>
            </div>
            <h2 class="settings__heading settings__departing-part">{text::EXPORT}</h2>
            <p class="settings__lead">{text::EXPORT_LEAD}</p>
            <ExportButton />
        </section>
    }
}
