//! A browser with tabs and a lock, and a server, each made of a few lines.

use std::collections::VecDeque;

use broadsheet_shared::frames::{ClientFrame, Event, PostCounts, ServerFrame, Topic, VERSION};

use super::TOPIC;
use crate::realtime::{
    Line, Told,
    backoff::LOST,
    machine::{Input, Machine, Output},
    way::Ways,
};

/// The server says so often on a stream of events that it is there.
const BEAT_MS: f64 = 15_000.0;

/// A tab with what was done for it.
pub struct Tab {
    pub machine: Machine,
    /// The last event that its page knew of when it began to listen.
    pub after: Option<u64>,
    /// In the row before the lock, or with it.
    pub has_joined: bool,
    /// What the server tells on its line, and the number of the next event.
    pub line: Option<Vec<(Topic, u64)>>,
    is_stream: bool,
    pub told: Vec<u64>,
    pub resyncs: usize,
    pub shown: Line,
    pub done: Vec<Output>,
}

/// A browser with tabs, and a server with one topic, of which `happened` events were told.
pub struct World {
    pub tabs: Vec<Option<Tab>>,
    pub leader: Option<usize>,
    pub now: f64,
    pub happened: u64,
    /// Events that the server still has, counted from the last.
    pub kept: u64,
    pub is_up: bool,
    /// The server gives no sign of life while nothing happens.
    pub is_silent: bool,
    beat_at: f64,
    inbox: VecDeque<(usize, Input)>,
    is_busy: bool,
}

impl World {
    pub fn new() -> Self {
        Self {
            tabs: Vec::new(),
            leader: None,
            now: 1e12,
            beat_at: 1e12,
            happened: 0,
            kept: 1_000,
            is_up: true,
            is_silent: false,
            inbox: VecDeque::new(),
            is_busy: false,
        }
    }

    /// Opens a tab that listens; its place.
    pub fn open(&mut self) -> usize {
        self.open_behind(None)
    }

    /// Opens a tab whose page knows of all up to an event.
    pub fn open_behind(&mut self, after: Option<u64>) -> usize {
        let place = self.tabs.len();
        let machine = Machine::new(place.to_string(), Ways::default(), true);
        self.tabs.push(Some(Tab {
            machine,
            after,
            has_joined: false,
            line: None,
            is_stream: false,
            told: Vec::new(),
            resyncs: 0,
            shown: Line::Off,
            done: Vec::new(),
        }));
        self.put(place, Input::Allowed(true));
        self.put(place, Input::Began(TOPIC, after));
        place
    }

    pub fn tab(&self, place: usize) -> &Tab {
        self.tabs[place].as_ref().expect("an open tab")
    }

    pub fn tab_mut(&mut self, place: usize) -> &mut Tab {
        self.tabs[place].as_mut().expect("an open tab")
    }

    /// The tab is gone; the lock goes to the next in the row.
    pub fn close(&mut self, place: usize) {
        self.tabs[place] = None;
        if self.leader == Some(place) {
            self.leader = None;
            self.grant();
        }
    }

    fn grant(&mut self) {
        let next = self.tabs.iter().position(|tab| tab.as_ref().is_some_and(|tab| tab.has_joined));
        if let (None, Some(next)) = (self.leader, next) {
            self.leader = Some(next);
            self.put(next, Input::Granted);
        }
    }

    /// Tells a tab; what comes of it has its turn after that, as in a browser.
    pub fn put(&mut self, place: usize, input: Input) {
        self.inbox.push_back((place, input));
        if std::mem::replace(&mut self.is_busy, true) {
            return;
        }
        while let Some((place, input)) = self.inbox.pop_front() {
            let now = self.now;
            let outputs = self.tabs[place].as_mut().map(|tab| tab.machine.step(input, now, 0.5));
            for output in outputs.into_iter().flatten() {
                self.perform(place, output);
            }
        }
        self.is_busy = false;
    }

