//! What a tab does about the line: stays out of it, lets another tab hold it, or holds it. Told what happens, it says what
//! is to be done; it touches nothing itself, so that every course of things can be played through in a test.

use broadsheet_shared::frames::{ClientFrame, Topic};

use super::{
    Line, Told,
    frame::{self, Heard, Said},
    lead::{Lead, Moment},
    message::Message,
    seen::{Seen, Wish},
    way::Ways,
};

/// A leader that does not answer for so long while somebody looks here sleeps, and loses the line.
const ANSWER_MS: f64 = 4_000.0;

/// What happens.
#[derive(Debug)]
pub(super) enum Input {
    /// There may be a line, for whoever is there now; or not.
    Allowed(bool),
    /// Somebody else is there.
    Succeeded,
    /// A page begins to listen.
    Began(Topic, Option<u64>),
    /// Nobody here listens any more.
    Ended(Topic),
    /// A page says something to the server.
    Say(String),
    /// Somebody looks at this tab, or no longer.
    Seen(bool),
    /// The network is back.
    Online,
    /// This tab may hold the line.
    Granted,
    /// Another tab has taken it.
    Deposed,
    /// Another tab says something.
    Told(Message),
    /// The stream of events has begun.
    Opened,
    /// A frame, or a sign of life without words.
    Heard(String),
    /// The line has ended, or did not open.
    Closed(u16),
    /// The time has come that was asked for.
    Tick,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Output {
    /// Open the way to the other tabs and ask for the right to hold the line, or take it.
    Join { by_force: bool },
    /// Give both back.
    Leave,
    /// Tell the other tabs.
    Post(Message),
    /// Open a socket.
    OpenSocket,
    /// Open a stream of the events of these topics.
    OpenStream(Vec<Wish>),
    /// Say something on the socket.
    Send(ClientFrame),
    /// Say what a page says.
    Pass(String),
    /// Close either.
    Close,
    /// Ask who is signed in: the server had doubts.
    AskSession,
    /// Tell the pages.
    Tell(Topic, Told),
    /// Show how the line is.
    Show(Line),
    /// Keep what is known of the ways.
    Keep,
}

#[derive(Debug)]
enum Role {
    Idle,
    Following { line: Line, unanswered_since: Option<f64> },
    Leading(Box<Lead>),
}

/// The tab.
#[derive(Debug)]
pub(super) struct Machine {
    tab: String,
    seen: Seen,
    ways: Ways,
    role: Role,
    is_allowed: bool,
    /// Somebody looks at this tab.
    is_seen: bool,
}

impl Machine {
    /// A tab of this name.
    pub fn new(tab: String, ways: Ways, is_seen: bool) -> Self {
        Self { tab, seen: Seen::default(), ways, role: Role::Idle, is_allowed: false, is_seen }
    }

    pub fn ways(&self) -> &Ways {
        &self.ways
    }

    /// Takes what happens, at a time in milliseconds and with a chance between 0 and 1; says what is to be done.
    pub fn step(&mut self, input: Input, now: f64, chance: f64) -> Vec<Output> {
        let mut out = Vec::new();
        let before = (self.line(), self.shown());
        self.take(input, now, chance, &mut out);
        let after = (self.line(), self.shown());
        if let (true, Role::Leading(lead)) = (before.0 != after.0, &self.role)
            && lead.has_guests()
        {
            out.push(Output::Post(Message::Lead { line: after.0, asks: false }));
        }
        if before.1 != after.1 {
            out.push(Output::Show(after.1));
        }
        out
    }

    /// When it wants to be told that time has passed.
    pub fn wake_at(&self) -> Option<f64> {
        match &self.role {
            Role::Idle => None,
            Role::Following { unanswered_since, .. } => {
                unanswered_since.filter(|_| self.is_seen).map(|since| since + ANSWER_MS)
            }
            Role::Leading(lead) => lead.wake_at(self.is_seen),
        }
    }

    fn line(&self) -> Line {
        match &self.role {
            Role::Idle => Line::Off,
            Role::Following { line, .. } => *line,
            Role::Leading(lead) => lead.line(),
        }
    }

