//! A list of people that grows, and a link to more of them that works without scripts too.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::PersonRow;
use crate::{components::post::MoreLink, paths, text::social as text};

/// Where a list comes from and how it goes on.
#[derive(Clone)]
pub struct People {
    /// The parts so far, in order.
    pub parts: Signal<Vec<v2::List<v2::UserRef>>>,
    /// True while the next part is on its way.
    pub is_loading: Signal<bool>,
    /// Loads the next part into `parts`.
    pub more: Callback<()>,
    /// The page's own path, for the link to more.
    pub path: String,
    /// True if the page starts at a later part.
    pub is_later_part: bool,
}

impl People {
    /// One part that does not grow.
    pub fn still(part: v2::List<v2::UserRef>, path: &str, is_later_part: bool) -> Self {
        Self {
            parts: Signal::stored(vec![part]),
            is_loading: Signal::stored(false),
            more: Callback::new(|()| {}),
            path: path.to_owned(),
            is_later_part,
        }
    }
}

/// People beneath one another.
#[component]
pub fn PeopleList(people: People) -> AnyView {
    let People { parts, is_loading, more, path, is_later_part } = people;
    let first = is_later_part.then(|| {
        view! {
            <p class="more more--newest">
                <a class="button" href=path.clone()>
                    {text::FIRST_PEOPLE}
                </a>
            </p>
        }
    });
    let link = move || {
        let next = parts.with(|parts| parts.last().and_then(|part| part.next.clone()))?;
        Some(
            view! { <MoreLink address=paths::after(&path, &next) is_loading=is_loading more=more words=text::MORE_PEOPLE /> },
        )
    };
    view! {
        {first}
        <ul class="people" role="list">
            <For
                each=move || parts.get().into_iter().flat_map(|part| part.items)
                key=|user| user.id
                children=|user| view! { <PersonRow user=user /> }
            />
        </ul>
        {link}
    }
    .into_any()
}
