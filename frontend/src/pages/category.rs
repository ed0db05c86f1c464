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
    let is_empty = feed.parts.with_untracked(|parts| parts.iter().all(|part| part.items.is_empty()));
    let slug = category.slug.clone();
    let posts = if is_empty {
        view! { <Empty title=text::NO_POSTS_HERE.to_owned() /> }.into_any()
    } else {
        view! { <PostFeed feed=feed omit=Omit { author: false, category: true } columns=true /> }.into_any()
    };
    view! {
        <div class="page">
            <CategoryHeader category=category />
            <CategoryBar categories=categories current=Some(slug) />
            {posts}
        </div>
    }
    .into_any()
}
