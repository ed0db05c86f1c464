//! The posts of the people and tags that one follows, newest first; and whom to follow, while there are none.

mod suggestions;

use broadsheet_shared::v2;
use leptos::prelude::*;

use self::suggestions::Suggestions;
use super::{
    arrival::arrival,
    feed::{OwnedFilter, use_feed, use_newest},
};
use crate::{
    components::post::{Feed, PostFeed},
    head::Head,
    paths,
    state::{
        reading::{read, refresh},
        tab::use_head,
    },
    text::social as text,
};

/// Fetches the feed, or a later part of it.
pub fn following_page(after: Option<String>) -> AnyView {
    let posts = read::<v2::List<v2::PostSummary>>(OwnedFilter::Followed.address(after.as_deref()));
    let times_asked = RwSignal::new(0_u32);
    Effect::new(move |_| {
        if times_asked.get() > 0 {
            refresh(OwnedFilter::Followed.address(None), posts);
        }
    });
    let ask_again = Callback::new(move |()| times_asked.update(|times| *times += 1));
    let view = move || {
        let after = after.clone();
        arrival(posts.get(), move |posts| {
            use_head(&Head::hidden(text::FEED));
            let (feed, pill) = match after.as_deref() {
                None => use_newest(posts, OwnedFilter::Followed, paths::FOLLOWING),
                after => (use_feed(posts, OwnedFilter::Followed, paths::FOLLOWING, after), ().into_any()),
            };
            view! {
                {pill}
                <FollowingView feed ask_again />
            }
            .into_any()
        })
    };
    view.into_any()
}

#[component]
fn FollowingView(
    feed: Feed,
    /// Asks for the feed anew, after somebody was followed.
    ask_again: Callback<()>,
) -> AnyView {
    let is_first_part = !feed.is_later_part;
    let empty = move || is_first_part.then(|| view! { <Suggestions ask_again /> });
    view! {
        <div class="page page--narrow">
            <header class="page-header">
                <h1 class="page-header__title">{text::FEED}</h1>
                <p class="page-header__facts">{text::FEED_LEAD}</p>
            </header>
            <PostFeed feed empty />
        </div>
    }
    .into_any()
}
