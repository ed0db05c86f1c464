//! A list of posts that grows: parts beneath one another, and a link to older ones that works without scripts too.

use broadsheet_shared::v2;
use leptos::{ev::MouseEvent, prelude::*};

use super::PostCard;
use crate::{paths, text::reading as text};

/// What the cards of a list leave out, since the page says it already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Omit {
    /// The author, on their own page.
    pub author: bool,
    /// The category, on its own page.
    pub category: bool,
}

/// Where a list comes from and how it goes on.
#[derive(Clone)]
pub struct Feed {
    /// The parts so far, newest first.
    pub parts: Signal<Vec<v2::List<v2::PostSummary>>>,
    /// True while the next part is on its way.
    pub is_loading: Signal<bool>,
    /// Loads the next part into `parts`.
    pub more: Callback<()>,
    /// The page's own path, for the link to older posts.
    pub path: String,
    /// True if the page starts at a later part.
    pub is_later_part: bool,
}

impl Feed {
    /// One part that does not grow.
    pub fn still(part: v2::List<v2::PostSummary>, path: &str, is_later_part: bool) -> Self {
        Self {
            parts: Signal::stored(vec![part]),
            is_loading: Signal::stored(false),
            more: Callback::new(|()| {}),
            path: path.to_owned(),
            is_later_part,
        }
    }
}

/// Cards beneath one another, and the link to older ones.
#[component]
pub fn PostFeed(
    feed: Feed,
    /// Show the first one larger.
    #[prop(optional)]
    lead: bool,
    /// What the cards leave out.
    #[prop(optional)]
    omit: Omit,
    /// Several columns where there is room.
    #[prop(optional)]
    columns: bool,
) -> AnyView {
    let Feed { parts, is_loading, more, path, is_later_part } = feed;
    let newest = is_later_part.then(|| {
        view! {
            <p class="more more--newest">
                <a class="button" href=path.clone()>
                    {text::NEWEST}
                </a>
            </p>
        }
    });
    view! {
        {newest}
        <div class=if columns { "feed feed--columns" } else { "feed" }>
        <For each=move || parts.get().into_iter().enumerate() key=|(at, _)| *at let((at, part))>
            <PostList posts=part.items lead=lead && at == 0 omit=omit />
        </For>
        {move || {
            let next = parts.with(|parts| parts.last().and_then(|part| part.next.clone()))?;
            Some(view! { <MoreLink address=paths::after(&path, &next) is_loading=is_loading more=more words=text::OLDER /> })
        }}
        </div>
    }
    .into_any()
}

/// A link to the next part, which loads it into the page where scripts run.
#[component]
pub fn MoreLink(
    /// The next part as a page of its own.
    address: String,
    is_loading: Signal<bool>,
    more: Callback<()>,
    words: &'static str,
) -> AnyView {
    let load = move |event: MouseEvent| {
        let wants_new_tab = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !wants_new_tab {
            event.prevent_default();
            more.run(());
        }
    };
    view! {
        <p class="more">
            <a class="button" href=address rel="next" aria-busy=move || is_loading.get().then_some("true") on:click=load>
                {move || if is_loading.get() { text::LOADING } else { words }}
            </a>
        </p>
    }
    .into_any()
}

/// Cards beneath one another.
#[component]
pub fn PostList(
    posts: Vec<v2::PostSummary>,
    /// Show the first one larger.
    #[prop(optional)]
    lead: bool,
    /// What the cards leave out.
    #[prop(optional)]
    omit: Omit,
) -> AnyView {
    let cards = posts.into_iter().enumerate().map(|(at, post)| {
        view! {
            <li>
                <PostCard post=post lead=lead && at == 0 without_author=omit.author without_category=omit.category />
            </li>
        }
    });
    view! {
        <ol class="card-list" role="list">
            {cards.collect::<Vec<_>>()}
        </ol>
    }
    .into_any()
}
