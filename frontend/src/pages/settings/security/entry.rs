//! One place where one is signed in.

use broadsheet_shared::{
    id::SessionId,
    v2::{self, SessionKind},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{failure, sessions, use_api},
    components::ui::Button,
    state::toasts::use_toasts,
    text::{self, settings},
};

/// One session, with the button that ends it.
#[component]
pub(super) fn Entry(
    /// The session.
    session: v2::Session,
    /// Called once it has ended.
    on_gone: Callback<SessionId>,
) -> impl IntoView {
    let device = if session.device.is_empty() { settings::UNKNOWN_DEVICE.to_owned() } else { session.device.clone() };
    let mark = match (session.is_current, session.kind) {
        (true, _) => Some(settings::THIS_BROWSER),
        (false, SessionKind::V1) => Some(settings::SCRIPT),
        (false, SessionKind::Browser) => None,
    };
    let end = (!session.is_current).then(|| {
        let label = settings::end_named(&device);
        view! { <End id=session.id label on_gone /> }
    });
    view! {
        <li class="settings__entry">
            <div class="settings__thing">
                <h3 class="settings__name">
                    <span title=session.user_agent>{device}</span>
                    {mark.map(|mark| view! { <span class="badge">{mark}</span> })}
                </h3>
                <p class="facts">
                    <span>{session.address}</span>
                    <span>{settings::last_seen(&text::moment(session.last_seen_at))}</span>
                    <span>{settings::signed_in(&text::moment(session.created_at))}</span>
                </p>
            </div>
            {end}
        </li>
    }
}

#[component]
fn End(id: SessionId, label: String, on_gone: Callback<SessionId>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let is_busy = RwSignal::new(false);
    let end = move |()| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = sessions::end(api, id).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    toasts.success(settings::ENDED);
                    on_gone.run(id);
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    };
    view! {
        <Button is_small=true is_busy on_click=end>
            <span aria-hidden="true">{settings::END}</span>
            <span class="visually-hidden">{label}</span>
        </Button>
    }
}
