//! A person in a list of people.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::Avatar;
use crate::paths;

/// Picture, names, and what can be done.
#[component]
pub fn PersonRow(
    user: v2::UserRef,
    /// Among people of all kinds: left out for those who do not want to see them.
    #[prop(optional)]
    is_listed: bool,
    /// What can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let by = is_listed.then(|| user.id.to_string());
    let address = paths::author(&user.username);
    view! {
        <li class="person" data-by=by>
            <Avatar user=user.clone() />
            <div class="person__text">
                <p class="person__name" dir="auto">
                    <a href=address>{user.display_name}</a>
                </p>
                <p class="person__username">
                    <bdi>{format!("@{}", user.username)}</bdi>
                </p>
            </div>
            {children.map(|children| children())}
        </li>
    }
    .into_any()
}
