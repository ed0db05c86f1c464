//! A person in a list of people.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::Avatar;
use crate::paths;

/// Picture, names, and what can be done.
#[component]
pub fn PersonRow(
    user: v2::UserRef,
    /// What can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let address = paths::author(&user.username);
    view! {
        <li class="person">
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
