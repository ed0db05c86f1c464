//! The posts with a tag.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::components::{
    post::{Feed, PostFeed},
    switch::Switch,
    tag::TagHeader,
};

/// The tag and its posts.
#[component]
pub fn TagView(
    tag: v2::Tag,
    /// Following it.
    follow: Switch,
    feed: Feed,
) -> AnyView {
    view! {
        <div class="page page--narrow">
            <TagHeader tag=tag follow=follow />
            <PostFeed feed=feed />
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
            reading::{read, use_site},
            tab::use_head,
        },
    };

    let tag = read::<v2::Tag>(addresses::tag(&slug));
    let posts = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Tag(&slug), after.as_deref()));
    let view = move || {
        let after = after.clone();
        arrival(tag.get().and(posts.get()), move |(tag, posts)| {
            use_head(&Head::tag(&tag, after.as_deref(), &use_site()));
            let filter = OwnedFilter::Tag(tag.slug.clone());
            let feed = use_feed(posts, filter, &paths::tag(&tag.slug), after.is_some());
            let follow = Switches::new().follow_tag(&tag);
            view! { <TagView tag=tag follow=follow feed=feed /> }.into_any()
        })
    };
    view.into_any()
}
