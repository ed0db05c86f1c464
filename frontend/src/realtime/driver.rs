//! The browser's part of the line: does what the machine says, and tells it what happens.

mod socket;
mod stream;
mod tabs;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

use broadsheet_shared::frames::{ClientFrame, Topic, VERSION};
use gloo_timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AbortController, EventTarget, PageTransitionEvent, VisibilityState};

use self::{socket::Socket, tabs::Tabs};
use super::{
    Hear, Line, Owner, Told, Wire,
    backoff::{AWAY, LATER, LOST, NOT_ALLOWED, SWITCHED_OFF},
    machine::{Input, Machine, Output},
    seen::Wish,
    way::Ways,
};
use crate::state::{
    lock::{self, Held},
    session::Session,
};

/// Where a tab keeps what is known of the ways to the server.
const WAYS: &str = "channel";
/// What the lock and the broadcast among the tabs of one person are called, before their id.
const NAME: &str = "broadsheet.line.";
/// In so long the word of one tab is with the others.
const WORD: Duration = Duration::from_millis(300);

/// What carries frames.
enum Link {
    Socket(Socket),
    Stream(AbortController),
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Self::Stream(stream) = self {
            stream.abort();
        }
    }
}

/// The line of this tab.
pub(super) struct Driver {
    session: Session,
    line: RwSignal<Line>,
    machine: RefCell<Machine>,
    /// What happened while something was being done.
    inbox: RefCell<VecDeque<Input>>,
    is_busy: Cell<bool>,
    listeners: RefCell<Vec<(u32, Topic, Hear)>>,
    owner: Cell<Option<Owner>>,
    last_owner: Cell<Option<Owner>>,
    tabs: RefCell<Option<Tabs>>,
    lock: RefCell<Option<Held>>,
    /// The lock of a tab whose person may be signing out.
    parting: RefCell<Option<Held>>,
    link: RefCell<Option<Link>>,
    timer: RefCell<Option<(f64, Timeout)>>,
    /// Numbers listeners, locks and links: what belongs to a former one comes too late.
    last_number: Cell<u32>,
    lock_number: Cell<u32>,
    link_number: Cell<u32>,
}

impl Driver {
    /// A line that is nobody's yet.
    pub fn start(session: Session, line: RwSignal<Line>) -> Rc<Self> {
        let ways = Ways::read(kept().and_then(|store| store.get_item(WAYS).ok().flatten()).as_deref());
        let tab = format!("{:x}", (js_sys::Math::random() * 1e15) as u64);
        let driver = Rc::new(Self {
            session,
            line,
            machine: RefCell::new(Machine::new(tab, ways, is_seen())),
            inbox: RefCell::default(),
            is_busy: Cell::new(false),
            listeners: RefCell::default(),
            owner: Cell::new(None),
            last_owner: Cell::new(None),
            tabs: RefCell::default(),
            lock: RefCell::default(),
            parting: RefCell::default(),
            link: RefCell::default(),
            timer: RefCell::default(),
            last_number: Cell::new(0),
            lock_number: Cell::new(0),
            link_number: Cell::new(0),
        });
        driver.hear_browser();
        driver
    }

    /// Somebody is there, or nobody: the line of another one ends.
    pub fn belong_to(self: &Rc<Self>, owner: Option<Owner>) {
        if owner == self.owner.get() {
            return;
        }
        // While somebody signs out here no other tab takes up the line of theirs: it is about to hear that they did.
        let parting = if owner.is_none() { self.lock.take() } else { None };
        self.put(Input::Allowed(false));
        self.owner.set(owner);
        if let Some(former) = self.parting.replace(parting) {
            set_timeout(move || drop(former), WORD);
        }
        if owner.is_some() {
            if self.last_owner.replace(owner) != owner {
                self.put(Input::Succeeded);
            }
            self.put(Input::Allowed(true));
        }
    }

