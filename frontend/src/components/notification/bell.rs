//! The bell at the head of every page, with the number of what is unread.

use leptos::prelude::*;

use crate::{
    components::ui::{
        Popover,
        icon::{Glyph, Icon},
    },
    text::notifications as text,
};

/// The bell, and what it opens.
#[component]
pub fn Bell(
    /// How many are unread.
    unread: Signal<u64>,
    /// Opens and closes what it opens.
    is_open: RwSignal<bool>,
    /// What it opens.
    children: ChildrenFn,
) -> AnyView {
    let badge = move || {
        let unread = unread.get();
        (unread > 0).then(|| view! { <span class="bell__badge" aria-hidden="true">{text::badge(unread)}</span> })
    };
    let face = move || view! { <Icon icon=Glyph::Bell /> {badge} };
    view! {
        <Popover
            id="notifications"
            label=text::NOTIFICATIONS
            class="bell"
            is_open
            button_label=Signal::derive(move || text::bell(unread.get()))
            face=ViewFn::from(face)
        >
            {children()}
        </Popover>
    }
    .into_any()
}
