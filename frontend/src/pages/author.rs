//! A person and their posts.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        follow::Tie,
        post::{Feed, Omit, PostFeed},
        state::Empty,
        user::AuthorHeader,
    },
    text::reading as text,
};

/// The person and their posts.
#[component]
pub fn AuthorView(
    profile: v2::Profile,
    /// How they and the reader stand to one another.
    tie: Tie,
    feed: Feed,
) -> AnyView {
    let is_empty = feed.parts.with_untracked(|parts| parts.iter().all(|part| part.items.is_empty()));
    let posts = if is_empty {
        view! { <Empty title=text::NO_POSTS_HERE.to_owned() hint=text::NO_POSTS_HERE_HINT /> }.into_any()
    } else {
        view! { <PostFeed feed=feed omit=Omit { author: true, category: false } /> }.into_any()
    };
    view! {
        <div class="page page--narrow">
            <AuthorHeader profile=profile tie=tie />
            {posts}
        </div>
    }
    .into_any()
}

/// Fetches a person and their posts.
#[cfg(feature = "csr")]
pub fn author_page(username: String, after: Option<String>) -> AnyView {
    use crate::{
        api::addresses::{self, PostFilter},
        head::Head,
        pages::{
            arrival::arrival,
            feed::{OwnedFilter, use_feed},
            switches::Switches,
        },
        paths,
        state::{
            reading::{read, use_site},
            tab::use_head,
        },
    };

    let profile = read::<v2::Profile>(addresses::user(&username));
    let posts = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Author(&username), after.as_deref()));
    let view = move || {
        let after = after.clone();
        arrival(profile.get().and(posts.get()), move |(profile, posts)| {
            use_head(&Head::author(&profile, after.as_deref(), &use_site()));
            let username = profile.user.username.clone();
            let feed =
                use_feed(posts, OwnedFilter::Author(username.clone()), &paths::author(&username), after.is_some());
            let tie = Switches::new().tie(&profile);
            view! { <AuthorView profile=profile tie=tie feed=feed /> }.into_any()
        })
    };
    view.into_any()
}
