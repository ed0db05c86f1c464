//! What a limit costs a read: finding the counter of an address and counting. The public path does this once a request.
//!
//! Run with `cargo bench -p broadsheet --bench limiter`. Prints nanoseconds a call, the median of several runs.

use std::{
    hint::black_box,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use broadsheet::{
    config,
    platform::{
        clock::Clock,
        limiter::{Charge, Limiter, LimiterSettings},
    },
};
use broadsheet_shared::limit::Action;

const RUNS: usize = 9;
const CALLS: u32 = 200_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let limiter = limiter();
        report("count, one address", |_| count(&limiter, 1));
        report("count, 2,000 addresses", |call| count(&limiter, call % 2_000));
        report("count, 100,000 addresses", |call| count(&limiter, call % 100_000));
        together(&limiter, "two tasks, one address", 1).await;
        together(&limiter, "two tasks, 2,000 addresses", 2_000).await;
        logs(&limiter).await;
    });
}

/// So generous that nothing is refused: a refusal would be measured for a count.
fn limiter() -> Limiter {
    let mut config = config::testing();
    for action in Action::ALL {
        let generous = action.defaults().into_iter().map(|mut limit| {
            limit.quota = u32::MAX / 8;
            limit
        });
        assert!(config.limits.set(*action, &generous.collect::<Vec<_>>()), "an action's own limits");
    }
    Limiter::new(&LimiterSettings::of(&config), None, &Clock::System)
}

fn charge(number: u32) -> Charge {
    Charge::address(Action::ApiRead, IpAddr::V6(Ipv6Addr::from_bits(u128::from(number) << 64)))
}

fn count(limiter: &Limiter, number: u32) {
    let counted = limiter.count(charge(number)).expect("reads have a limit");
    black_box(counted.expect("it is generous"));
}

/// Two tasks at once: what the tables cost when cores share them.
async fn together(limiter: &Limiter, name: &str, addresses: u32) {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let tasks = [0, 1].map(|_| {
            let limiter = limiter.clone();
            tokio::spawn(async move { (0..CALLS).for_each(|call| count(&limiter, call % addresses)) })
        });
        for task in tasks {
            task.await.expect("nothing panics");
        }
        runs.push(started.elapsed());
    }
    print(name, runs);
}

/// An exact log in this process, as writes have without Redis.
async fn logs(limiter: &Limiter) {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        for call in 0..CALLS {
            let charge = Charge::device(Action::AuthLogin, u128::from(call % 2_000));
            black_box(limiter.take(&[charge]).await.expect("it is generous"));
        }
        runs.push(started.elapsed());
    }
    print("log, 2,000 people", runs);
}

fn report(name: &str, mut call: impl FnMut(u32)) {
    let runs = (0..RUNS).map(|_| {
        let started = Instant::now();
        (0..CALLS).for_each(&mut call);
        started.elapsed()
    });
    print(name, runs.collect());
}

fn print(name: &str, mut runs: Vec<Duration>) {
    runs.sort_unstable();
    println!("{name:<28}{:>8} ns", runs[RUNS / 2].as_nanos() / u128::from(CALLS));
}