    /// What is shown: a tab that wants nothing may hold the line for others.
    fn shown(&self) -> Line {
        if self.seen.is_empty() { Line::Off } else { self.line() }
    }

    fn take(&mut self, input: Input, now: f64, chance: f64, out: &mut Vec<Output>) {
        match input {
            Input::Allowed(is_allowed) => {
                self.is_allowed = is_allowed;
                if is_allowed { self.begin(now, out) } else { self.rest(out) }
            }
            Input::Succeeded => self.seen.forget_personal(),
            Input::Began(topic, after) => {
                self.seen.begin(topic, after);
                self.want(now, chance, out);
            }
            Input::Ended(topic) => {
                self.seen.end(topic);
                self.want(now, chance, out);
            }
            Input::Say(frame) => match &self.role {
                Role::Idle => {}
                Role::Following { .. } => out.push(Output::Post(Message::Say(frame))),
                Role::Leading(lead) => lead.pass(frame, out),
            },
            Input::Seen(is_seen) => {
                self.is_seen = is_seen;
                if let Role::Following { unanswered_since, .. } = &mut self.role {
                    *unanswered_since = None;
                    self.post_wishes(now, out);
                } else if is_seen {
                    self.lead(now, chance, out, Lead::look);
                }
            }
            Input::Online if self.is_seen => self.lead(now, chance, out, Lead::look),
            Input::Online => {}
            Input::Granted => self.granted(now, chance, out),
            Input::Deposed => self.deposed(now, out),
            Input::Told(message) => self.told(message, now, chance, out),
            Input::Opened => self.lead(now, chance, out, |lead, moment| lead.opened(moment)),
            Input::Heard(text) => self.heard(text, now, chance, out),
            Input::Closed(code) => self.lead(now, chance, out, |lead, moment| lead.closed(code, moment)),
            Input::Tick => self.tick(now, chance, out),
        }
    }

