//! People beneath one another, in a list that grows.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::PersonRow;
use crate::{
    components::growing::{FirstLink, Growing, NextLink},
    text::social as text,
};

/// People, in the order that their list has.
pub type People = Growing<v2::UserRef>;

/// Rows of people, and the links to the first and to more of them.
#[component]
pub fn PeopleList(
    people: People,
    /// In the place of a list without people.
    #[prop(optional, into)]
    empty: ViewFn,
) -> AnyView {
    let is_empty = {
        let people = people.clone();
        Memo::new(move |_| people.is_empty())
    };
    let People { items, next, is_loading, more, path, is_later_part } = people;
    let first = is_later_part.then(|| view! { <FirstLink address=path.clone() words=text::FIRST_PEOPLE /> });
    let row = |user: v2::UserRef| view! { <PersonRow user=user is_listed=true /> };
    let list = move || {
        if is_empty.get() {
            return empty.run();
        }
        let path = path.clone();
        view! {
            <ul class="people" role="list">
                <For each=move || items.get() key=|user| user.id children=row />
            </ul>
            <NextLink next path is_loading more words=text::MORE_PEOPLE />
        }
        .into_any()
    };
    view! {
        {first}
        {list}
    }
    .into_any()
}
