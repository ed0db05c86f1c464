//! One's own posts by state, with what can be done with each.

mod entry;
mod shelf;

use broadsheet_shared::{permission::Permission, v2::PostState};
use leptos::prelude::*;

use self::{entry::Entry, shelf::Shelf};
use crate::{
    api::failure,
    components::ui::{Button, Callout, CalloutTone, Loading, Tab, Tabs},
    head::Head,
    paths,
    state::{
        document::Document,
        drafts::{Drafts, Place},
        location::use_navigator,
        session::use_session,
        tab::use_head,
    },
    text::{self, writing},
};

const TABS: [(PostState, Tab); 6] = [
    (PostState::Draft, Tab { id: "mine-drafts", label: writing::TAB_DRAFTS }),
    (PostState::Scheduled, Tab { id: "mine-scheduled", label: writing::TAB_SCHEDULED }),
    (PostState::Published, Tab { id: "mine-published", label: writing::TAB_PUBLISHED }),
    (PostState::Archived, Tab { id: "mine-archived", label: writing::TAB_ARCHIVED }),
    (PostState::Removed, Tab { id: "mine-removed", label: writing::TAB_REMOVED }),
    (PostState::Deleted, Tab { id: "mine-deleted", label: writing::TAB_DELETED }),
];
const PANEL: &str = "mine-panel";

/// One's own posts.
pub fn my_posts_page() -> AnyView {
    use_head(&Head::hidden(writing::MY_POSTS));
    let (session, navigator) = (use_session(), use_navigator());
    let shelf = Shelf::new(tab_of(&navigator.location_untracked().query));
    let selected = shelf.selected;
    let state = Memo::new(move |_| {
        TABS.iter().find(|(_, tab)| tab.id == selected.get()).map_or(PostState::Draft, |(state, _)| *state)
    });
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |former: Option<()>| {
        let state = state.get();
        if former.is_some() {
            navigator.rename(&paths::my_posts(state));
        }
        if person.get().is_some() {
            // What is there already was kept for coming back: it stays until the server has said what became of it.
            if former.is_none() && !shelf.is_empty() { shelf.renew(state) } else { shelf.fill(state) }
        }
    });
    let write = move || {
        session.may(Permission::PostsWrite).then(|| {
            view! { <a class="button button--primary" href=paths::WRITE>{writing::NEW_POST}</a> }
        })
    };
    view! {
        <div class="page page--narrow mine">
            <header class="mine__head">
                <h1 class="page-header__title">{writing::MY_POSTS}</h1>
                {write}
            </header>
            {move || person.get().map(|person| view! { <OnThisDevice drafts=Drafts::of(person) /> })}
            <Tabs label=writing::STATES tabs=TABS.iter().map(|(_, tab)| tab.clone()).collect() selected panel=PANEL />
            <div id=PANEL role="tabpanel" aria-labelledby=selected aria-busy=move || shelf.is_loading.get().to_string()>
                <Posts shelf state />
            </div>
        </div>
    }
    .into_any()
}

/// The tab that an address asks for.
fn tab_of(query: &str) -> &'static str {
    let state = paths::parameter(query, "state").unwrap_or_default();
    TABS.iter().find(|(tab, _)| tab.as_str() == state).unwrap_or(&TABS[0]).1.id
}

#[component]
fn Posts(shelf: Shelf, state: Memo<PostState>) -> impl IntoView {
    let is_empty = Memo::new(move |_| shelf.posts.with(Vec::is_empty));
    let gone = Callback::new(move |id| shelf.posts.update(|posts| posts.retain(|post| post.summary.id != id)));
    let failure = move || {
        shelf.failure.get().map(|error| {
            view! {
                <Callout tone=CalloutTone::Error>
                    <p>{failure::said(&error)}</p>
                    <div class="callout__actions">
                        <Button is_small=true on_click=move |()| shelf.ask_again()>
                            {writing::TRY_AGAIN}
                        </Button>
                    </div>
                </Callout>
            }
        })
    };
    let foot = move || match (shelf.is_loading.get(), is_empty.get(), shelf.failure.with(Option::is_some)) {
        (true, true, _) => view! { <Loading label=writing::POSTS_LOADING /> }.into_any(),
        (false, true, false) => view! { <Nothing state=state.get() /> }.into_any(),
        _ => ().into_any(),
    };
    let more = move || {
        shelf.next.with(Option::is_some).then(|| {
            let more = move |()| shelf.grow(state.get_untracked());
            view! { <Button is_busy=shelf.is_loading on_click=more>{writing::MORE_POSTS}</Button> }
        })
    };
    view! {
        {failure}
        <ul class="mine__list" role="list">
            <For
                each=move || shelf.posts.get()
                key=|post| (post.summary.id, post.summary.updated_at)
                children=move |post| view! { <Entry post on_gone=gone /> }
            />
        </ul>
        {foot}
        {more}
    }
}

/// A tab without posts.
#[component]
fn Nothing(state: PostState) -> impl IntoView {
    let (title, hint) = writing::empty(state);
    let write = (state == PostState::Draft).then(|| {
        view! { <p class="notice__actions"><a class="button" href=paths::WRITE>{writing::WRITE_FIRST}</a></p> }
    });
    view! {
        <div class="notice">
            <p class="notice__title">{title}</p>
            <p class="notice__hint">{hint}</p>
            {write}
        </div>
    }
}

/// Texts that the server has never seen.
#[component]
fn OnThisDevice(drafts: Drafts) -> impl IntoView {
    let copies = drafts.left_behind::<Document>(None);
    let entries = copies.into_iter().filter(|(_, copy)| !copy.content.is_blank()).map(|(place, copy)| {
        let address = match place {
            Place::Post { id: None, slot } => paths::write_copy(&slot),
            _ => paths::WRITE.to_owned(),
        };
        let title = match copy.content.title.trim() {
            "" => writing::UNTITLED.to_owned(),
            title => title.to_owned(),
        };
        view! {
            <li>
                <span dir="auto">{title}</span>
                <span class="mine__time">{text::moment(copy.saved_at)}</span>
                <a href=address>{writing::GO_ON_WRITING}</a>
            </li>
        }
    });
    let entries: Vec<_> = entries.collect();
    (!entries.is_empty()).then(|| {
        view! {
            <Callout tone=CalloutTone::Warning>
                <p><strong>{writing::ON_THIS_DEVICE}</strong></p>
                <ul class="mine__copies" role="list">{entries}</ul>
            </Callout>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tab_has_an_address_and_the_first_one_the_shortest() {
        for (state, tab) in &TABS {
            let address = paths::my_posts(*state);
            let query = address.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(tab_of(query), tab.id);
        }
        assert_eq!(paths::my_posts(PostState::Draft), paths::MY_POSTS);
        assert_eq!(tab_of("state=nonsense"), TABS[0].1.id);
    }
}
