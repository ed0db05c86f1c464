//! The tab that holds the line, for itself and its guests, the other tabs: when it is opened, what is asked on it, when it
//! is given up. Nothing here touches the browser: it is told what happens and says what is to be done.

use broadsheet_shared::frames::{ClientFrame, Topic};

use super::{
    Line,
    backoff::{Again, LATER, LOST, NOT_ALLOWED, SWITCHED_OFF, wait_ms},
    frame::Said,
    machine::Output,
    seen::{Seen, Wish},
    subs::{Step, Subs},
    way::{Way, Ways},
};

/// How long a line may take to open.
const OPEN_MS: f64 = 12_000.0;
/// How long the answer to a ping may take, after the network or somebody has come back.
const PROBE_MS: f64 = 5_000.0;
/// A stream of events says so often that it is there, and a little longer. It cannot be asked.
const EVENTS_HEARTBEAT_MS: f64 = 20_000.0;
/// A line that has held so long has not failed.
const STEADY_MS: f64 = 10_000.0;
/// The line stays open so long while nobody wants anything: the next page may.
const LINGER_MS: f64 = 5_000.0;
/// Topics on one line: the server takes no more. What nobody looks at waits.
const MAX_TOPICS: usize = 50;
/// The same for a stream of events.
const MAX_TOPICS_OF_EVENTS: usize = 20;
/// A stream of events is opened anew so long after its topics changed, for they seldom change alone.
const REDIAL_MS: f64 = 50.0;
/// One frame in so long, and as many at once as a second allows: half of what the server bears.
const FRAME_MS: f64 = 100.0;

/// What a step has at hand.
pub(super) struct Moment<'a> {
    pub now: f64,
    /// Between 0 and 1.
    pub chance: f64,
    /// Somebody looks at this tab.
    pub is_seen: bool,
    /// What this tab wants.
    pub own: &'a Seen,
    pub ways: &'a mut Ways,
    pub out: &'a mut Vec<Output>,
}

/// Another tab.
#[derive(Debug)]
struct Guest {
    tab: String,
    topics: Vec<Topic>,
    is_seen: bool,
}

#[derive(Debug)]
enum Link {
    Down { retry_at: f64, may_hurry: bool },
    Opening { way: Way, since: f64 },
    Up { way: Way, since: f64, heartbeat_ms: f64, heard_at: f64, dead_at: Option<f64> },
}

/// The line, seen from who holds it.
#[derive(Debug)]
pub(super) struct Lead {
    guests: Vec<Guest>,
    subs: Subs,
    link: Link,
    failures: u32,
    has_failed: bool,
    /// Live updates were switched off on the site since this page was loaded.
    is_off: bool,
    idle_since: Option<f64>,
    redial_at: Option<f64>,
    /// When what has ended for now is asked for again.
    again: Again,
    /// Frames that wait for their turn, and up to when the last ones use the time up.
    waiting: Vec<ClientFrame>,
    used_until: f64,
    /// The last frame of each topic that tells how things stand: whoever comes later is told that first.
    standing: Vec<(Topic, String)>,
}

impl Lead {
    pub fn new(now: f64) -> Self {
        Self {
            guests: Vec::new(),
            subs: Subs::default(),
            link: Link::Down { retry_at: now, may_hurry: true },
            failures: 0,
            has_failed: false,
            is_off: false,
            idle_since: None,
            redial_at: None,
            again: Again::default(),
            waiting: Vec::new(),
            used_until: 0.0,
            standing: Vec::new(),
        }
    }

    pub fn line(&self) -> Line {
        match self.link {
            Link::Up { .. } => Line::Live,
            _ if self.is_off => Line::Off,
            _ if self.has_failed => Line::Away,
            _ => Line::Connecting,
        }
    }

    pub fn has_guests(&self) -> bool {
        !self.guests.is_empty()
    }

    /// True once nobody has wanted anything for a while.
    pub fn is_over(&self, now: f64) -> bool {
        self.idle_since.is_some_and(|since| now >= since + LINGER_MS)
    }

