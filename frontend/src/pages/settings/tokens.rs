//! Access tokens: made, shown once, listed, revoked.

mod entry;
mod made;
mod making;
mod scopes;

use broadsheet_shared::{id::PersonalTokenId, v2};
use leptos::prelude::*;

use self::{entry::Entry, made::Made, making::Making};
use super::{NotLoaded, frame, own_list::OwnList};
use crate::{
    api::personal_tokens,
    components::{state::Empty, ui::Loading},
    paths,
    text::settings as text,
};

/// One's access tokens.
pub fn tokens_page() -> AnyView {
    let known = OwnList::of(personal_tokens::own);
    // Its text leaves with the page, or when its owner says so.
    let made = RwSignal::new(None::<String>);
    // A token that was just made stands on top of the list, and its text above it.
    let take = move |created: v2::CreatedPersonalToken| {
        known.items.update(|tokens| tokens.insert(0, created.listed));
        made.set(Some(created.token));
    };
    let make = move || match made.get() {
        Some(token) => view! { <Made token on_done=move |()| made.set(None) /> }.into_any(),
        None => view! { <Making on_made=take /> }.into_any(),
    };
    let content = view! {
        <p class="settings__lead">{text::TOKENS_LEAD}</p>
        {make}
        <Tokens known />
    };
    frame(paths::SETTINGS_TOKENS, content)
}

#[component]
fn Tokens(known: OwnList<v2::PersonalToken>) -> impl IntoView {
    let gone = Callback::new(move |id: PersonalTokenId| known.items.update(|tokens| tokens.retain(|one| one.id != id)));
    let is_empty = Memo::new(move |_| known.items.with(Vec::is_empty));
    let failure = move || known.failure.get().map(|error| view! { <NotLoaded error on_retry=known.load /> });
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
                    each=move || known.items.get()
                    key=|token| token.id
                    children=move |token| view! { <Entry token on_gone=gone /> }
                />
            </ul>
            {foot}
        </section>
    }
}
