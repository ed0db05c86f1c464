//! The line as another program of the document holds it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use broadsheet_shared::{
    frames::{ClientFrame, Event, PublishedPost, Topic},
    v2::UnreadNotifications,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Hear, Line, Told, Wire};

/// What a page asks of the program that holds the line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// To tell of a topic, from now on or from behind an event; by a number that the page chooses.
    Listen(u32, Topic, Option<u64>),
    /// To do so no more.
    Leave(u32),
}

/// What is passed on: the events that pages listen to. All others concern what is live itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passed {
    /// Something was published.
    Published(PublishedPost),
    /// There is something new for the one who is signed in, or something was read.
    Notifications(UnreadNotifications),
    /// Something was missed.
    Resync,
}

impl Passed {
    /// What is passed on of what was told; `None` for what no page listens to.
    pub fn of(told: &Told) -> Option<Self> {
        match told {
            Told::Event(Event::PostPublished(post)) => Some(Self::Published(*post)),
            Told::Event(Event::NotificationsChanged(now)) => Some(Self::Notifications(*now)),
            Told::Event(_) => None,
            Told::Resync => Some(Self::Resync),
        }
    }

    fn told(self) -> Told {
        match self {
            Self::Published(post) => Told::Event(Event::PostPublished(post)),
            Self::Notifications(now) => Told::Event(Event::NotificationsChanged(now)),
            Self::Resync => Told::Resync,
        }
    }
}

/// The page's end. It asks for nothing before the other program is there.
#[derive(Clone, Copy)]
pub struct Distant {
    line: RwSignal<Line>,
    ends: StoredValue<Rc<Ends>, LocalStorage>,
}

struct Ends {
    ask: Box<dyn Fn(Ask)>,
    is_answered: Cell<bool>,
    last_number: Cell<u32>,
    listeners: RefCell<Vec<Listener>>,
}

/// A number, what is listened to, from behind which event, and who listens.
type Listener = (u32, Topic, Option<u64>, Hear);

impl Distant {
    pub(super) fn new(line: RwSignal<Line>, ask: impl Fn(Ask) + 'static) -> Self {
        let ends = Ends {
            ask: Box::new(ask),
            is_answered: Cell::new(false),
            last_number: Cell::new(0),
            listeners: RefCell::default(),
        };
        Self { line, ends: StoredValue::new_local(Rc::new(ends)) }
    }

    /// The other program is there: it hears what the page wants to hear of.
    pub fn begin(&self) {
        let ends = self.ends.get_value();
        ends.is_answered.set(true);
        let wanted: Vec<_> =
            ends.listeners.borrow().iter().map(|(number, topic, after, _)| (*number, *topic, *after)).collect();
        for (number, topic, after) in wanted {
            (ends.ask)(Ask::Listen(number, topic, after));
        }
    }

    /// How the line is by now.
    pub fn show(&self, line: Line) {
        if self.line.get_untracked() != line {
            self.line.set(line);
        }
    }

    /// Tells a listener.
    pub fn tell(&self, number: u32, passed: Passed) {
        let ends = self.ends.get_value();
        let listeners = ends.listeners.borrow();
        let hear = listeners.iter().find(|(own, ..)| *own == number).map(|(.., hear)| Rc::clone(hear));
        // Whoever is told may begin to listen to something else.
        drop(listeners);
        if let Some(hear) = hear {
            hear(&passed.told());
        }
    }
}

impl Wire for Distant {
    fn listen(&self, topic: Topic, after: Option<u64>, hear: Hear) -> u32 {
        let ends = self.ends.get_value();
        let number = ends.last_number.get().wrapping_add(1);
        ends.last_number.set(number);
        ends.listeners.borrow_mut().push((number, topic, after, hear));
        if ends.is_answered.get() {
            (ends.ask)(Ask::Listen(number, topic, after));
        }
        number
    }

    fn leave(&self, number: u32) {
        let Some(ends) = self.ends.try_get_value() else { return };
        ends.listeners.borrow_mut().retain(|(own, ..)| *own != number);
        if ends.is_answered.get() {
            (ends.ask)(Ask::Leave(number));
        }
    }

    /// What is said to the server is said by what is live itself.
    fn say(&self, _: &ClientFrame) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> (Rc<RefCell<Vec<Ask>>>, Distant) {
        let asked = Rc::new(RefCell::new(Vec::new()));
        let kept = Rc::clone(&asked);
        let distant = Distant::new(RwSignal::new(Line::Connecting), move |ask| kept.borrow_mut().push(ask));
        (asked, distant)
    }

    #[test]
    fn what_was_wanted_before_the_other_was_there_is_asked_for_then() {
        Owner::new().with(|| {
            let (asked, distant) = asked();
            let hear: Hear = Rc::new(|_| {});
            let gone = distant.listen(Topic::MyNotifications, None, Rc::clone(&hear));
            let home = distant.listen(Topic::Home, Some(3), hear);
            distant.leave(gone);
            assert!(asked.borrow().is_empty());

            distant.begin();
            distant.leave(home);

            assert_eq!(*asked.borrow(), [Ask::Listen(home, Topic::Home, Some(3)), Ask::Leave(home)]);
        });
    }

    #[test]
    fn a_listener_is_told_what_was_told_and_no_other_is() {
        Owner::new().with(|| {
            let (_, distant) = asked();
            let told = Rc::new(RefCell::new(Vec::new()));
            let kept = Rc::clone(&told);
            let number = distant.listen(Topic::Home, None, Rc::new(move |one| kept.borrow_mut().push(one.clone())));
            let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
            let post = PublishedPost { id: id.parse().unwrap(), author_id: id.parse().unwrap() };
            let event = Told::Event(Event::PostPublished(post));

            distant.tell(number, Passed::of(&event).unwrap());
            distant.tell(number, Passed::of(&Told::Resync).unwrap());
            distant.tell(number + 1, Passed::Resync);

            assert_eq!(*told.borrow(), [event, Told::Resync]);
        });
    }
}
