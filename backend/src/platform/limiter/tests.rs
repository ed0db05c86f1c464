//! The limiter in one process, against its vectors, at random, and with Redis.

mod with_redis;

use broadsheet_shared::limit::Counting;
use proptest::prelude::*;

use super::{
    vectors::{LIMITS, Model, VECTORS, asked, check, requests},
    *,
};
use crate::config;

/// A limiter whose limits the test sets, at a time that the test tells.
pub fn settings(limits: &[(Action, &str)]) -> LimiterSettings {
    let mut config = config::testing();
    for (action, text) in limits {
        let limits: Vec<Limit> = text.split(',').map(|limit| limit.parse().unwrap()).collect();
        assert!(config.limits.set(*action, &limits));
    }
    LimiterSettings::of(&config)
}

fn address(number: u8) -> std::net::IpAddr {
    [192, 0, 2, number].into()
}

#[test]
fn f1_vectors_hold_in_this_process() {
    for (row, steps) in VECTORS {
        let logs = Logs::default();
        for step in *steps {
            check(row, step, logs.take(&asked(step.logs, row), 1_700_000_000_000 + step.at));
        }
    }
}

proptest! {
    #[test]
    fn f1_no_stretch_holds_more_than_the_quota_and_nothing_is_refused_in_vain(requests in requests()) {
        let (logs, mut model, mut now) = (Logs::default(), Model::default(), 0);
        for (pause, which) in requests {
            now += pause;
            let verdict = logs.take(&asked(which, "anybody"), now);
            prop_assert_eq!(verdict.is_ok(), model.passes(now, which));
            if let Err(exceeded) = verdict {
                // Who comes back when told gets through, if nobody else comes.
                let later = now + i64::from(exceeded.retry_after_secs) * 1_000;
                prop_assert!(model.clone().passes(later, which));
            }
        }
    }

    #[test]
    fn f1_a_counter_stays_under_twice_its_limit_in_any_stretch(pauses in proptest::collection::vec(0_i64..20_000, 1..200)) {
        let limit = LIMITS[0];
        let (counters, mut now, mut passed) = (Counters::new(), 0, Vec::new());
        let charge = Charge::address(Action::ApiRead, address(1));
        for pause in pauses {
            now += pause;
            if counters.count(charge, limit, now, 1).is_ok() {
                passed.push(now);
            }
            let recent = passed.iter().filter(|then| **then > now - window_ms(&limit)).count();
            prop_assert!(recent < 2 * limit.quota as usize);
        }
    }

    #[test]
    fn a_log_survives_its_text(steps in proptest::collection::vec(0_i64..100_000, 0..50)) {
        let mut log = Log::default();
        let mut at = 1_700_000_000_000;
        for step in steps {
            at += step;
            log.add(at);
        }
        prop_assert_eq!(Log::read(&log.write()), Some(log));
    }
}

#[tokio::test]
async fn actions_and_callers_are_strangers_to_one_another() {
    let settings = settings(&[(Action::Render, "2/1m per address"), (Action::Search, "1/1m per address")]);
    let limiter = Limiter::new(&settings, None, &Clock::System);
    let passes = |action, number| limiter.count(Charge::address(action, address(number))).unwrap().is_ok();

    assert_eq!([(); 3].map(|()| passes(Action::Render, 1)), [true, true, false]);
    assert_eq!([(); 2].map(|()| passes(Action::Search, 1)), [true, false]);
    assert!(passes(Action::Render, 2));
    assert!(limiter.count(Charge::account(Action::Render, "ada")).is_none());
}

#[tokio::test]
async fn what_is_taken_back_was_never_there() {
    let settings = settings(&[(Action::AuthLogin, "2/1m per address")]);
    let limiter = Limiter::new(&settings, None, &Clock::System);
    let charge = [Charge::address(Action::AuthLogin, address(1))];

    for _ in 0..5 {
        let taken = limiter.take(&charge).await.unwrap();
        assert_eq!(taken.allowances[0].remaining, 1);
        limiter.take_back(&taken).await;
    }
}

#[tokio::test]
async fn every_configured_limit_is_the_one_that_holds() {
    let given: Vec<(Action, String)> = Action::ALL
        .iter()
        .enumerate()
        .map(|(place, action)| {
            let limits = action.defaults().into_iter().map(|limit| Limit { quota: 7 + place as u32, ..limit });
            (*action, limits.map(|limit| limit.to_string()).collect::<Vec<_>>().join(","))
        })
        .collect();
    let given: Vec<_> = given.iter().map(|(action, limits)| (*action, limits.as_str())).collect();
    let limiter = Limiter::new(&settings(&given), None, &Clock::System);

    for (place, action) in Action::ALL.iter().enumerate() {
        for limit in action.defaults() {
            assert_eq!(limiter.limit(*action, limit.per).unwrap().quota, 7 + place as u32, "{}", action.as_str());
        }
    }
}

#[tokio::test]
async fn names_in_stores_tell_nobody_who_it_is() {
    let limiter = Limiter::new(&settings(&[]), None, &Clock::System);
    let other = LimiterSettings { secret: "another".into(), ..settings(&[]) };
    let other = Limiter::new(&other, None, &Clock::System);
    let charge = Charge::account(Action::AuthLogin, "ada@example.org");

    assert!(limiter.name(&charge).starts_with("auth.login.account:"));
    assert_eq!(limiter.name(&charge), limiter.name(&charge));
    assert_ne!(limiter.name(&charge), other.name(&charge));
}

/// The page's table, as the enum wants it.
fn table() -> String {
    let mut table = "| action | what it is | counted | limits |\n|---|---|---|---|\n".to_owned();
    for action in Action::ALL {
        let counted = match action.counting() {
            Counting::Counter => "counter",
            Counting::Log => "exact",
            Counting::DurableLog => "exact, durable",
        };
        let (name, meaning, limits) = (action.as_str(), action.meaning().trim(), action.default_limits());
        table.push_str(&format!("| `{name}` | {meaning} | {counted} | {limits} |\n"));
    }
    table
}

/// With `BROADSHEET_UPDATE=1` the table is written anew.
#[test]
fn the_page_lists_every_action() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/LIMITS.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("<!-- actions -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- /actions -->\n").unwrap();

    let written = format!("{before}<!-- actions -->\n{}<!-- /actions -->\n{after}", table());

    if std::env::var_os("BROADSHEET_UPDATE").is_some() {
        std::fs::write(path, &written).unwrap();
    } else {
        assert!(page == written, "BROADSHEET_UPDATE=1 cargo test -p broadsheet --lib the_page_lists_every_action");
    }
}
