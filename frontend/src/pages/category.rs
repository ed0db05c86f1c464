//! The posts of a category.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        category::{CategoryBar, CategoryHeader},
        post::{Feed, Omit, PostFeed},
        state::Empty,
    },
    text::reading as text,
};

/// The category, its neighbours, and its posts.
#[component]
pub fn CategoryView(category: v2::Category, categories: Vec<v2::Category>, feed: Feed) -> AnyView {
    let slug = category.slug.clone();
    let empty = || view! { <Empty title=text::NO_POSTS_HERE.to_owned() hint=text::NO_POSTS_HERE_HINT /> };
    view! {
        <div class="page">
            <CategoryHeader category=category />
            <CategoryBar categories=categories current=Some(slug) />
            <PostFeed feed=feed omit=Omit { author: false, category: true } columns=true empty />
        </div>
    }
    .into_any()
}

/// Fetches a category, its neighbours and its posts.
#[cfg(feature = "csr")]
pub fn category_page(slug: String, after: Option<String>) -> AnyView {
    use crate::{
        api::addresses::{self, PostFilter},
        head::Head,
        pages::{
            arrival::arrival,
            feed::{OwnedFilter, use_feed},
        },
        paths,
        state::{
            reading::{read, use_site},
            tab::use_head,
        },
    };

    let category = read::<v2::Category>(addresses::category(&slug));
    let categories = read::<v2::List<v2::Category>>(addresses::CATEGORIES.to_owned());
    let posts = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Category(&slug), after.as_deref()));
    let view = move || {
        let after = after.clone();
        let reading = category.get().and(categories.get()).and(posts.get());
        arrival(reading, move |((category, categories), posts)| {
            use_head(&Head::category(&category, after.as_deref(), &use_site()));
            let filter = OwnedFilter::Category(category.slug.clone());
            let feed = use_feed(posts, filter, &paths::category(&category.slug), after.as_deref());
            view! { <CategoryView category=category categories=categories.items feed=feed /> }.into_any()
        })
    };
    view.into_any()
}
