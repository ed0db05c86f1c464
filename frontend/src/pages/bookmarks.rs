//! What one has put aside to read, the last first.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{
    arrival::arrival,
    feed::{OwnedFilter, use_feed},
};
use crate::{
    components::{
        post::{Feed, PostFeed},
        ui::icon::{Glyph, Icon},
    },
    head::Head,
    paths,
    state::{reading::read, tab::use_head},
    text::social as text,
};

/// Fetches the bookmarks, or a later part of them.
pub fn bookmarks_page(after: Option<String>) -> AnyView {
    let posts = read::<v2::List<v2::PostSummary>>(OwnedFilter::Bookmarks.address(after.as_deref()));
    let view = move || {
        let after = after.clone();
        arrival(posts.get(), move |posts| {
            use_head(&Head::hidden(text::BOOKMARKS));
            let feed = use_feed(posts, OwnedFilter::Bookmarks, paths::BOOKMARKS, after.as_deref());
            view! { <BookmarksView feed /> }.into_any()
        })
    };
    view.into_any()
}

#[component]
fn BookmarksView(feed: Feed) -> AnyView {
    let is_first_part = !feed.is_later_part;
    let empty = move || is_first_part.then(|| view! { <Nothing /> });
    view! {
        <div class="page page--narrow">
            <header class="page-header">
                <h1 class="page-header__title">{text::BOOKMARKS}</h1>
                <p class="page-header__facts">{text::BOOKMARKS_LEAD}</p>
            </header>
            <PostFeed feed empty />
        </div>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="notice">
            <span class="notice__glyph"><Icon icon=Glyph::Ribbon /></span>
            <p class="notice__title">{text::NO_BOOKMARKS}</p>
            <p class="notice__hint">{text::NO_BOOKMARKS_HINT}</p>
            <p class="notice__actions"><a class="button" href=paths::HOME>{text::GO_READ}</a></p>
        </div>
    }
}
