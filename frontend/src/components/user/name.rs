//! A person's name in a byline: the way to their page, as long as there is one.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::paths;

/// The name.
#[component]
pub fn PersonName(
    /// Who.
    user: v2::UserRef,
    /// How it looks.
    class: &'static str,
) -> AnyView {
    if user.is_gone() {
        return view! { <span class=class dir="auto">{user.display_name}</span> }.into_any();
    }
    view! {
        <a class=class href=paths::author(&user.username) dir="auto">
            {user.display_name}
        </a>
    }
    .into_any()
}
