//! Privacy: whether one is seen, whom one has blocked and muted, and the way back from both.

mod presence;

use broadsheet_shared::{id::UserId, v2};
use leptos::{prelude::*, task::spawn_local};

use self::presence::PresencePart;
use super::{NotLoaded, frame};
use crate::{
    api::{
        ApiError,
        shields::{self, Shield},
        use_api,
    },
    components::{
        ui::{Button, Loading},
        user::PersonRow,
    },
    forms::catch_focus,
    paths,
    state::{
        deeds::{Deed, use_deeds},
        session::use_session,
        toasts::use_toasts,
    },
    text::{settings, social as text},
};

/// The page about privacy.
pub fn privacy_page() -> AnyView {
    let content = view! {
        <PresencePart />
        <Shielded
            shield=Shield::Block
            words=Words { id: "blocked", title: text::BLOCKED_PEOPLE, lead: text::BLOCK_LEAD, nobody: text::NOBODY_BLOCKED }
        />
        <Shielded
            shield=Shield::Mute
            words=Words { id: "muted", title: text::MUTED_PEOPLE, lead: text::MUTE_LEAD, nobody: text::NOBODY_MUTED }
        />
    };
    frame(paths::SETTINGS_PRIVACY, content)
}

#[derive(Clone, Copy)]
struct Words {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    nobody: &'static str,
}

/// The people behind one kind of shield, as far as they are known.
#[derive(Clone, Copy)]
struct Known {
    people: RwSignal<Vec<v2::UserRef>>,
    next: RwSignal<Option<String>>,
    is_loading: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
}

/// Loads the first part once it is known who asks, and what is behind a cursor when asked to.
fn loader(known: Known, shield: Shield) -> Callback<Option<String>> {
    let (api, session) = (use_api(), use_session());
    let load = Callback::new(move |after: Option<String>| {
        known.is_loading.set(true);
        known.failure.set(None);
        spawn_local(async move {
            let is_first = after.is_none();
            let answer = shields::own(api, shield, after).await;
            // The page may be gone by now.
            if known.is_loading.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(list) => {
                    known.people.update(|people| {
                        if is_first {
                            people.clear();
                        }
                        people.extend(list.items);
                    });
                    known.next.set(list.next);
                }
                Err(error) => known.failure.set(Some(error)),
            }
        });
    });
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |_| {
        if person.get().is_some() {
            load.run(None);
        }
    });
    load
}

#[component]
fn Shielded(shield: Shield, words: Words) -> impl IntoView {
    let known = Known {
        people: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        is_loading: RwSignal::new(true),
        failure: RwSignal::new(None),
    };
    let load = loader(known, shield);
    let is_empty = Memo::new(move |_| known.people.with(Vec::is_empty));
    let gone = Callback::new(move |id: UserId| {
        known.people.update(|people| people.retain(|user| user.id != id));
        catch_focus(words.id);
    });
    let failure = move || {
        let again = move |()| load.run(known.next.get_untracked());
        known.failure.get().map(|error| view! { <NotLoaded error on_retry=again /> })
    };
    let foot = move || match (known.is_loading.get(), is_empty.get(), known.failure.with(Option::is_some)) {
        (true, true, _) => view! { <Loading label=settings::PEOPLE_LOADING /> }.into_any(),
        (false, true, false) => view! { <p class="settings__hint">{words.nobody}</p> }.into_any(),
        _ => ().into_any(),
    };
    let more = move || {
        known.next.get().map(|next| {
            view! { <Button is_busy=known.is_loading on_click=move |()| load.run(Some(next.clone()))>{text::MORE_PEOPLE}</Button> }
        })
    };
    view! {
        <section class="settings__section" aria-labelledby=words.id>
            <h2 class="settings__heading" id=words.id tabindex="-1">{words.title}</h2>
            <p class="settings__lead">{words.lead}</p>
            {failure}
            <ul class="people" role="list" aria-busy=move || known.is_loading.get().to_string()>
                <For
                    each=move || known.people.get()
                    key=|user| user.id
                    children=move |user| {
                        let taken = user.clone();
                        view! { <PersonRow user><TakeDown shield user=taken on_gone=gone /></PersonRow> }
                    }
                />
            </ul>
            {foot}
            {more}
        </section>
    }
}

/// The button that takes a shield down.
#[component]
fn TakeDown(shield: Shield, user: v2::UserRef, on_gone: Callback<UserId>) -> impl IntoView {
    let (deeds, toasts) = (use_deeds(), use_toasts());
    let shielding = deeds.of(Deed::Shield(shield, user.username.clone()), 0, Some(true), deeds.now());
    let is_busy = RwSignal::new(false);
    let (word, label) = match shield {
        Shield::Block => (text::UNBLOCK, text::unblock(&user.display_name)),
        Shield::Mute => (text::UNMUTE, text::unmute(&user.display_name)),
    };
    let take_down = move |()| {
        is_busy.set(true);
        let (user, shielding) = (user.clone(), shielding.clone());
        spawn_local(async move {
            let is_down = shielding.bring(false).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() || !is_down {
                return;
            }
            toasts.success(match shield {
                Shield::Block => text::unblocked(&user.display_name),
                Shield::Mute => text::unmuted(&user.display_name),
            });
            on_gone.run(user.id);
        });
    };
    view! {
        <Button is_small=true is_busy on_click=take_down>
            <span aria-hidden="true">{word}</span>
            <span class="visually-hidden">{label}</span>
        </Button>
    }
}
