//! Keeps right what is known of notifications: asks once the line is there, so that nothing falls between the answer and
//! what is told; hears what is told; and asks again and again where nothing is.

use std::time::Duration;

use broadsheet_shared::frames::{Event, Topic};
use leptos::{ev, prelude::*};

use crate::{
    realtime::{Line, Told, listen, use_line},
    state::{notifications::Notifications, session::Session},
};

/// A line that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_millis(800);

/// Keeps it right for whoever is signed in, for as long as the reactive owner that called it lives.
pub fn keep_right(notifications: Notifications, session: Session) {
    let line = use_line();
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
            let look = move || look_while(notifications, line, |line| line != Line::Live);
            if let Ok(timer) = set_timeout_with_handle(look, PATIENCE) {
                on_cleanup(move || timer.clear());
            }
        }
    });
    Effect::new(move |_| {
        // When a line goes away all who had it would ask at once, and a server that is in trouble.
        if person.get().is_some() && matches!(line.get(), Line::Live | Line::Off) {
            notifications.look_again();
        }
    });
    let focus = window_event_listener(ev::focus, move |_| look_while(notifications, line, |line| line != Line::Live));
    on_cleanup(move || focus.remove());
}

/// What is told needs no question.
fn look_while(notifications: Notifications, line: Signal<Line>, is_so: fn(Line) -> bool) {
    if is_so(line.get_untracked()) {
        notifications.look_again();
    }
}
