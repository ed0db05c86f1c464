//! The threads of which one hears nothing, and the way back from that.

use broadsheet_shared::{id::PostId, v2};
use leptos::{prelude::*, task::spawn_local};

use super::NotLoaded;
use crate::{
    api::{ApiError, failure, notifications, use_api},
    components::{
        language::site_language,
        ui::{Button, Loading},
    },
    state::toasts::use_toasts,
    text::{self, ways as words},
};

/// The threads, as far as they are known.
#[derive(Clone, Copy)]
struct Known {
    threads: RwSignal<Vec<v2::MutedThread>>,
    next: RwSignal<Option<String>>,
    is_loading: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
}

/// Loads what is behind the cursor; the first part, while there is none.
fn loader(known: Known) -> Callback<()> {
    let api = use_api();
    Callback::new(move |()| {
        known.is_loading.set(true);
        known.failure.set(None);
        let after = known.next.get_untracked();
        spawn_local(async move {
            let answer = notifications::muted_threads(api, after).await;
            // The page may be gone by now.
            if known.is_loading.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(list) => {
                    known.threads.update(|threads| threads.extend(list.items));
                    known.next.set(list.next);
                }
                Err(error) => known.failure.set(Some(error)),
            }
        });
    })
}

/// The part of the page about muted threads.
#[component]
pub(super) fn Threads() -> impl IntoView {
    let known = Known {
        threads: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        is_loading: RwSignal::new(true),
        failure: RwSignal::new(None),
    };
    let load = loader(known);
    load.run(());
    let is_empty = Memo::new(move |_| known.threads.with(Vec::is_empty));
    let gone = Callback::new(move |id: PostId| known.threads.update(|all| all.retain(|one| one.post.id != id)));
    let failure = move || known.failure.get().map(|error| view! { <NotLoaded error on_retry=load /> });
    let foot = move || match (known.is_loading.get(), is_empty.get(), known.failure.with(Option::is_some)) {
        (true, true, _) => view! { <Loading label=words::THREADS_LOADING /> }.into_any(),
        (false, true, false) => view! { <p class="settings__hint">{words::NO_THREADS}</p> }.into_any(),
        _ => ().into_any(),
    };
    let more = move || {
        known.next.with(Option::is_some).then(|| {
            view! { <Button is_busy=known.is_loading on_click=load>{words::MORE_THREADS}</Button> }
        })
    };
    view! {
        <section class="settings__section" aria-labelledby="threads-title">
            <h2 class="settings__heading" id="threads-title">{words::THREADS}</h2>
            <p class="settings__lead">{words::THREADS_LEAD}</p>
            {failure}
            <ul class="settings__list" role="list" aria-busy=move || known.is_loading.get().to_string()>
                <For
                    each=move || known.threads.get()
                    key=|thread| thread.post.id
                    children=move |thread| view! { <Entry thread on_gone=gone /> }
                />
            </ul>
            {foot}
            {more}
        </section>
    }
}

/// One thread, with the button that unmutes it.
#[component]
fn Entry(thread: v2::MutedThread, on_gone: Callback<PostId>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let is_busy = RwSignal::new(false);
    let v2::NotificationPost { id, title, path, .. } = thread.post;
    let label = words::unmute(&title);
    let unmute = {
        let title = title.clone();
        move |()| {
            is_busy.set(true);
            let title = title.clone();
            spawn_local(async move {
                let answer = notifications::set_thread_mute(api, id, false).await;
                // The page may be gone by now.
                if is_busy.try_set(false).is_some() {
                    return;
                }
                match answer {
                    Ok(()) => {
                        toasts.success(words::unmuted(&title));
                        on_gone.run(id);
                    }
                    Err(error) => toasts.error(failure::said(&error)),
                }
            });
        }
    };
    view! {
        <li class="settings__entry">
            <div class="settings__thing">
                <h3 class="settings__name"><a href=path lang=site_language() dir="auto">{title}</a></h3>
                <p class="facts"><span>{words::since(&text::local_date(thread.since))}</span></p>
            </div>
            <Button is_small=true is_busy on_click=unmute>
                <span aria-hidden="true">{words::UNMUTE}</span>
                <span class="visually-hidden">{label}</span>
            </Button>
        </li>
    }
}