    /// Takes what another tab wants. Gives the topics that are on the line already, and how far.
    pub fn meet(
        &mut self,
        tab: String,
        wishes: Vec<Wish>,
        is_seen: bool,
        moment: &mut Moment<'_>,
    ) -> Vec<(Topic, u64)> {
        let was_seen = self.guests.iter().any(|guest| guest.tab == tab && guest.is_seen);
        self.guests.retain(|guest| guest.tab != tab);
        if !wishes.is_empty() {
            let topics = wishes.iter().map(|(topic, _)| *topic).collect();
            self.guests.push(Guest { tab, topics, is_seen });
        }
        let joined = self.settle(wishes, moment);
        match self.link {
            _ if !is_seen || was_seen => {}
            Link::Down { .. } => self.look(moment),
            Link::Opening { .. } | Link::Up { .. } => self.ask_again(moment),
        }
        joined
    }

    /// Brings the line in step with what tabs want. Gives the topics that are on it already, and how far.
    pub fn settle(&mut self, wishes: Vec<Wish>, moment: &mut Moment<'_>) -> Vec<(Topic, u64)> {
        let (mut joined, wanted) = (Vec::new(), self.wanted(moment));
        // First what goes: the server counts.
        for topic in self.subs.keep(|topic| wanted.contains(&topic)) {
            self.standing.retain(|(own, _)| *own != topic);
            self.say(ClientFrame::Unsubscribe { topic: topic.to_string() }, moment);
        }
        for (topic, after) in wishes.into_iter().filter(|(topic, _)| wanted.contains(topic)) {
            match self.subs.want((topic, after)) {
                Some(Step::Ask(after)) => self.say(ClientFrame::Subscribe { topic: topic.to_string(), after }, moment),
                Some(Step::Join(id)) => joined.push((topic, id)),
                None => {}
            }
        }
        self.idle_since = self.subs.is_empty().then(|| self.idle_since.unwrap_or(moment.now));
        self.go_on(moment);
        joined
    }

    /// The topics of all tabs, each once, those of tabs that somebody looks at first; no more than the line takes. A tab that is
    /// looked at again says what it wants, and from where.
    fn wanted(&self, moment: &Moment<'_>) -> Vec<Topic> {
        let most = match self.link {
            Link::Opening { way: Way::Events, .. } | Link::Up { way: Way::Events, .. } => MAX_TOPICS_OF_EVENTS,
            _ => MAX_TOPICS,
        };
        let own = (moment.is_seen, moment.own.topics());
        let guests = self.guests.iter().map(|guest| (guest.is_seen, guest.topics.clone()));
        let (seen, hidden): (Vec<_>, Vec<_>) = [own].into_iter().chain(guests).partition(|(is_seen, _)| *is_seen);
        let mut wanted = Vec::new();
        for topic in seen.into_iter().chain(hidden).flat_map(|(_, topics)| topics) {
            if wanted.len() < most && !wanted.contains(&topic) {
                wanted.push(topic);
            }
        }
        wanted
    }

    /// Somebody looks at a tab again, or the network is back: the line is tried now, or asked whether it is there.
    pub fn look(&mut self, moment: &mut Moment<'_>) {
        self.ask_again(moment);
        match &mut self.link {
            Link::Down { retry_at, may_hurry: true } => {
                *retry_at = moment.now;
                // Nobody is told of what went wrong while nobody looked.
                self.has_failed = false;
                self.go_on(moment);
            }
            Link::Up { dead_at: None, .. } => self.ask_for_a_sign(true, moment),
            _ => {}
        }
    }

    /// The stream of events has begun.
    pub fn opened(&mut self, moment: &Moment<'_>) {
        if let Link::Opening { way: Way::Events, .. } = self.link {
            self.up(Way::Events, EVENTS_HEARTBEAT_MS, moment.now);
        }
    }

    /// The socket has been let in: it is told what to tell.
    pub fn welcomed(&mut self, heartbeat_ms: f64, moment: &mut Moment<'_>) {
        if !matches!(self.link, Link::Opening { way: Way::Socket, .. }) {
            return;
        }
        moment.ways.opened();
        moment.out.push(Output::Keep);
        self.up(Way::Socket, heartbeat_ms, moment.now);
        self.ask(self.subs.wishes(), moment);
    }

