//! The page beside the program for what is live: says to it what it has to know, and does what is asked of it.

use leptos::prelude::*;

use crate::{
    bridge::{self, FromLive, FromPage, PageNews, PageWish, provide_beside, want_live},
    components::state::BellPlace,
    realtime::provide_distant_channel,
    state::{
        leaving::use_leaving,
        live_updates::{LiveUpdates, use_live_updates},
        location::Navigator,
        session::{Session, SessionState, use_session},
        tab::Tab,
        toasts::use_toasts,
    },
};

/// Keeps company for as long as the page lives; `begin` is done besides, once the other program is there.
pub(super) fn keep(tab: Tab, navigator: Navigator, begin: impl Fn() + 'static) {
    let (session, choice) = (use_session(), use_live_updates());
    let (leaving, toasts) = (use_leaving(), use_toasts());
    bridge::hear(move |said: FromLive| match said {
        FromLive::Here => {
            introduce(session, choice);
            begin();
        }
        FromLive::Announce(words) => tab.tell(words),
        FromLive::Message(tone, words) => toasts.say(tone, words),
        FromLive::Unread(unread) => tab.show_unread(unread),
        FromLive::Address(address) => navigator.show_address(&address),
        FromLive::Reload => leaving.unless_lost(move || navigator.reload()),
    });
    Effect::new(move |_| {
        bridge::say(&FromPage::Session(Box::new(session.said())));
        // Whose session has ended is asked to sign in again, and that is done by the other program.
        if session.state_is(|state| matches!(state, SessionState::Ended(_))) {
            want_live();
        }
    });
    Effect::new(move |_| bridge::say(&FromPage::LiveUpdates(choice.are_wanted())));
}

/// The other program is there, and has heard nothing so far.
fn introduce(session: Session, choice: LiveUpdates) {
    untrack(|| {
        bridge::say(&FromPage::LiveUpdates(choice.are_wanted()));
        bridge::say(&FromPage::Session(Box::new(session.said())));
    });
}

/// Hears what is new, for pages that show it, and says what they want; gives what is to be done once the other program
/// is there.
pub(super) fn hear_news() -> impl Fn() + 'static {
    let beside = provide_beside();
    let distant = provide_distant_channel(|ask| bridge::say(&PageWish::Channel(ask)));
    bridge::hear(move |news: PageNews| match news {
        PageNews::Line(line) => distant.show(line),
        PageNews::Told(number, passed) => distant.tell(number, passed),
        PageNews::CommentCount(post, count) => beside.comment_count.set(Some((post, count))),
        PageNews::LikeCount(post, count) => beside.like_count.set(Some((post, count))),
    });
    move || {
        beside.say_post();
        distant.begin();
    }
}

/// The place for the bell, made known once it stands.
pub(super) fn bell_place() -> AnyView {
    Effect::new(|_| bridge::say(&FromPage::Places));
    view! { <BellPlace /> }.into_any()
}