    fn perform(&mut self, place: usize, output: Output) {
        let is_up = self.is_up;
        let Some(tab) = &mut self.tabs[place] else { return };
        match &output {
            Output::Join { by_force } => {
                tab.has_joined = true;
                if *by_force {
                    let former = self.leader.replace(place);
                    former.into_iter().for_each(|former| self.put(former, Input::Deposed));
                    self.put(place, Input::Granted);
                }
                self.grant();
            }
            Output::Leave => {
                tab.has_joined = false;
                if self.leader == Some(place) {
                    self.leader = None;
                    self.grant();
                }
            }
            Output::Post(message) => {
                for other in (0..self.tabs.len()).filter(|other| *other != place) {
                    if self.tabs[other].as_ref().is_some_and(|tab| tab.has_joined) {
                        self.put(other, Input::Told(message.clone()));
                    }
                }
            }
            Output::OpenSocket if is_up => {
                (tab.line, tab.is_stream) = (Some(Vec::new()), false);
                self.say(place, &ServerFrame::Welcome { version: VERSION, user_id: None, heartbeat_secs: 30 });
            }
            Output::OpenSocket => self.put(place, Input::Closed(LOST)),
            Output::OpenStream(wishes) => {
                (tab.line, tab.is_stream) = (Some(Vec::new()), true);
                let wishes = wishes.clone();
                self.put(place, Input::Opened);
                for (topic, after) in wishes {
                    self.subscribe(place, topic, after);
                }
            }
            Output::Send(ClientFrame::Subscribe { topic, after }) => {
                let topic = topic.parse().expect("a topic");
                self.subscribe(place, topic, *after);
            }
            Output::Send(ClientFrame::Ping {}) if tab.line.is_some() && !self.is_silent => {
                self.say(place, &ServerFrame::Pong {});
            }
            Output::Close => tab.line = None,
            Output::Tell(_, Told::Event(Event::CountsChanged(counts))) => tab.told.push(counts.comment_count),
            Output::Tell(..) => tab.resyncs += 1,
            Output::Show(line) => tab.shown = *line,
            _ => {}
        }
        self.tab_mut(place).done.push(output);
    }

    fn subscribe(&mut self, place: usize, topic: Topic, after: Option<u64>) {
        let last = self.happened;
        let is_whole = after.is_none_or(|after| after + self.kept >= last);
        let from = after.filter(|_| is_whole).unwrap_or(last);
        let Some(line) = &mut self.tab_mut(place).line else { return };
        line.retain(|(own, _)| *own != topic);
        line.push((topic, from + 1));
        let frame = match is_whole {
            true => ServerFrame::Subscribed { topic, id: from },
            false => ServerFrame::Resync { topic, id: last },
        };
        self.say(place, &frame);
        self.serve(place);
    }

    /// Tells what a line has not been told.
    fn serve(&mut self, place: usize) {
        loop {
            let happened = self.happened;
            let line = self.tabs[place].as_mut().and_then(|tab| tab.line.as_mut());
            let Some((topic, next)) = line.and_then(|line| line.iter_mut().find(|(_, next)| *next <= happened)) else {
                return;
            };
            let (topic, id) = (*topic, *next);
            *next += 1;
            let event = Event::CountsChanged(PostCounts { comment_count: id, like_count: 0 });
            self.say(place, &ServerFrame::Event { topic, id, event });
        }
    }

    pub fn say(&mut self, place: usize, frame: &ServerFrame) {
        self.put(place, Input::Heard(serde_json::to_string(frame).unwrap()));
    }

    /// Something happens.
    pub fn happen(&mut self) {
        self.happened += 1;
        (0..self.tabs.len()).for_each(|place| self.serve(place));
    }

    pub fn cut(&mut self, place: usize, code: u16) {
        if self.tabs[place].as_mut().is_some_and(|tab| tab.line.take().is_some()) {
            self.put(place, Input::Closed(code));
        }
    }

    /// Lets time pass, with every alarm at its time.
    pub fn pass(&mut self, ms: f64) {
        let end = self.now + ms;
        loop {
            let alarms = self.tabs.iter().enumerate();
            let alarms = alarms.filter_map(|(place, tab)| Some((place, tab.as_ref()?.machine.wake_at()?)));
            let alarm = alarms.min_by(|(_, one), (_, other)| one.total_cmp(other));
            match alarm.filter(|(_, at)| *at < self.beat_at) {
                Some((place, at)) if at <= end => {
                    self.now = self.now.max(at);
                    self.put(place, Input::Tick);
                }
                None if self.beat_at <= end => self.beat(),
                _ => break,
            }
        }
        self.now = end;
    }

    /// Streams of events are told that the server is there, as sockets are when they ask.
    fn beat(&mut self) {
        self.now = self.now.max(self.beat_at);
        self.beat_at += BEAT_MS;
        for place in 0..self.tabs.len() {
            let is_told = self.tabs[place].as_ref().is_some_and(|tab| tab.is_stream && tab.line.is_some());
            if is_told && !self.is_silent {
                self.put(place, Input::Heard(String::new()));
            }
        }
    }

    pub fn times(&self, place: usize, is_it: impl Fn(&Output) -> bool) -> usize {
        self.tab(place).done.iter().filter(|output| is_it(output)).count()
    }
}
