//! A person and their posts.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        follow::Tie,
        post::{Feed, Omit, PinnedPosts, PostFeed},
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
    /// What they show first.
    pinned: Signal<Vec<v2::PostSummary>>,
    /// Their posts, those among them too.
    feed: Feed,
) -> AnyView {
    let omit = Omit { author: true, category: false };
    let all = feed.items;
    let items = Signal::derive(move || {
        let pinned: Vec<_> = pinned.with(|pinned| pinned.iter().map(|post| post.id).collect());
        all.with(|all| all.iter().filter(|post| !pinned.contains(&post.id)).cloned().collect())
    });
    let feed = Feed { items, ..feed };
    let empty = move || {
        let is_all = pinned.with(Vec::is_empty);
        is_all.then(|| view! { <Empty title=text::NO_POSTS_HERE.to_owned() hint=text::NO_POSTS_HERE_HINT /> })
    };
    view! {
        <div class="page page--narrow">
            <AuthorHeader profile=profile tie=tie />
            <PinnedPosts posts=pinned omit=omit />
            <PostFeed feed=feed omit=omit empty />
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
            feed::{OwnedFilter, use_feed, use_growing},
            switches::Switches,
        },
        paths,
        state::{
            reading::{Reading, asked_at, read, use_site},
            tab::use_head,
        },
    };

    let profile = read::<v2::Profile>(addresses::user(&username));
    let posts = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Author(&username), after.as_deref()));
    // Above the newest posts alone.
    let pinned = match &after {
        None => read::<v2::List<v2::PostSummary>>(addresses::pinned(&username)),
        Some(_) => RwSignal::new(Reading::Ready(v2::List { items: Vec::new(), next: None, total: None })),
    };
    let view = move || {
        let (asked, after) = (username.clone(), after.clone());
        arrival(profile.get().and(posts.get()).and(pinned.get()), move |((profile, posts), pinned)| {
            use_head(&Head::author(&profile, after.as_deref(), &use_site()));
            let username = profile.user.username.clone();
            let feed =
                use_feed(posts, OwnedFilter::Author(username.clone()), &paths::author(&username), after.as_deref());
            let tie = Switches::new().at(asked_at(&addresses::user(&asked))).tie(&profile);
            let pinned = match after {
                None => use_growing(pinned, "", None, move |_| addresses::pinned(&username)).items,
                Some(_) => Signal::stored(Vec::new()),
            };
            view! { <AuthorView profile=profile tie=tie pinned=pinned feed=feed /> }.into_any()
        })
    };
    view.into_any()
}