    /// Has the line looked after, if this tab holds it.
    fn lead(&mut self, now: f64, chance: f64, out: &mut Vec<Output>, act: impl FnOnce(&mut Lead, &mut Moment<'_>)) {
        let Self { role: Role::Leading(lead), seen, ways, is_seen, .. } = self else { return };
        act(lead, &mut Moment { now, chance, is_seen: *is_seen, own: seen, ways, out });
    }

    /// Looks for the line, if there is something to hear of.
    fn begin(&mut self, now: f64, out: &mut Vec<Output>) {
        if self.is_allowed && !self.seen.is_empty() && matches!(self.role, Role::Idle) {
            out.push(Output::Join { by_force: false });
            self.seen.fall_behind();
            self.role = Role::Following { line: Line::Connecting, unanswered_since: None };
            self.post_wishes(now, out);
        }
    }

    /// Gives up what there is.
    fn rest(&mut self, out: &mut Vec<Output>) {
        match self.role {
            Role::Idle => return,
            Role::Following { .. } => {
                let (tab, is_seen) = (self.tab.clone(), false);
                out.push(Output::Post(Message::Want { tab, wishes: Vec::new(), is_seen }));
            }
            Role::Leading(_) => out.push(Output::Close),
        }
        out.push(Output::Leave);
        self.role = Role::Idle;
    }

    /// What this tab wants has changed.
    fn want(&mut self, now: f64, chance: f64, out: &mut Vec<Output>) {
        match self.role {
            Role::Idle => self.begin(now, out),
            Role::Following { .. } if self.seen.is_empty() => self.rest(out),
            Role::Following { .. } => self.post_wishes(now, out),
            Role::Leading(_) => self.settle(now, chance, out),
        }
    }

    /// Tells the leader what this tab wants, and waits for an answer.
    fn post_wishes(&mut self, now: f64, out: &mut Vec<Output>) {
        if let Role::Following { unanswered_since, .. } = &mut self.role {
            unanswered_since.get_or_insert(now);
            let (tab, wishes) = (self.tab.clone(), self.seen.wishes());
            out.push(Output::Post(Message::Want { tab, wishes, is_seen: self.is_seen }));
        }
    }

    /// Brings the line in step with what this tab wants.
    fn settle(&mut self, now: f64, chance: f64, out: &mut Vec<Output>) {
        let (wishes, mut joined) = (self.seen.wishes(), Vec::new());
        self.lead(now, chance, out, |lead, moment| joined = lead.settle(wishes, moment));
        for (topic, id) in joined {
            self.hear(topic, Said::From(id), out);
            if let Some(Heard::Of(topic, said)) = self.standing(topic).as_deref().map(frame::read) {
                self.hear(topic, said, out);
            }
        }
    }

    fn standing(&self, topic: Topic) -> Option<String> {
        let Role::Leading(lead) = &self.role else { return None };
        lead.standing(topic).map(str::to_owned)
    }

    fn granted(&mut self, now: f64, chance: f64, out: &mut Vec<Output>) {
        if matches!(self.role, Role::Idle) {
            return;
        }
        self.role = Role::Leading(Box::new(Lead::new(now)));
        out.push(Output::Post(Message::Lead { line: Line::Connecting, asks: true }));
        self.settle(now, chance, out);
    }

    fn deposed(&mut self, now: f64, out: &mut Vec<Output>) {
        if matches!(self.role, Role::Leading(_)) {
            out.extend([Output::Close, Output::Leave]);
            self.role = Role::Idle;
            self.begin(now, out);
        }
    }

    fn told(&mut self, message: Message, now: f64, chance: f64, out: &mut Vec<Output>) {
        match (message, &mut self.role) {
            (Message::Want { tab, wishes, is_seen }, Role::Leading(_)) => {
                let mut joined = Vec::new();
                self.lead(now, chance, out, |lead, moment| joined = lead.meet(tab, wishes, is_seen, moment));
                out.push(Output::Post(Message::Lead { line: self.line(), asks: false }));
                for (topic, id) in joined {
                    out.push(Output::Post(Message::From(topic, id)));
                    out.extend(self.standing(topic).map(|frame| Output::Post(Message::Frame(frame))));
                }
            }
            (Message::Say(frame), Role::Leading(lead)) => lead.pass(frame, out),
            (Message::Lead { line: told, asks }, Role::Following { line, unanswered_since }) => {
                (*line, *unanswered_since) = (told, None);
                if asks {
                    self.post_wishes(now, out);
                }
            }
            (Message::From(topic, id), Role::Following { .. }) => self.hear(topic, Said::From(id), out),
            (Message::Frame(text), Role::Following { .. }) => {
                if let Heard::Of(topic, said) = frame::read(&text) {
                    self.hear(topic, said, out);
                }
            }
            _ => {}
        }
    }

    fn heard(&mut self, text: String, now: f64, chance: f64, out: &mut Vec<Output>) {
        let Role::Leading(lead) = &mut self.role else { return };
        lead.heard(now);
        match frame::read(&text) {
            Heard::Welcome { heartbeat_ms } => {
                self.lead(now, chance, out, |lead, moment| lead.welcomed(heartbeat_ms, moment));
            }
            Heard::Of(topic, said) => {
                lead.hear(topic, &said, &text, now, chance);
                if lead.has_guests() {
                    out.push(Output::Post(Message::Frame(text)));
                }
                self.hear(topic, said, out);
            }
            Heard::Sign => {}
        }
    }

    /// Tells the pages of this tab.
    fn hear(&mut self, topic: Topic, said: Said, out: &mut Vec<Output>) {
        if let Some(told) = self.seen.hear(topic, said) {
            out.push(Output::Tell(topic, told));
        }
    }

    fn tick(&mut self, now: f64, chance: f64, out: &mut Vec<Output>) {
        match &mut self.role {
            Role::Following { unanswered_since, .. } => {
                if self.is_seen && unanswered_since.is_some_and(|since| now >= since + ANSWER_MS) {
                    *unanswered_since = None;
                    out.push(Output::Join { by_force: true });
                }
            }
            Role::Leading(lead) if lead.is_over(now) => self.rest(out),
            Role::Leading(_) => self.lead(now, chance, out, Lead::tick),
            Role::Idle => {}
        }
    }
}

#[cfg(test)]
mod tests;
