//! One's own posts by state, with what can be done with each.

mod entry;

use broadsheet_shared::{
    permission::Permission,
    v2::{self, PostState},
};
use leptos::{prelude::*, task::spawn_local};

use self::entry::Entry;
use crate::{
    api::{ApiError, failure, posts, use_api},
    components::ui::{Button, Callout, CalloutTone, Loading, Tab, Tabs},
    head::Head,
    paths,
    state::{
        document::Document,
        drafts::{Drafts, Place},
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

/// One tab's posts: those loaded, the way to more, and what went wrong.
#[derive(Debug, Clone, Copy)]
struct Shelf {
    posts: RwSignal<Vec<v2::OwnPost>>,
    next: RwSignal<Option<String>>,
    is_loading: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
}

/// One's own posts.
pub fn my_posts_page() -> AnyView {
    use_head(&Head::hidden(writing::MY_POSTS));
    let session = use_session();
    let selected = RwSignal::new(TABS[0].1.id);
    let state = Memo::new(move |_| {
        TABS.iter().find(|(_, tab)| tab.id == selected.get()).map_or(PostState::Draft, |(state, _)| *state)
    });
    let shelf = Shelf {
        posts: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        is_loading: RwSignal::new(true),
        failure: RwSignal::new(None),
    };
    let load = loader(shelf, state);
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |_| {
        state.track();
        if person.get().is_some() {
            load(None);
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
                <Posts shelf state load=Callback::new(load) />
            </div>
        </div>
    }
    .into_any()
}

/// Loads the first part of a tab, or the one behind a cursor; an answer for a tab that was left is dropped.
fn loader(shelf: Shelf, state: Memo<PostState>) -> impl Fn(Option<String>) + Copy + Send + Sync + 'static {
    let api = use_api();
    move |after: Option<String>| {
        let wanted = state.get_untracked();
        let is_first = after.is_none();
        shelf.is_loading.set(true);
        shelf.failure.set(None);
        if is_first {
            shelf.posts.set(Vec::new());
            shelf.next.set(None);
        }
        spawn_local(async move {
            let answer = posts::own(api, wanted, after).await;
            if state.try_get_untracked() != Some(wanted) {
                return;
            }
            shelf.is_loading.set(false);
            match answer {
                Ok(list) => {
                    shelf.posts.update(|posts| posts.extend(list.items));
                    shelf.next.set(list.next);
                }
                Err(error) => shelf.failure.set(Some(error)),
            }
        });
    }
}

#[component]
fn Posts(shelf: Shelf, state: Memo<PostState>, load: Callback<Option<String>>) -> impl IntoView {
    let is_empty = Memo::new(move |_| shelf.posts.with(Vec::is_empty));
    let gone = Callback::new(move |id| shelf.posts.update(|posts| posts.retain(|post| post.summary.id != id)));
    let failure = move || {
        shelf.failure.get().map(|error| {
            view! {
                <Callout tone=CalloutTone::Error>
                    <p>{failure::said(&error)}</p>
                    <div class="callout__actions">
                        <Button is_small=true on_click=move |()| load.run(shelf.next.get_untracked())>
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
        shelf.next.get().map(|next| {
            view! { <Button is_busy=shelf.is_loading on_click=move |()| load.run(Some(next.clone()))>{writing::MORE_POSTS}</Button> }
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
