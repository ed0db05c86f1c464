//! Which way the line takes: a socket, or a stream of events where sockets are blocked.

/// Somebody in between may let sockets through by now.
const AGAIN_MS: f64 = 600_000.0;
/// Tries that fail before sockets are taken for blocked.
const TRIES: u32 = 2;
/// The same where one has opened before: most likely the server is away, and more seldom another network is there.
const TRIES_AFTER: u32 = 6;
/// What is kept where sockets get through.
const OPEN: &str = "open";

/// A way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Socket,
    Events,
}

/// What is known of the ways.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Ways {
    /// A socket has opened in this browser session.
    has_worked: bool,
    failures: u32,
    blocked_at: Option<f64>,
}

impl Ways {
    /// With what the former page has found out.
    pub fn read(kept: Option<&str>) -> Self {
        let blocked_at = kept.and_then(|kept| kept.parse().ok());
        Self { has_worked: kept == Some(OPEN), failures: u32::from(blocked_at.is_some()), blocked_at }
    }

    /// For the next page; `None` while nothing is known.
    pub fn kept(&self) -> Option<String> {
        self.blocked_at.map(|at| at.to_string()).or_else(|| self.has_worked.then(|| OPEN.to_owned()))
    }

    /// The way to take now.
    pub fn next(&self, now: f64) -> Way {
        let is_blocked = self.blocked_at.is_some_and(|at| now - at < AGAIN_MS);
        if is_blocked { Way::Events } else { Way::Socket }
    }

    /// A socket got through.
    pub fn opened(&mut self) {
        *self = Self { has_worked: true, ..Self::default() };
    }

    /// A way did not open. Where not even events come, it is not the socket's fault.
    pub fn failed(&mut self, way: Way, now: f64) {
        let tries = if self.has_worked { TRIES_AFTER } else { TRIES };
        match way {
            Way::Socket => {
                self.failures += 1;
                if self.failures >= tries {
                    self.blocked_at = Some(now);
                }
            }
            Way::Events => {
                self.failures = tries - 1;
                self.blocked_at = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_taken_when_two_sockets_did_not_open() {
        let mut ways = Ways::default();
        assert_eq!(ways.next(0.0), Way::Socket);
        ways.failed(Way::Socket, 0.0);
        assert_eq!(ways.next(0.0), Way::Socket);
        ways.failed(Way::Socket, 0.0);

        assert_eq!(ways.next(1.0), Way::Events);
        assert_eq!(ways.next(AGAIN_MS), Way::Socket, "after a while a socket is tried again");
        ways.failed(Way::Socket, AGAIN_MS);
        assert_eq!(ways.next(AGAIN_MS + 1.0), Way::Events, "once");
    }

    #[test]
    fn where_a_socket_has_worked_it_is_the_server_that_is_away_and_after_long_another_network() {
        let mut ways = Ways::default();
        ways.failed(Way::Socket, 0.0);
        ways.opened();
        for _ in 1..TRIES_AFTER {
            ways.failed(Way::Socket, 0.0);
        }
        assert_eq!(ways.next(0.0), Way::Socket);

        ways.failed(Way::Socket, 0.0);
        assert_eq!(ways.next(0.0), Way::Events);
        ways.failed(Way::Events, 0.0);
        assert_eq!(ways.next(0.0), Way::Socket, "no events either: it is the server");
    }

    #[test]
    fn while_nothing_comes_through_both_are_tried_in_turn() {
        let mut ways = Ways::default();
        let mut taken = Vec::new();
        for _ in 0..6 {
            let way = ways.next(0.0);
            ways.failed(way, 0.0);
            taken.push(way);
        }

        assert_eq!(taken, [Way::Socket, Way::Socket, Way::Events, Way::Socket, Way::Events, Way::Socket]);
    }

    #[test]
    fn the_next_page_knows_what_this_one_has_found_out() {
        let (mut open, mut blocked) = (Ways::default(), Ways::default());
        open.opened();
        blocked.failed(Way::Socket, 0.0);
        blocked.failed(Way::Socket, 70.5);

        assert_eq!(Ways::default().kept(), None);
        assert_eq!(Ways::read(open.kept().as_deref()), open);
        let mut next = Ways::read(blocked.kept().as_deref());
        assert_eq!(next.next(71.0), Way::Events);
        next.failed(Way::Socket, AGAIN_MS + 71.0);
        assert_eq!(next.next(AGAIN_MS + 72.0), Way::Events, "one more try is enough");
        assert_eq!(Ways::read(Some("nonsense")), Ways::default());
    }
}