    fn ask(&mut self, wishes: Vec<Wish>, moment: &mut Moment<'_>) {
        for (topic, after) in wishes {
            self.say(ClientFrame::Subscribe { topic: topic.to_string(), after }, moment);
        }
    }

    /// What has ended for now may be told again.
    fn ask_again(&mut self, moment: &mut Moment<'_>) {
        let wishes = self.subs.ask_again();
        self.again.asked(!wishes.is_empty(), moment.now);
        self.ask(wishes, moment);
    }

    /// Something has come in.
    pub fn heard(&mut self, now: f64) {
        if let Link::Up { heard_at, dead_at, .. } = &mut self.link {
            (*heard_at, *dead_at) = (now, None);
        }
    }

    /// The server says something of a topic, in this frame.
    pub fn hear(&mut self, topic: Topic, said: &Said, frame: &str, now: f64, chance: f64) {
        self.subs.hear(topic, said);
        if let Said::Over(true) = said {
            self.again.ended(now, chance);
        }
        if let Said::Now(_) = said {
            self.standing.retain(|(own, _)| *own != topic);
            self.standing.push((topic, frame.to_owned()));
        }
    }

    /// How things stand with a topic, as far as that was told.
    pub fn standing(&self, topic: Topic) -> Option<&str> {
        self.standing.iter().find(|(own, _)| *own == topic).map(|(_, frame)| frame.as_str())
    }

    /// A page says something. It is good for the moment: without a socket it is not said.
    pub fn pass(&self, frame: String, out: &mut Vec<Output>) {
        if let Link::Up { way: Way::Socket, .. } = self.link {
            out.push(Output::Pass(frame));
        }
    }

    /// The line has ended, or did not open.
    pub fn closed(&mut self, code: u16, moment: &mut Moment<'_>) {
        match self.link {
            Link::Down { .. } => return,
            // Whoever says why has been reached.
            Link::Opening { way, .. } if code == LOST && !self.is_off => {
                moment.ways.failed(way, moment.now);
                moment.out.push(Output::Keep);
            }
            Link::Up { since, .. } if moment.now - since >= STEADY_MS => self.failures = 0,
            Link::Opening { .. } | Link::Up { .. } => {}
        }
        self.is_off |= code == SWITCHED_OFF;
        // A socket that is refused does not say why.
        let code = if self.is_off { SWITCHED_OFF } else { code };
        if code == NOT_ALLOWED {
            moment.out.push(Output::AskSession);
        }
        let wait = wait_ms(code, self.failures, moment.chance);
        self.failures = self.failures.saturating_add(1);
        self.link = Link::Down { retry_at: moment.now + wait, may_hurry: !matches!(code, LATER | SWITCHED_OFF) };
        self.has_failed = true;
        self.redial_at = None;
        self.waiting.clear();
        self.standing.clear();
    }

    /// Time has passed.
    pub fn tick(&mut self, moment: &mut Moment<'_>) {
        self.flush(moment);
        if self.redial_at.is_some_and(|at| moment.now >= at) {
            moment.out.push(Output::Close);
            self.dial(moment);
        }
        if self.again.at.is_some_and(|at| moment.now >= at) && self.is_looked_at(moment.is_seen) {
            self.ask_again(moment);
        }
        match self.link {
            Link::Opening { since, .. } if moment.now >= since + OPEN_MS => self.lose(moment),
            Link::Up { dead_at: Some(dead_at), .. } if moment.now >= dead_at => self.lose(moment),
            Link::Up { dead_at: None, heard_at, heartbeat_ms, .. } if moment.now >= heard_at + heartbeat_ms => {
                if self.is_looked_at(moment.is_seen) {
                    self.ask_for_a_sign(false, moment);
                }
            }
            _ => self.go_on(moment),
        }
    }

