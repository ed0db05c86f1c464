//! A list of notifications in all its states, for the page and for what the bell opens.

use broadsheet_shared::v2;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use crate::{
    api::failure,
    components::{
        notification::NotificationRow,
        ui::{Button, Callout, CalloutTone, Loading, Weight},
    },
    state::{
        announcer::use_announcer,
        notifications::{Inbox, use_notifications},
        session::use_session,
    },
    text::notifications as text,
};

/// A menu for a row, and what came of it.
pub(super) type More = fn(&v2::Notification) -> (AnyView, AnyView);

/// The rows, what is new, and what stands in their place.
#[component]
pub(super) fn InboxList(
    inbox: Inbox,
    /// What else can be done about each.
    #[prop(optional)]
    more: Option<More>,
) -> AnyView {
    let (notifications, session) = (use_notifications(), use_session());
    let me = untrack(|| session.person()).map(|me| me.user.username).unwrap_or_default();
    inbox.keep_up();
    let row = move |told: v2::Notification| {
        let more = more.map(|more| more(&told));
        let kept = StoredValue::new(told.clone());
        let is_read = Memo::new(move |_| kept.with_value(|told| notifications.is_read(told)));
        let mark = Callback::new(move |is_read| kept.with_value(|told| notifications.mark(told, is_read)));
        view! { <NotificationRow told me=me.clone() is_read=is_read.into() mark more /> }
    };
    view! {
        <News inbox />
        <ol class="inbox" role="list" aria-busy=move || inbox.is_loading.get().to_string()>
            <For each=move || inbox.items.get() key=|told| (told.id, told.happened_at) children=row />
        </ol>
        <Foot inbox />
    }
    .into_any()
}

/// That something is new. It comes into the list when somebody wants to see it.
#[component]
fn News(inbox: Inbox) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let show = move |_| {
        inbox.show_news();
        // The button goes, and the list begins where one wants to read on.
        request_animation_frame(move || focus_first_row(place));
    };
    let announcer = use_announcer();
    let count = Memo::new(move |_| inbox.news());
    Effect::new(move |former: Option<usize>| {
        let (count, are_more) = count.get().unwrap_or_default();
        if former.is_some_and(|former| former < count) {
            announcer.tell(text::new_ones(count, are_more));
        }
        count
    });
    let news = move || {
        count.get().map(|(count, are_more)| {
            let words = text::new_ones(count, are_more);
            view! { <button class="inbox__news" type="button" on:click=show>{words}</button> }
        })
    };
    view! { <div class="inbox__status" node_ref=place>{news}</div> }
}

fn focus_first_row(place: NodeRef<html::Div>) {
    // It may be gone by the next frame.
    let list = place.try_get_untracked().flatten().and_then(|place| place.next_element_sibling());
    let link = list.and_then(|list| list.query_selector(".inbox__link").ok().flatten());
    if let Some(link) = link {
        // A row that has left the page needs no focus.
        let _ = link.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// What is on its way, what did not come, or that there is nothing.
#[component]
fn Foot(inbox: Inbox) -> impl IntoView {
    let is_empty = Memo::new(move |_| inbox.items.with(Vec::is_empty));
    let failure = move || {
        inbox.failure.get().map(|error| {
            view! {
                <Callout tone=CalloutTone::Error>
                    <p>{failure::said(&error)}</p>
                    <div class="callout__actions">
                        <Button is_small=true on_click=move |()| inbox.ask()>{text::TRY_AGAIN}</Button>
                    </div>
                </Callout>
            }
        })
    };
    let rest = move || match (inbox.is_loading.get(), is_empty.get(), inbox.failure.with(Option::is_some)) {
        (true, true, _) => view! { <Loading label=text::LOADING /> }.into_any(),
        (false, true, false) => {
            let filter = inbox.filter();
            let (title, hint) = text::empty(filter.kind.is_some(), filter.is_unread);
            view! {
                <div class="notice inbox__none">
                    <p class="notice__title">{title}</p>
                    <p class="notice__hint">{hint}</p>
                </div>
            }
            .into_any()
        }
        _ => ().into_any(),
    };
    view! { {failure} {rest} }
}

/// The button that marks all of a list as read.
#[component]
pub(super) fn ReadAll(inbox: Inbox) -> impl IntoView {
    let (notifications, announcer) = (use_notifications(), use_announcer());
    let is_idle = Memo::new(move |_| notifications.unread() == 0 || inbox.items.with(Vec::is_empty));
    let read_all = move |()| {
        let filter = untrack(|| inbox.filter());
        inbox.items.with_untracked(|shown| notifications.read_all(filter, shown));
        announcer.announce(text::ALL_READ.to_owned());
    };
    view! {
        <Button weight=Weight::Quiet is_small=true is_disabled=is_idle on_click=read_all>{text::READ_ALL}</Button>
    }
}