    /// Tells the machine, and does what it says. What happens meanwhile has its turn after that.
    fn put(self: &Rc<Self>, input: Input) {
        self.inbox.borrow_mut().push_back(input);
        if self.is_busy.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            let outputs = self.machine.borrow_mut().step(input, js_sys::Date::now(), js_sys::Math::random());
            for output in outputs {
                self.perform(output);
            }
        }
        self.is_busy.set(false);
        self.set_timer();
    }

    fn next_input(&self) -> Option<Input> {
        self.inbox.borrow_mut().pop_front()
    }

    fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Join { by_force } => self.join(by_force),
            Output::Leave => {
                self.lock_number.set(self.next_number());
                self.lock.take();
                self.tabs.take();
            }
            Output::Post(message) => {
                if let Some(tabs) = &*self.tabs.borrow() {
                    tabs.send(&message);
                }
            }
            Output::OpenSocket => self.open_socket(),
            Output::OpenStream(wishes) => self.open_stream(wishes),
            Output::Send(frame) => {
                if let Some(Link::Socket(socket)) = &*self.link.borrow() {
                    socket.say(&frame);
                }
            }
            Output::Pass(frame) => {
                if let Some(Link::Socket(socket)) = &*self.link.borrow() {
                    socket.pass(&frame);
                }
            }
            Output::Close => {
                self.new_link();
            }
            Output::AskSession => {
                let session = self.session;
                // Where somebody signed out in another tab, that is known by then and nothing is asked.
                let ask = move || spawn_local(async move { session.look_again().await });
                set_timeout(ask, WORD);
            }
            Output::Tell(topic, told) => self.tell(topic, &told),
            Output::Show(line) => {
                let _ = self.line.try_set(line);
            }
            Output::Keep => {
                if let (Some(store), Some(ways)) = (kept(), self.machine.borrow().ways().kept()) {
                    let _ = store.set_item(WAYS, &ways);
                }
            }
        }
    }

    fn tell(&self, topic: Topic, told: &Told) {
        let listeners = self.listeners.borrow();
        let hears: Vec<_> =
            listeners.iter().filter(|(_, own, _)| *own == topic).map(|(.., hear)| hear.clone()).collect();
        // Whoever is told may begin to listen to something else.
        drop(listeners);
        for hear in hears {
            hear(told);
        }
    }

    /// Joins the other tabs of the same person. Without locks, or without a way to the others, a tab has a line of its own.
    fn join(self: &Rc<Self>, by_force: bool) {
        let Some(owner) = self.owner.get() else { return };
        let name = match owner {
            Owner::Person(id) => format!("{NAME}{id}"),
            Owner::Stranger => NAME.to_owned(),
        };
        if self.tabs.borrow().is_none() {
            let driver = Rc::clone(self);
            *self.tabs.borrow_mut() = Tabs::open(&name, move |message| driver.put(Input::Told(message)));
        }
        let claim = if self.tabs.borrow().is_some() { lock::claim(&name, by_force) } else { None };
        let number = self.next_number();
        self.lock_number.set(number);
        let Some((held, turn)) = claim else {
            self.tabs.take();
            return self.put(Input::Granted);
        };
        self.lock.replace(Some(held));
        let driver = Rc::clone(self);
        spawn_local(async move {
            if turn.comes().await && driver.lock_number.get() == number {
                driver.put(Input::Granted);
                if turn.is_taken_away().await && driver.lock_number.get() == number {
                    driver.put(Input::Deposed);
                }
            }
        });
    }

    fn open_socket(self: &Rc<Self>) {
        let (number, driver) = (self.new_link(), Rc::clone(self));
        spawn_local(async move {
            let ticket = driver.session.ticket().await;
            if driver.link_number.get() != number {
                return;
            }
            let ticket = match ticket {
                Ok(ticket) => ticket,
                Err(error) => return driver.put(Input::Closed(code_of(error.status()))),
            };
            let hello = ClientFrame::Hello { version: VERSION, ticket };
            let listener = Rc::clone(&driver);
            match Socket::open(hello, move |input| listener.put(input)) {
                Some(socket) => drop(driver.link.replace(Some(Link::Socket(socket)))),
                None => driver.put(Input::Closed(LOST)),
            }
        });
    }

    fn open_stream(self: &Rc<Self>, wishes: Vec<Wish>) {
        let (number, driver) = (self.new_link(), Rc::clone(self));
        let Ok(abort) = AbortController::new() else { return };
        let signal = abort.signal();
        self.link.replace(Some(Link::Stream(abort)));
        spawn_local(async move {
            let token = driver.session.bearer().await;
            let put = |input| {
                if driver.link_number.get() == number {
                    driver.put(input);
                }
            };
            let code = stream::run(&wishes, token, &signal, &put).await;
            put(Input::Closed(code));
        });
    }

    /// Closes what there is; the number of what comes next.
    fn new_link(&self) -> u32 {
        self.link.take();
        let number = self.next_number();
        self.link_number.set(number);
        number
    }

    fn next_number(&self) -> u32 {
        let number = self.last_number.get().wrapping_add(1);
        self.last_number.set(number);
        number
    }

    fn set_timer(self: &Rc<Self>) {
        let at = self.machine.borrow().wake_at();
        let mut timer = self.timer.borrow_mut();
        if timer.as_ref().map(|(at, _)| *at) == at {
            return;
        }
        *timer = at.map(|at| {
            let driver = Rc::clone(self);
            // Held between 0 and an hour, so that the conversion cannot wrap.
            let wait = (at - js_sys::Date::now()).ceil().clamp(0.0, 3_600_000.0) as u32;
            let wake = move || {
                driver.timer.take();
                driver.put(Input::Tick);
            };
            (at, Timeout::new(wait, wake))
        });
    }

    /// Hears, for as long as the page lives, whether somebody looks, the network is there, and the page itself goes. A page
    /// that is put away keeps neither lock nor line: it could not be brought back as it was, and others wait for both.
    fn hear_browser(self: &Rc<Self>) {
        let (seen, online, gone, back) = (Rc::clone(self), Rc::clone(self), Rc::clone(self), Rc::clone(self));
        on(&document(), "visibilitychange", move |_| seen.put(Input::Seen(is_seen())));
        on(&window(), "online", move |_| online.put(Input::Online));
        on(&window(), "pagehide", move |_| gone.put(Input::Allowed(false)));
        on(&window(), "pageshow", move |event| {
            if event.unchecked_ref::<PageTransitionEvent>().persisted() {
                back.put(Input::Allowed(back.owner.get().is_some()));
            }
        });
    }
}

