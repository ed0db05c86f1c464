//! The people around a person: those who follow them, and those whom they follow.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    components::{
        state::Empty,
        user::{Avatar, People, PeopleList},
    },
    paths::{self, Side},
    text::social as text,
};

/// The people on one side of a person.
#[component]
pub fn CircleView(
    /// Whose people they are.
    user: v2::UserRef,
    side: Side,
    people: People,
) -> AnyView {
    let nobody = match side {
        Side::Followers => text::NO_FOLLOWERS,
        Side::Following => text::NO_FOLLOWING,
    };
    let empty = move || view! { <Empty title=nobody.to_owned() /> };
    view! {
        <div class="page page--narrow">
            <CircleHeader user=user side=side />
            <PeopleList people empty />
        </div>
    }
    .into_any()
}

/// Whose people they are, and the way to the other side.
#[component]
fn CircleHeader(user: v2::UserRef, side: Side) -> AnyView {
    let title = title(&user, side);
    let tabs =
        [(Side::Followers, text::FOLLOWERS_TAB), (Side::Following, text::FOLLOWING_TAB)].map(|(other, words)| {
            let current = (other == side).then_some("page");
            let address = paths::circle(&user.username, other);
            view! {
                <li>
                    <a class="category-link" href=address aria-current=current>
                        {words}
                    </a>
                </li>
            }
        });
    let own_page = paths::author(&user.username);
    view! {
        <header class="page-header page-header--circle">
            <p class="circle-owner">
                <Avatar user=user.clone() />
                <a href=own_page dir="auto">
                    {user.display_name}
                </a>
            </p>
            <h1 class="page-header__title" dir="auto">
                {title}
            </h1>
        </header>
        <nav class="category-bar" aria-label=text::CIRCLE>
            <ul role="list">{tabs.into_iter().collect::<Vec<_>>()}</ul>
        </nav>
    }
    .into_any()
}

/// What the page is called.
pub fn title(user: &v2::UserRef, side: Side) -> String {
    match side {
        Side::Followers => text::followers_of(&user.display_name),
        Side::Following => text::followed_by(&user.display_name),
    }
}

/// Fetches the people on one side of a person.
#[cfg(feature = "csr")]
pub fn circle_page(username: String, side: Side, after: Option<String>) -> AnyView {
    use super::{arrival::arrival, feed::use_growing};
    use crate::{
        api::addresses,
        head::Head,
        state::{reading::read, tab::use_head},
    };

    let profile = read::<v2::Profile>(addresses::user(&username));
    let people = read::<v2::List<v2::UserRef>>(addresses::circle(&username, side, after.as_deref()));
    let view = move || {
        let after = after.clone();
        arrival(profile.get().and(people.get()), move |(profile, people)| {
            let user = profile.user;
            use_head(&Head::hidden(&title(&user, side)));
            let (username, path) = (user.username.clone(), paths::circle(&user.username, side));
            let address = move |cursor: Option<&str>| addresses::circle(&username, side, cursor);
            let people = use_growing(people, &path, after.as_deref(), address);
            view! { <CircleView user=user side=side people=people /> }.into_any()
        })
    };
    view.into_any()
}
