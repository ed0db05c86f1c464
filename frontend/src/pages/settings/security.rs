//! Security: the password, second factors, and where one is signed in.

mod entry;

use broadsheet_shared::{id::SessionId, v2};
use leptos::{prelude::*, task::spawn_local};

use self::entry::Entry;
use super::{NotLoaded, account::PasswordPart, factors::Factors, frame, own_list::OwnList};
use crate::{
    api::{failure, sessions, use_api},
    components::ui::{Button, ConfirmDialog, Loading},
    paths,
    state::{session::use_session, toasts::use_toasts},
    text::settings as text,
};

/// The page about security.
pub fn security_page() -> AnyView {
    let session = use_session();
    // Until the second factor is there that a role demands, the server lists no sessions.
    let is_open = Memo::new(move |_| session.person().is_some_and(|me| !me.needs_second_factor));
    let content = view! {
        <PasswordPart />
        <Factors />
        <Show when=move || is_open.get()>
            <SessionsPart />
        </Show>
    };
    frame(paths::SETTINGS_SECURITY, content)
}

#[component]
fn SessionsPart() -> impl IntoView {
    view! { <Sessions known=OwnList::of(sessions::own) /> }
}

#[component]
fn Sessions(known: OwnList<v2::Session>) -> impl IntoView {
    let gone = Callback::new(move |id: SessionId| known.items.update(|sessions| sessions.retain(|one| one.id != id)));
    let count = Memo::new(move |_| known.items.with(Vec::len));
    let failure = move || known.failure.get().map(|error| view! { <NotLoaded error on_retry=known.load /> });
    let foot = move || match (known.is_loading.get(), count.get(), known.failure.with(Option::is_some)) {
        (true, 0, _) => view! { <Loading label=text::SESSIONS_LOADING /> }.into_any(),
        (false, 1, false) => view! { <p class="settings__hint">{text::NOWHERE_ELSE}</p> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <section class="settings__section" aria-labelledby="sessions-title">
            <div class="settings__head">
                <h2 class="settings__heading" id="sessions-title">{text::SESSIONS}</h2>
                <Show when=move || 1 < count.get()>
                    <EndOthers known />
                </Show>
            </div>
            <p class="settings__lead">{text::SESSIONS_LEAD}</p>
            {failure}
            <ul class="settings__list" role="list" aria-busy=move || known.is_loading.get().to_string()>
                <For
                    each=move || known.items.get()
                    key=|session| (session.id, session.last_seen_at)
                    children=move |session| view! { <Entry session on_gone=gone /> }
                />
            </ul>
            {foot}
        </section>
    }
}

/// The button that ends all other sessions, and its question.
#[component]
fn EndOthers(known: OwnList<v2::Session>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (is_open, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    let end = move |()| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = sessions::end_others(api).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            is_open.set(false);
            match answer {
                Ok(()) => {
                    toasts.success(text::OTHERS_ENDED);
                    known.items.update(|sessions| sessions.retain(|session| session.is_current));
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    };
    let said = |words: &'static str| Signal::stored(words.to_owned());
    view! {
        <Button is_small=true on_click=move |()| is_open.set(true)>{text::END_OTHERS}</Button>
        <ConfirmDialog
            id="ask-end-others"
            is_open
            title=said(text::END_OTHERS_TITLE)
            text=said(text::END_OTHERS_TEXT)
            confirm=said(text::END_OTHERS)
            cancel=text::CANCEL
            is_danger=true
            is_busy
            on_confirm=end
        />
    }
}
