//! Keeps the bell right: asks when somebody comes, hears what the channel tells, and asks again where it tells nothing.

use broadsheet_shared::frames::{Event, Topic};
use leptos::{ev, prelude::*};

use crate::{
    realtime::{Line, Told, listen, use_line},
    state::{notifications::Notifications, session::Session, tab::Tab},
};

/// Keeps it right for whoever is signed in.
pub fn keep_right(notifications: Notifications, session: Session, tab: Tab) {
    let person = Memo::new(move |_| {
        let me = session.me()?;
        // Whose account goes, or has no second factor yet, gets no other answer until that is settled.
        (me.departure.is_none() && !me.needs_second_factor).then_some(me.user.id)
    });
    Effect::new(move |_| {
        let person = person.get();
        notifications.belong_to(person);
        if person.is_some() {
            listen(Topic::MyNotifications, move |told| match told {
                Told::Event(Event::NotificationsChanged(now)) => notifications.hear(now.unread_count),
                Told::Resync => notifications.look_again(),
                Told::Event(_) => {}
            });
        }
    });
    Effect::new(move |_| tab.show_unread(notifications.unread()));
    let line = use_line();
    // For as long as the page lives.
    let _ = window_event_listener(ev::focus, move |_| {
        if line.get_untracked() != Line::Live {
            notifications.look_again();
        }
    });
}
