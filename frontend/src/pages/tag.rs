//! The posts with a tag.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        post::{Feed, PostFeed},
        state::Empty,
        switch::Switch,
        tag::TagHeader,
    },
    text::reading as text,
};

/// The tag and its posts.
#[component]
pub fn TagView(
    tag: v2::Tag,
    /// Following it.
    follow: Switch,
    feed: Feed,
) -> AnyView {
    let empty = || view! { <Empty title=text::NO_POSTS_HERE.to_owned() hint=text::NO_POSTS_HERE_HINT /> };
    view! {
        <div class="page page--narrow">
            <TagHeader tag=tag follow=follow />
            <PostFeed feed=feed empty />
        </div>
    }
    .into_any()
}

/// Fetches a tag and its posts.
#[cfg(feature = "csr")]
pub fn tag_page(slug: String, after: Option<String>) -> AnyView {
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
            reading::{asked_at, read, use_site},
            tab::use_head,
        },
    };

    let tag = read::<v2::Tag>(addresses::tag(&slug));
    let posts = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Tag(&slug), after.as_deref()));
    let view = move || {
        let (asked, after) = (slug.clone(), after.clone());
        arrival(tag.get().and(posts.get()), move |(tag, posts)| {
            use_head(&Head::tag(&tag, after.as_deref(), &use_site()));
            let filter = OwnedFilter::Tag(tag.slug.clone());
            let feed = use_feed(posts, filter, &paths::tag(&tag.slug), after.as_deref());
            let follow = Switches::new().at(asked_at(&addresses::tag(&asked))).follow_tag(&tag);
            view! { <TagView tag=tag follow=follow feed=feed /> }.into_any()
        })
    };
    view.into_any()
}
