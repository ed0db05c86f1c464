//! The bell at the head of every page, and the latest notifications beneath it, asked for when somebody wants to see them.

use leptos::prelude::*;

use super::list::{InboxList, ReadAll};
use crate::{
    api::notifications::Filter,
    components::notification::Bell,
    paths,
    state::notifications::{Inbox, use_notifications},
    text::notifications as text,
};

/// As many stand beneath the bell.
const A_PART: usize = 10;

/// The bell, and what it opens.
#[component]
pub fn NotificationBell() -> AnyView {
    let notifications = use_notifications();
    let inbox = Inbox::new(notifications, A_PART);
    let unread = Signal::derive(move || notifications.unread());
    let is_open = RwSignal::new(false);
    view! { <Bell unread is_open><Latest inbox /></Bell> }.into_any()
}

/// What the bell opens.
#[component]
fn Latest(inbox: Inbox) -> impl IntoView {
    inbox.refill(Filter::default());
    view! {
        <div class="bell__head">
            <h2 class="bell__title">{text::NOTIFICATIONS}</h2>
            <ReadAll inbox />
        </div>
        <div class="bell__list">
            <InboxList inbox />
        </div>
        <p class="bell__foot">
            <a href=paths::NOTIFICATIONS>{text::SEE_ALL}</a>
        </p>
    }
}
