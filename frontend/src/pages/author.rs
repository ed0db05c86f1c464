//! A person and their posts.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        post::{Feed, Omit, PostFeed},
        state::Empty,
        user::AuthorHeader,
    },
    text::reading as text,
};

/// The person and their posts.
#[component]
pub fn AuthorView(profile: v2::Profile, feed: Feed) -> AnyView {
    let is_empty = feed.parts.with_untracked(|parts| parts.iter().all(|part| part.items.is_empty()));
    let posts = if is_empty {
        view! { <Empty title=text::NO_POSTS_HERE.to_owned() /> }.into_any()
    } else {
        view! { <PostFeed feed=feed omit=Omit { author: true, category: false } /> }.into_any()
    };
    view! {
        <div class="page page--narrow">
            <AuthorHeader profile=profile />
            {posts}
        </div>
    }
    .into_any()
}
