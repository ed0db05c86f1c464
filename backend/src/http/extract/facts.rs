//! `RequestFacts`: what the edge knows of a request and the rooms behind it want: its id, the client's address, and what
//! it counts as.

use std::{
    convert::Infallible,
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use aide::OperationInput;
use axum::{extract::FromRequestParts, http::request::Parts};
use broadsheet_shared::{id::UserId, limit::Action};

use crate::platform::limiter::Allowance;

/// The other end of the connection; the accept loop puts it into every request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Sixteen hexadecimal digits, distinct within a process and most likely between processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId([u8; 16]);

impl RequestId {
    fn of(number: u64) -> Self {
        let mut digits = [0; 16];
        for (place, digit) in digits.iter_mut().rev().enumerate() {
            *digit = b"0123456789abcdef"[usize::from((number >> (place * 4)) as u8 & 15)];
        }
        Self(digits)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the ids of one edge come from: a counter that begins anywhere, scrambled by a bijection (SplitMix64). So none
/// repeats, and each costs nanoseconds.
#[derive(Debug)]
pub struct RequestIds(AtomicU64);

impl RequestIds {
    /// Begins anywhere.
    pub fn at_random() -> Self {
        Self(AtomicU64::new(rand::random()))
    }

    /// The next id.
    pub fn next(&self) -> RequestId {
        // An odd step goes round all 64 bits before it meets itself.
        let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        RequestId::of(z ^ (z >> 31))
    }
}

/// The facts of one request; cloning shares them.
#[derive(Debug, Clone)]
pub struct RequestFacts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: RequestId,
    client: IpAddr,
    action: Option<Action>,
    user: OnceLock<UserId>,
    allowances: Mutex<Allowances>,
}

/// What is left of each limit that counted the request: of its address, its person, its session or token, and of a try.
pub type Allowances = [Option<Allowance>; 4];

impl RequestFacts {
    pub(in crate::http) fn new(id: RequestId, client: IpAddr, action: Option<Action>) -> Self {
        Self(Arc::new(Inner { id, client, action, user: OnceLock::new(), allowances: Mutex::default() }))
    }

    /// The facts of a request; where no edge stands in front, it comes from this machine.
    pub fn of(parts: &Parts) -> Self {
        let facts = parts.extensions.get::<Self>().cloned();
        facts.unwrap_or_else(|| Self::new(RequestId::of(rand::random()), IpAddr::V4(Ipv4Addr::LOCALHOST), None))
    }

    /// The id that the answer and the log carry.
    pub fn request_id(&self) -> &str {
        self.0.id.as_str()
    }

    /// The client's address behind the proxies that the configuration trusts.
    pub fn client_address(&self) -> IpAddr {
        self.0.client
    }

    /// What the request counts as, if it counts.
    pub fn action(&self) -> Option<Action> {
        self.0.action
    }

    /// Tells the log who asked, and says whether that is news. The extractor that proves it calls this.
    pub fn set_user(&self, user: UserId) -> bool {
        self.0.user.set(user).is_ok()
    }

    /// Notes what is left of a limit, for the fields of the answer.
    pub fn note(&self, allowance: Allowance) {
        let mut noted = self.0.allowances.lock().unwrap_or_else(PoisonError::into_inner);
        let is_its = |place: &Option<Allowance>| {
            place.is_none_or(|noted| (noted.action, noted.per) == (allowance.action, allowance.per))
        };
        if let Some(place) = noted.iter_mut().find(|place| is_its(place)) {
            *place = Some(allowance);
        }
    }

    /// What is left of each limit.
    pub fn allowances(&self) -> Allowances {
        *self.0.allowances.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who asked, once known.
    pub fn user(&self) -> Option<UserId> {
        self.0.user.get().copied()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestFacts {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl OperationInput for RequestFacts {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_id_repeats_and_two_edges_begin_apart() {
        let (one, other) = (RequestIds::at_random(), RequestIds::at_random());

        let ids: HashSet<String> =
            (0..5_000).flat_map(|_| [one.next(), other.next()]).map(|id| id.to_string()).collect();

        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 16 && id.bytes().all(|digit| digit.is_ascii_hexdigit())));
    }
}