    /// When there is something to do by itself. While nobody looks, nothing is tried and nothing is asked.
    pub fn wake_at(&self, is_seen: bool) -> Option<f64> {
        let is_looked_at = self.is_looked_at(is_seen);
        let link = match self.link {
            Link::Down { retry_at, .. } => (is_looked_at && !self.subs.is_empty()).then_some(retry_at),
            Link::Opening { since, .. } => Some(since + OPEN_MS),
            Link::Up { dead_at: Some(dead_at), .. } => Some(dead_at),
            Link::Up { heard_at, heartbeat_ms, .. } => is_looked_at.then_some(heard_at + heartbeat_ms),
        };
        let turn = (!self.waiting.is_empty()).then_some(self.used_until + FRAME_MS - 1_000.0);
        let idle = self.idle_since.map(|since| since + LINGER_MS);
        let again = self.again.at.filter(|_| is_looked_at);
        [link, turn, idle, self.redial_at, again].into_iter().flatten().reduce(f64::min)
    }

    fn is_looked_at(&self, is_seen: bool) -> bool {
        is_seen || self.guests.iter().any(|guest| guest.is_seen)
    }

    /// Opens the line if it is time, and somebody wants it and looks.
    fn go_on(&mut self, moment: &mut Moment<'_>) {
        let Link::Down { retry_at, .. } = self.link else { return };
        if moment.now >= retry_at && !self.subs.is_empty() && self.is_looked_at(moment.is_seen) {
            self.dial(moment);
        }
    }

    fn dial(&mut self, moment: &mut Moment<'_>) {
        let way = moment.ways.next(moment.now);
        self.link = Link::Opening { way, since: moment.now };
        (self.redial_at, self.again.at) = (None, None);
        let wanted = self.wanted(moment);
        self.subs.keep(|topic| wanted.contains(&topic));
        self.subs.restart();
        moment.out.push(match way {
            Way::Socket => Output::OpenSocket,
            Way::Events => Output::OpenStream(self.subs.wishes()),
        });
    }

    fn up(&mut self, way: Way, heartbeat_ms: f64, now: f64) {
        self.link = Link::Up { way, since: now, heartbeat_ms, heard_at: now, dead_at: None };
        (self.has_failed, self.is_off) = (false, false);
    }

    fn lose(&mut self, moment: &mut Moment<'_>) {
        moment.out.push(Output::Close);
        self.closed(LOST, moment);
    }

    /// Whoever does not answer in time is gone. A stream of events cannot be asked; it says by itself that it is there.
    fn ask_for_a_sign(&mut self, is_urgent: bool, moment: &mut Moment<'_>) {
        let Link::Up { way, heard_at, heartbeat_ms, dead_at, .. } = &mut self.link else { return };
        let silent_until = *heard_at + 2.0 * *heartbeat_ms;
        *dead_at = Some(match way {
            Way::Socket if is_urgent => moment.now + PROBE_MS,
            Way::Socket => silent_until.max(moment.now + PROBE_MS),
            Way::Events => silent_until.max(moment.now + *heartbeat_ms),
        });
        if *way == Way::Socket {
            moment.out.push(Output::Send(ClientFrame::Ping {}));
        }
    }

    /// Says something on the line: a socket hears it in its turn, a stream of events is opened anew.
    fn say(&mut self, frame: ClientFrame, moment: &mut Moment<'_>) {
        match self.link {
            Link::Up { way: Way::Socket, .. } => {
                self.waiting.push(frame);
                self.flush(moment);
            }
            Link::Opening { way: Way::Events, .. } | Link::Up { way: Way::Events, .. } => {
                self.redial_at.get_or_insert(moment.now + REDIAL_MS);
            }
            // It is said when the line opens.
            Link::Down { .. } | Link::Opening { way: Way::Socket, .. } => {}
        }
    }

    fn flush(&mut self, moment: &mut Moment<'_>) {
        while !self.waiting.is_empty() {
            let until = self.used_until.max(moment.now) + FRAME_MS;
            if until > moment.now + 1_000.0 {
                return;
            }
            self.used_until = until;
            moment.out.push(Output::Send(self.waiting.remove(0)));
        }
    }
}
