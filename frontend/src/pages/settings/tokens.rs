//! Access tokens: made, shown once, listed, revoked.

mod entry;
mod made;
mod making;
mod scopes;

use broadsheet_shared::{id::PersonalTokenId, v2};
use leptos::{prelude::*, task::spawn_local};

use self::{entry::Entry, made::Made, making::Making};
use super::{NotLoaded, frame};
use crate::{
    api::{ApiError, personal_tokens, use_api},
    components::{state::Empty, ui::Loading},
    paths,
    state::session::use_session,
    text::settings as text,
};

/// The tokens, as far as they are known, and the one that was just made.
#[derive(Clone, Copy)]
struct Known {
    tokens: RwSignal<Vec<v2::PersonalToken>>,
    /// Its text leaves with the page, or when its owner says so.
    made: RwSignal<Option<String>>,
    is_loading: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
}

/// One's access tokens.
pub fn tokens_page() -> AnyView {
    let session = use_session();
    let known = Known {
        tokens: RwSignal::new(Vec::new()),
        made: RwSignal::new(None),
        is_loading: RwSignal::new(true),
        failure: RwSignal::new(None),
    };
    let load = loader(known);
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |_| {
        if person.get().is_some() {
            load();
        }
    });
    let make = move || match known.made.get() {
        Some(token) => view! { <Made token on_done=move |()| known.made.set(None) /> }.into_any(),
        None => view! { <Making on_made=move |created| take(known, created) /> }.into_any(),
    };
    let content = view! {
        <p class="settings__lead">{text::TOKENS_LEAD}</p>
        {make}
        <Tokens known load=Callback::new(move |()| load()) />
    };
    frame(paths::SETTINGS_TOKENS, content)
}

/// A token that was just made stands on top of the list, and its text above it.
fn take(known: Known, created: v2::CreatedPersonalToken) {
    known.tokens.update(|tokens| tokens.insert(0, created.listed));
    known.made.set(Some(created.token));
}

fn loader(known: Known) -> impl Fn() + Copy + Send + Sync + 'static {
    let api = use_api();
    move || {
        known.is_loading.set(true);
        known.failure.set(None);
        spawn_local(async move {
            let answer = personal_tokens::own(api).await;
            // The page may be gone by now.
            if known.is_loading.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(list) => known.tokens.set(list.items),
                Err(error) => known.failure.set(Some(error)),
            }
        });
    }
}

#[component]
fn Tokens(known: Known, load: Callback<()>) -> impl IntoView {
    let gone =
        Callback::new(move |id: PersonalTokenId| known.tokens.update(|tokens| tokens.retain(|one| one.id != id)));
    let is_empty = Memo::new(move |_| known.tokens.with(Vec::is_empty));
    let failure = move || known.failure.get().map(|error| view! { <NotLoaded error on_retry=load /> });
    let foot = move || match (known.is_loading.get(), is_empty.get(), known.failure.with(Option::is_some)) {
        (true, true, _) => view! { <Loading label=text::TOKENS_LOADING /> }.into_any(),
        (false, true, false) => {
            view! { <Empty title=text::NO_TOKENS.to_owned() hint=text::NO_TOKENS_HINT /> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <section class="settings__section" aria-labelledby="tokens-title">
            <h2 class="settings__heading" id="tokens-title">{text::YOUR_TOKENS}</h2>
            {failure}
            <ul class="settings__list" role="list" aria-busy=move || known.is_loading.get().to_string()>
                <For
                    each=move || known.tokens.get()
                    key=|token| token.id
                    children=move |token| view! { <Entry token on_gone=gone /> }
                />
            </ul>
            {foot}
        </section>
    }
}
