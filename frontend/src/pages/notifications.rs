//! What one is told of: all of it on a page of its own, the latest beneath the bell.

mod list;
mod muting;
mod panel;
mod upkeep;

use broadsheet_shared::v2::NotificationType;
use leptos::prelude::*;

use self::{
    list::{InboxList, ReadAll},
    muting::muting,
};
pub use self::{panel::NotificationBell, upkeep::keep_right};
use crate::{
    api::notifications::Filter,
    components::ui::{Button, Tab, Tabs},
    forms::CheckBox,
    head::Head,
    paths,
    state::{
        location::use_navigator,
        notifications::{Inbox, KeptInbox, use_notifications},
        session::use_session,
        tab::use_head,
        visits::Visits,
    },
    text::notifications as text,
};

/// As many stand on one part of the page.
const A_PART: usize = 30;
/// Name of the list among what a history entry keeps.
const KEPT: &str = "notifications";
const PANEL: &str = "told-panel";

const TABS: [(Option<NotificationType>, Tab); 8] = [
    tab("told-all", None),
    tab("told-comment", Some(NotificationType::Comment)),
    tab("told-reply", Some(NotificationType::Reply)),
    tab("told-mention", Some(NotificationType::Mention)),
    tab("told-like", Some(NotificationType::Like)),
    tab("told-follow", Some(NotificationType::Follow)),
    tab("told-post", Some(NotificationType::Post)),
    tab("told-moderation", Some(NotificationType::Moderation)),
];

const fn tab(id: &'static str, kind: Option<NotificationType>) -> (Option<NotificationType>, Tab) {
    (kind, Tab { id, label: text::kind(kind) })
}

/// The page with all of it.
pub fn notifications_page() -> AnyView {
    use_head(&Head::hidden(text::NOTIFICATIONS));
    // The bell has its own, in the other program: each hears of what is read in the other.
    keep_right(use_notifications(), use_session());
    let (kind, is_unread) = paths::notifications_asked(&use_navigator().location_untracked().query);
    let selected = RwSignal::new(TABS.iter().find(|(tab, _)| *tab == kind).unwrap_or(&TABS[0]).1.id);
    let only_unread = RwSignal::new(is_unread);
    let filter = Memo::new(move |_| {
        let kind = TABS.iter().find(|(_, tab)| tab.id == selected.get()).and_then(|(kind, _)| *kind);
        Filter { kind, is_unread: only_unread.get() }
    });
    let inbox = filled(filter);
    let tabs = TABS.iter().map(|(_, tab)| tab.clone()).collect();
    view! {
        <div class="page page--narrow mine">
            <header class="mine__head inbox-head">
                <h1 class="page-header__title">{text::NOTIFICATIONS}</h1>
                <div class="inbox-head__actions">
                    <ReadAll inbox />
                    <a class="button button--small button--quiet" href=paths::SETTINGS_NOTIFICATIONS>
                        {text::SETTINGS}
                    </a>
                </div>
            </header>
            <Tabs label=text::TYPES tabs selected panel=PANEL />
            <div class="inbox-page" id=PANEL role="tabpanel" aria-labelledby=selected>
                <CheckBox id="told-unread" label=text::ONLY_UNREAD is_ticked=only_unread />
                <InboxList inbox more=muting />
                <Older inbox />
            </div>
        </div>
    }
    .into_any()
}

/// The list that a filter asks for, as this history entry had it at first; the address says which.
fn filled(filter: Memo<Filter>) -> Inbox {
    let (session, navigator, visits) = (use_session(), use_navigator(), expect_context::<Visits>());
    let inbox = Inbox::new(use_notifications(), A_PART);
    let kept = StoredValue::new(visits.find::<KeptInbox>(&navigator.location_untracked().key, KEPT));
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |former: Option<Filter>| {
        let filter = filter.get();
        if former.is_some_and(|former| former != filter) {
            navigator.rename(&paths::notifications(filter.kind, filter.is_unread));
        }
        if person.get().is_some() {
            inbox.restore(kept.try_update_value(Option::take).flatten(), filter);
        }
        filter
    });
    Effect::new(move |_| visits.keep(&navigator.location_untracked().key, KEPT, inbox.kept()));
    inbox
}

/// The way to what happened before.
#[component]
fn Older(inbox: Inbox) -> impl IntoView {
    move || {
        inbox.has_more.get().then(|| {
            let ask = move |()| inbox.ask();
            view! { <p class="more"><Button is_busy=inbox.is_loading on_click=ask>{text::OLDER}</Button></p> }
        })
    }
}