impl Wire for Rc<Driver> {
    fn listen(&self, topic: Topic, after: Option<u64>, hear: Hear) -> u32 {
        let number = self.next_number();
        self.listeners.borrow_mut().push((number, topic, hear));
        self.put(Input::Began(topic, after));
        number
    }

    fn leave(&self, number: u32) {
        let mut listeners = self.listeners.borrow_mut();
        let Some(place) = listeners.iter().position(|(own, ..)| *own == number) else { return };
        let (_, topic, _) = listeners.remove(place);
        let is_last = listeners.iter().all(|(_, other, _)| *other != topic);
        drop(listeners);
        if is_last {
            self.put(Input::Ended(topic));
        }
    }

    fn say(&self, frame: &ClientFrame) {
        if let Ok(frame) = serde_json::to_string(frame) {
            self.put(Input::Say(frame));
        }
    }
}

/// What the status of an answer means for the line; `None` for no answer. Whoever may not have a ticket goes on as a
/// stranger, so what is refused is refused to everybody.
fn code_of(status: Option<u16>) -> u16 {
    match status {
        Some(401) => NOT_ALLOWED,
        Some(403) => SWITCHED_OFF,
        Some(429 | 503) => LATER,
        _ => AWAY,
    }
}

fn is_seen() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// The store of this tab, if the browser keeps one.
fn kept() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn on(target: &EventTarget, event: &str, heard: impl Fn(web_sys::Event) + 'static) {
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(heard);
    let _ = target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    heard.forget();
}
