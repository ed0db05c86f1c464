//! What every driver of exact logs must answer, whoever keeps the log: this process, Redis, the database.

use broadsheet_shared::limit::{Action, Limit, Per};
use proptest::prelude::*;

use super::{
    charge::{Allowance, Charge, Exceeded},
    log::window_ms,
};

/// What a driver answers.
pub type Verdict = Result<Vec<Allowance>, Exceeded>;

/// Three a minute for each address, two in ten seconds for each account.
pub const LIMITS: [Limit; 2] =
    [Limit { quota: 3, window_secs: 60, per: Per::Address }, Limit { quota: 2, window_secs: 10, per: Per::Account }];

/// One request: when, in milliseconds after the first, which of the two logs it asks, and what it gets.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub at: i64,
    pub logs: &'static [usize],
    pub outcome: Outcome,
}

/// How many are left in each log, or which log is waited for and for how many seconds.
#[derive(Debug, Clone, Copy)]
pub enum Outcome {
    Left(&'static [u32]),
    Wait(Per, u32),
}

const fn step(at: i64, logs: &'static [usize], outcome: Outcome) -> Step {
    Step { at, logs, outcome }
}

use Outcome::{Left, Wait};

/// Requests in their order, each row on fresh logs.
pub const VECTORS: &[(&str, &[Step])] = &[
    (
        "the quota passes, the next waits for the first to leave",
        &[
            step(0, &[0], Left(&[2])),
            step(1_000, &[0], Left(&[1])),
            step(59_999, &[0], Left(&[0])),
            step(59_999, &[0], Wait(Per::Address, 1)),
            step(60_000, &[0], Left(&[0])),
            step(60_999, &[0], Wait(Per::Address, 1)),
            step(61_000, &[0], Left(&[0])),
            step(61_000, &[0], Wait(Per::Address, 59)),
        ],
    ),
    (
        "a burst across the edge of a minute is one burst",
        &[
            step(59_998, &[0], Left(&[2])),
            step(59_999, &[0], Left(&[1])),
            step(60_000, &[0], Left(&[0])),
            step(60_001, &[0], Wait(Per::Address, 60)),
            step(119_997, &[0], Wait(Per::Address, 1)),
            step(119_998, &[0], Left(&[0])),
        ],
    ),
    (
        "one full log refuses, and the other is not charged",
        &[
            step(0, &[0, 1], Left(&[2, 1])),
            step(0, &[1], Left(&[0])),
            step(1, &[0, 1], Wait(Per::Account, 10)),
            step(2, &[0, 1], Wait(Per::Account, 10)),
            step(3, &[0], Left(&[1])),
            step(4, &[0], Left(&[0])),
            step(5, &[0, 1], Wait(Per::Address, 60)),
            step(10_000, &[1], Left(&[1])),
        ],
    ),
    (
        "a clock that went back costs one window and no more",
        &[
            step(3_600_000, &[1], Left(&[1])),
            step(3_600_000, &[1], Left(&[0])),
            step(0, &[1], Wait(Per::Account, 10)),
            step(5_000, &[1], Wait(Per::Account, 5)),
            step(10_000, &[1], Left(&[1])),
        ],
    ),
];

/// The charges that a step asks for, with their limits; `whom` makes the logs of a row its own.
pub fn asked(logs: &[usize], whom: &str) -> Vec<(Charge, Limit)> {
    let charge = |log: &usize| {
        let address = std::net::Ipv6Addr::from_bits(crate::platform::crypto::fingerprint(&[whom]));
        match LIMITS[*log].per {
            Per::Account => Charge::account(Action::AuthLogin, whom),
            _ => Charge::address(Action::AuthLogin, address.into()),
        }
    };
    logs.iter().map(|log| (charge(log), LIMITS[*log])).collect()
}

/// Holds a driver's answer against the step's.
pub fn check(row: &str, step: &Step, verdict: Verdict) {
    match (step.outcome, verdict) {
        (Left(wanted), Ok(allowances)) => {
            let left: Vec<_> = allowances.iter().map(|allowance| allowance.remaining).collect();
            assert_eq!(left, wanted, "{row}: {step:?}");
        }
        (Wait(per, secs), Err(exceeded)) => {
            assert_eq!((exceeded.limit.per, exceeded.retry_after_secs), (per, secs), "{row}: {step:?}");
        }
        (_, verdict) => panic!("{row}: {step:?} got {verdict:?}"),
    }
}

/// Requests as they may come: milliseconds since the one before, and which logs.
pub fn requests() -> impl Strategy<Value = Vec<(i64, &'static [usize])>> {
    let logs = prop_oneof![Just(&[0_usize][..]), Just(&[1][..]), Just(&[0, 1][..])];
    let pause = prop_oneof![4 => 0_i64..50, 3 => 0_i64..5_000, 1 => 5_000_i64..70_000];
    proptest::collection::vec((pause, logs), 1..40)
}

/// What must hold of any driver: no more than the quota in any stretch as long as the window, and no refusal while there
/// is room. The naive way, to hold the others against.
#[derive(Debug, Clone, Default)]
pub struct Model([Vec<i64>; 2]);

impl Model {
    /// Whether a request at this time must pass; notes it if so.
    pub fn passes(&mut self, at: i64, logs: &[usize]) -> bool {
        let used = |log: usize| self.0[log].iter().filter(|then| **then > at - window_ms(&LIMITS[log])).count();
        let has_room = logs.iter().all(|log| used(*log) < LIMITS[*log].quota as usize);
        if has_room {
            for log in logs {
                self.0[*log].push(at);
            }
        }
        has_room
    }
}
