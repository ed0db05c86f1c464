//! Whom and what one may follow: those who wrote lately, and tags that are much used.

use broadsheet_shared::{id::UserId, v2};
use leptos::prelude::*;

use crate::{
    api::addresses::{self, PostFilter},
    components::{follow::FollowButton, tag::TagLinks, ui::Button, user::PersonRow},
    pages::switches::Switches,
    paths,
    state::{
        reading::{Reading, read},
        session::use_session,
    },
    text::social as text,
};

/// As many people are suggested.
const MAX_PEOPLE: usize = 6;

/// In the place of an empty feed.
#[component]
pub(super) fn Suggestions(
    /// Asks for the feed anew, after somebody was followed.
    ask_again: Callback<()>,
) -> AnyView {
    let session = use_session();
    let latest = read::<v2::List<v2::PostSummary>>(addresses::posts(PostFilter::Latest, None));
    let tags = read::<v2::List<v2::Tag>>(addresses::POPULAR_TAGS.to_owned());
    let people = move || {
        let Reading::Ready(latest) = latest.get() else { return None };
        let me = untrack(|| session.person()).map(|me| me.user.id);
        let people = writers(latest.items.into_iter().map(|post| post.author), me);
        (!people.is_empty()).then(|| view! { <People people ask_again /> })
    };
    let tags = move || {
        let Reading::Ready(tags) = tags.get() else { return None };
        (!tags.items.is_empty()).then(|| view! { <Tags tags=tags.items /> })
    };
    view! {
        <div class="notice">
            <p class="notice__title">{text::NO_FEED}</p>
            <p class="notice__hint">{text::NO_FEED_HINT}</p>
        </div>
        {people}
        {tags}
        <p class="notice__actions">
            <a class="button" href=paths::search_kind_alone(v2::SearchKind::Users)>{text::FIND_PEOPLE}</a>
            <a class="button" href=paths::search_kind_alone(v2::SearchKind::Tags)>{text::FIND_TAGS}</a>
        </p>
    }
    .into_any()
}

#[component]
fn People(people: Vec<v2::UserRef>, ask_again: Callback<()>) -> impl IntoView {
    let switches = Switches::new();
    let known: Vec<_> = people.into_iter().map(|user| (switches.follow_unseen(&user), user)).collect();
    let follows: Vec<_> = known.iter().map(|(switch, _)| switch.is_on).collect();
    let has_any = Memo::new(move |_| follows.iter().any(|is_on| is_on.get()));
    let rows = known.into_iter().map(|(switch, user)| {
        let name = user.display_name.clone();
        let back = paths::FOLLOWING.to_owned();
        view! { <PersonRow user><FollowButton switch name back /></PersonRow> }
    });
    view! {
        <section class="suggestions" aria-labelledby="suggested-people">
            <h2 class="suggestions__title" id="suggested-people">{text::WROTE_LATELY}</h2>
            <ul class="people" role="list">{rows.collect_view()}</ul>
            <p class="suggestions__done">
                <Button is_disabled=Signal::derive(move || !has_any.get()) on_click=ask_again>
                    {text::SHOW_FEED}
                </Button>
            </p>
        </section>
    }
}

#[component]
fn Tags(tags: Vec<v2::Tag>) -> impl IntoView {
    let tags = tags.into_iter().map(|tag| v2::TagRef { slug: tag.slug, name: tag.name }).collect();
    view! {
        <section class="suggestions" aria-labelledby="suggested-tags">
            <h2 class="suggestions__title" id="suggested-tags">{text::USED_TAGS}</h2>
            <TagLinks tags />
        </section>
    }
}

/// Each of them once and in this order, without those who are gone and the one who asks.
fn writers(authors: impl Iterator<Item = v2::UserRef>, me: Option<UserId>) -> Vec<v2::UserRef> {
    let mut found: Vec<v2::UserRef> = Vec::new();
    for author in authors {
        let is_known = found.iter().any(|user| user.id == author.id);
        if !is_known && !author.is_gone() && Some(author.id) != me && found.len() < MAX_PEOPLE {
            found.push(author);
        }
    }
    found
}
