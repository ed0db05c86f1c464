//! Live updates in the browser: one line to the server for all tabs of a person, and what their pages hear of it.
//!
//! The line is held by the program for what is live; the page's own program hears through that one ([`distant`]).
//!
//! A Web Lock says which tab holds the line; the others hear of it, and are heard, by a broadcast. When that tab goes,
//! another goes on from the last event it has seen. What is to be done is decided by [`machine`] and done by [`driver`], so
//! that every course of things can be played through without a browser. Pattern: functional core, imperative shell.

mod backoff;
mod distant;
mod driver;
mod events;
mod frame;
mod lead;
mod machine;
mod message;
mod seen;
mod subs;
mod way;

use std::rc::Rc;

use broadsheet_shared::{
    frames::{ClientFrame, Event, Topic},
    id::UserId,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::distant::{Ask, Distant, Passed};
use self::driver::Driver;
use crate::state::{
    live_updates::use_live_updates,
    reading::use_site,
    session::{Session, SessionState},
};

/// What a listener is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Something happened.
    Event(Event),
    /// Events were missed that cannot be told any more: read the thing again.
    Resync,
}

/// How the line is, for a page that listens to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// Nobody listens here, or nobody wants live updates.
    Off,
    /// It is being opened.
    Connecting,
    /// What happens is told.
    Live,
    /// It was lost, or does not open; it is tried again and again.
    Away,
}

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Nobody in particular, or somebody whose session has ended.
    Stranger,
    Person(UserId),
}

/// Who is told of a topic.
type Hear = Rc<dyn Fn(&Told)>;

/// What brings the news of the line.
trait Wire {
    /// From now on, or from behind an event that is known, `hear` is told of a topic; gives the number to leave by.
    fn listen(&self, topic: Topic, after: Option<u64>, hear: Hear) -> u32;
    /// That listener is told no more.
    fn leave(&self, number: u32);
    /// Says something to the server, if there is a socket.
    fn say(&self, frame: &ClientFrame);
}

/// The program's line.
#[derive(Clone, Copy)]
struct Channel {
    wire: StoredValue<Rc<dyn Wire>, LocalStorage>,
    line: RwSignal<Line>,
}

/// Hears of a topic for as long as the reactive owner that called it lives: from the moment the line is there, every event
/// once and in order. Does nothing where the person or the site turned live updates off.
pub fn listen(topic: Topic, hear: impl Fn(&Told) + 'static) {
    listen_from(topic, None, hear);
}

/// The same from behind an event: what the page shows knows of all up to that one. One on the page that listens already goes on
/// from where it is.
pub fn listen_from(topic: Topic, after: Option<u64>, hear: impl Fn(&Told) + 'static) {
    let Channel { wire, .. } = expect_context();
    let number = wire.with_value(|wire| wire.listen(topic, after, Rc::new(hear)));
    on_cleanup(move || {
        wire.try_with_value(|wire| wire.leave(number));
    });
}

/// What says something to the server on the line, for the moment: where there is no socket, it is not said.
pub fn use_say() -> impl Fn(&ClientFrame) + Copy + 'static {
    let Channel { wire, .. } = expect_context();
    move |frame| wire.with_value(|wire| wire.say(frame))
}

/// How the line is.
pub fn use_line() -> Signal<Line> {
    expect_context::<Channel>().line.into()
}

/// Does something once the line is live, unless the reactive owner that called it is gone by then.
pub fn once_live(act: impl Fn() + 'static) {
    let line = use_line();
    Effect::new(move |was_live: Option<bool>| {
        if was_live == Some(true) {
            return true;
        }
        let is_live = line.get() == Line::Live;
        if is_live {
            act();
        }
        is_live
    });
}

/// Makes the line known to everything beneath, held by another program: `ask` says to it what this one wants.
pub fn provide_distant_channel(ask: impl Fn(Ask) + 'static) -> Distant {
    let line = RwSignal::new(Line::Connecting);
    let distant = Distant::new(line, ask);
    let wire = StoredValue::new_local(Rc::new(distant) as Rc<dyn Wire>);
    provide_context(Channel { wire, line });
    distant
}

/// Makes the line known to everything beneath. It is opened once a page listens and it is known who is there.
pub fn provide_channel(session: Session) {
    // Until it is known whether there is one.
    let line = RwSignal::new(Line::Connecting);
    let driver = StoredValue::new_local(Driver::start(session, line));
    let wire = StoredValue::new_local(Rc::new(driver.get_value()) as Rc<dyn Wire>);
    provide_context(Channel { wire, line });
    let (choice, is_offered) = (use_live_updates(), use_site().live_updates);
    let owner = Memo::new(move |_| owner_in(session).filter(|_| is_offered && choice.are_wanted()));
    Effect::new(move |_| {
        let owner = owner.get();
        driver.with_value(|driver| driver.belong_to(owner));
    });
}

/// Who is there; `None` while that is not known.
fn owner_in(session: Session) -> Option<Owner> {
    match session.state() {
        SessionState::Unknown => None,
        SessionState::SignedIn(me) => Some(Owner::Person(me.user.id)),
        SessionState::Anonymous | SessionState::Ended(_) => Some(Owner::Stranger),
    }
}
