//! The front page: the site's name, its categories, and the latest posts.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        category::CategoryBar,
        language::site_language,
        post::{Feed, PostFeed},
        state::Empty,
    },
    text::reading as text,
};

/// Masthead, categories, posts.
#[component]
pub fn HomeView(site: v2::Site, categories: Vec<v2::Category>, feed: Feed) -> AnyView {
    let is_first_part = !feed.is_later_part;
    let empty = || view! { <Empty title=text::NO_POSTS.to_owned() hint=text::NO_POSTS_HINT /> };
    view! {
        <div class="page">
            <Masthead site=site />
            <CategoryBar categories=categories />
            <PostFeed feed=feed lead=is_first_part columns=true empty />
        </div>
    }
    .into_any()
}

#[component]
fn Masthead(site: v2::Site) -> AnyView {
    let description = (!site.description.is_empty()).then(|| {
        view! {
            <p class="masthead__about" lang=site_language() dir="auto">
                {site.description}
            </p>
        }
    });
    view! {
        <header class="masthead">
            <h1 class="masthead__name" lang=site_language() dir="auto">
                {site.name}
            </h1>
            {description}
        </header>
    }
    .into_any()
}

/// Fetches the front page, or a later part of it.
#[cfg(feature = "csr")]
pub fn home_page(after: Option<String>) -> AnyView {
    use crate::{
        api::addresses::{self, PostFilter},
        head::Head,
        pages::{
            arrival::arrival,
            feed::{OwnedFilter, use_feed, use_newest},
        },
        paths,
        state::{
            reading::{read, use_site},
            tab::use_head,
        },
    };

    let categories = read::<v2::List<v2::Category>>(addresses::CATEGORIES.to_owned());
    let posts = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Latest, after.as_deref()));
    let view = move || {
        let after = after.clone();
        arrival(categories.get().and(posts.get()), move |(categories, posts)| {
            let site = use_site();
            use_head(&Head::home(&site, after.as_deref()));
            let (feed, pill) = match after.as_deref() {
                None => use_newest(posts, OwnedFilter::Latest, paths::HOME),
                after => (use_feed(posts, OwnedFilter::Latest, paths::HOME, after), ().into_any()),
            };
            view! {
                {pill}
                <HomeView site=site categories=categories.items feed=feed />
            }
            .into_any()
        })
    };
    view.into_any()
}
