//! The people around a person: those who follow them, and those whom they follow.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{
    arrival::arrival,
    feed::{Parts, use_parts},
};
use crate::{
    api::addresses,
    components::{
        post::MoreLink,
        state::Empty,
        user::{Avatar, PersonRow},
    },
    head::Head,
    paths::{self, Side},
    state::{reading::read, tab::use_head},
    text::social as text,
};

/// Fetches the people on one side of a person.
pub fn circle_page(username: String, side: Side, after: Option<String>) -> AnyView {
    let profile = read::<v2::Profile>(addresses::user(&username));
    let people = read::<v2::List<v2::UserRef>>(addresses::circle(&username, side, after.as_deref()));
    let view = move || {
        arrival(profile.get().and(people.get()), move |(profile, people)| {
            let title = match side {
                Side::Followers => text::followers_of(&profile.user.display_name),
                Side::Following => text::followed_by(&profile.user.display_name),
            };
            use_head(&Head::hidden(&title));
            view! { <CircleView user=profile.user side title people /> }.into_any()
        })
    };
    view.into_any()
}

#[component]
fn CircleView(user: v2::UserRef, side: Side, title: String, people: v2::List<v2::UserRef>) -> AnyView {
    let is_empty = people.items.is_empty();
    let username = user.username.clone();
    let path = paths::circle(&username, side);
    let Parts { parts, is_loading, more } =
        use_parts(people, move |cursor| addresses::circle(&username, side, Some(cursor)));
    let list = if is_empty {
        let title = match side {
            Side::Followers => text::NO_FOLLOWERS,
            Side::Following => text::NO_FOLLOWING,
        };
        view! { <Empty title=title.to_owned() /> }.into_any()
    } else {
        view! {
            <ul class="people" role="list">
                <For
                    each=move || parts.get().into_iter().flat_map(|part| part.items)
                    key=|user| user.id
                    children=|user| view! { <PersonRow user /> }
                />
            </ul>
        }
        .into_any()
    };
    let more = move || {
        let next = parts.with(|parts| parts.last().and_then(|part| part.next.clone()))?;
        let address = paths::after(&path, &next);
        Some(view! { <MoreLink address is_loading=is_loading.into() more words=text::MORE_PEOPLE /> })
    };
    view! {
        <div class="page page--narrow">
            <CircleHeader user side title />
            {list}
            {more}
        </div>
    }
    .into_any()
}

/// Whose people they are, and the way to the other side.
#[component]
fn CircleHeader(user: v2::UserRef, side: Side, title: String) -> impl IntoView {
    let tabs = [(Side::Followers, text::FOLLOWERS_TAB), (Side::Following, text::FOLLOWING_TAB)].map(|(other, words)| {
        let current = (other == side).then_some("page");
        let address = paths::circle(&user.username, other);
        view! { <li><a class="category-link" href=address aria-current=current>{words}</a></li> }
    });
    let own_page = paths::author(&user.username);
    view! {
        <header class="page-header page-header--circle">
            <p class="circle-owner">
                <Avatar user=user.clone() />
                <a href=own_page dir="auto">{user.display_name}</a>
            </p>
            <h1 class="page-header__title" dir="auto">{title}</h1>
        </header>
        <nav class="category-bar" aria-label=text::CIRCLE>
            <ul role="list">{tabs.into_iter().collect_view()}</ul>
        </nav>
    }
}
