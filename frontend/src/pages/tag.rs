//! The posts with a tag.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::components::{
    post::{Feed, PostFeed},
    tag::TagHeader,
};

/// The tag and its posts.
#[component]
pub fn TagView(tag: v2::Tag, feed: Feed) -> AnyView {
    view! {
        <div class="page page--narrow">
            <TagHeader tag=tag />
            <PostFeed feed=feed />
        </div>
    }
    .into_any()
}
