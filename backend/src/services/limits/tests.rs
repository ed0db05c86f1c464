//! Counting in the database: the vectors of every driver, at random, from two processes, and after a restart.

use std::sync::atomic::{AtomicU32, Ordering};

use broadsheet_shared::{
    id::UserId,
    limit::{Limit, Per},
};
use proptest::{prelude::ProptestConfig, prop_assert_eq, test_runner::TestRunner};
use uuid::Uuid;

use super::*;
use crate::{
    config::Config,
    domain::session::DeviceMark,
    platform::{
        clock::Clock,
        limiter::{
            Exceeded, Limiter, LimiterSettings,
            vectors::{Model, VECTORS, asked, check, requests},
        },
    },
    services::{
        context::Parts,
        testing::{TestContext, texts},
    },
};

/// Limits of one action, the others as in all tests.
fn with(action: Action, limits: &str) -> impl FnOnce(&mut Config) {
    let limits: Vec<Limit> = limits.split(',').map(|limit| limit.parse().unwrap()).collect();
    move |config| assert!(config.limits.set(action, &limits))
}

/// The same process after a restart without its Redis: it remembers nothing.
fn restarted(context: &Context) -> Context {
    let limiter = Limiter::new(&LimiterSettings::of(&context.config), None, &context.clock);
    Context::new(Parts { limiter, ledger: Ledger::new(), redis: None, ..Parts::clone(context) })
}

fn account(name: &str) -> [Charge; 1] {
    [Charge::account(Action::AuthLogin, name)]
}

async fn passes(context: &Context, charges: &[Charge]) -> bool {
    match take(context, charges).await {
        Ok(_) => true,
        Err(LimitError::Exceeded(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

/// How many of so many at once pass, in turns at these processes.
async fn passed(processes: &[&Context], times: usize, charges: [Charge; 1]) -> usize {
    let tasks = (0..times).map(|number| {
        let context = processes[number % processes.len()].clone();
        tokio::spawn(async move { passes(&context, &charges).await })
    });
    let mut passed = 0;
    for task in tasks.collect::<Vec<_>>() {
        passed += usize::from(task.await.unwrap());
    }
    passed
}

async fn in_database(context: &Context, logs: &[usize], row: &str) -> Result<Vec<Allowance>, Exceeded> {
    context.ledger.take(context, asked(logs, row)).await.unwrap()
}

#[tokio::test]
async fn f1_vectors_hold_in_the_database() {
    let test = TestContext::new().await;
    for (row, steps) in VECTORS {
        for step in *steps {
            set_clock(&test.context, step.at);
            check(row, step, in_database(&test.context, step.logs, row).await);
        }
    }
}

/// Milliseconds after a moment in 2023.
fn set_clock(context: &Context, millis: i64) {
    let Clock::Fixed(hands) = &context.clock else { panic!("a test's clock stands still") };
    hands.store(1_700_000_000_000 + millis, Ordering::SeqCst);
}

#[test]
fn f1_random_requests_are_counted_in_the_database_as_anywhere() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let test = runtime.block_on(TestContext::new());
    let number = AtomicU32::new(0);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    let outcome = runner.run(&requests(), |requests| {
        let case = number.fetch_add(1, Ordering::Relaxed).to_string();
        let (mut model, mut now) = (Model::default(), 0);
        for (pause, which) in requests {
            now += pause;
            set_clock(&test.context, now);
            let verdict = runtime.block_on(in_database(&test.context, which, &case));
            prop_assert_eq!(verdict.is_ok(), model.passes(now, which));
        }
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(async move { drop(test) });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f3_two_hundred_tries_at_once_pass_exactly_the_quota() {
    let test = TestContext::changed(with(Action::AuthLogin, "10/15m per account")).await;
    let other = test.neighbour().await;

    assert_eq!(passed(&[&test.context], 200, account("ada")).await, 10);
    assert_eq!(passed(&[&test.context, &other], 200, account("ben")).await, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn x6_without_redis_tries_at_two_processes_are_still_exact() {
    let test = TestContext::changed(with(Action::AuthLogin, "10/15m per account")).await;
    let other = test.neighbour().await;
    let (one, other) = (restarted(&test.context), restarted(&other));

    assert_eq!(passed(&[&one, &other], 200, account("ada")).await, 10);
}

#[tokio::test]
async fn a12_a_rush_is_told_to_come_back_before_the_database_hears_of_it() {
    let test = TestContext::changed(with(Action::AuthLogin, "1/15m per account")).await;
    // Without Redis, so that nothing makes one of them wait before it stands in the line.
    let process = restarted(&test.context);
    let names: Vec<_> = (0..ledger::MAX_WAITING + 40).map(|number| format!("ada{number}")).collect();

    // All of them come before the first transaction begins.
    let tries = names.iter().map(async |name| take(&process, &account(name)).await);
    let outcomes = futures_util::future::join_all(tries).await;

    let (counted, sent_away) = outcomes.split_at(ledger::MAX_WAITING);
    assert!(counted.iter().all(Result::is_ok), "{counted:?}");
    assert!(sent_away.iter().all(|outcome| matches!(outcome, Err(LimitError::Busy))), "{sent_away:?}");
    assert!(passes(&process, &account("ben")).await, "the line is free again");
    assert!(!passes(&process, &account(&names[ledger::MAX_WAITING])).await, "a try that was sent away counts (A11)");
}

#[tokio::test]
async fn x5_a_restart_forgives_no_try() {
    let test = TestContext::changed(with(Action::AuthLogin, "3/15m per account")).await;
    for _ in 0..3 {
        assert!(passes(&test.context, &account("ada")).await);
    }

    for _ in 0..3 {
        let restarted = restarted(&test.context);
        assert!(!passes(&restarted, &account("ada")).await);
        assert!(passes(&restarted, &account("ben")).await);
    }

    test.context.clock.advance_secs(15 * 60);
    assert!(passes(&restarted(&test.context), &account("ada")).await);
}

/// What the database refuses is not held against the caller elsewhere: the wait is the one that was told.
#[tokio::test]
async fn a_refusal_by_the_database_does_not_lengthen_the_wait() {
    let test = TestContext::changed(with(Action::AuthLogin, "2/1m per account")).await;
    for _ in 0..2 {
        assert!(passes(&test.context, &account("ada")).await);
    }
    let restarted = restarted(&test.context);
    test.context.clock.advance_secs(50);
    for _ in 0..5 {
        assert!(!passes(&restarted, &account("ada")).await);
    }

    test.context.clock.advance_secs(10);

    assert!(passes(&restarted, &account("ada")).await);
}

#[tokio::test]
async fn f5_three_mails_an_hour_go_to_one_address() {
    let test = TestContext::changed(with(Action::AuthReset, "3/1h per account")).await;
    let may_write = async |kind, address| may_write_to(&test.context, kind, address).await.unwrap();

    let mut written = Vec::new();
    for _ in 0..5 {
        written.push(may_write(MailTemplate::Invitation, "ada@example.org").await);
    }

    assert_eq!(written, [true, true, true, false, false]);
    assert!(may_write(MailTemplate::Invitation, "ben@example.org").await);
    assert!(may_write(MailTemplate::ConfirmEmail, "ada@example.org").await, "each kind has its own");
    test.context.clock.advance_secs(3_600);
    assert!(may_write(MailTemplate::Invitation, "ada@example.org").await);
}

#[tokio::test]
async fn f4_strangers_use_up_the_name_and_not_the_device() {
    let limits = "1000/1m per address, 2/15m per account, 3/15m per device";
    let test = TestContext::changed(with(Action::AuthLogin, limits)).await;
    let ada = UserId(Uuid::from_u128(1));
    let (stranger, known) = (Device::default(), test.context.limiter.devices().remember(None, ada, Some("hash")));
    let known = Device::default().with_mark(Some(known));
    let attempt = async |user: Option<UserId>, device: &Device| {
        let account = user.map(|user| (user, Some("hash")));
        count_try(&test.context, Action::AuthLogin, "ada", account, device).await.is_ok()
    };

    for passes in [true, true, false] {
        assert_eq!(attempt(Some(ada), &stranger).await, passes);
    }

    for passes in [true, true, true, false] {
        assert_eq!(attempt(Some(ada), &known).await, passes);
    }
    let forged = Device::default().with_mark(Some(DeviceMark::new("x".repeat(64))));
    assert!(!attempt(Some(ada), &forged).await);
    // Known to another account, or the account does not exist: a stranger.
    assert!(!attempt(Some(UserId(Uuid::from_u128(2))), &known).await);
    assert!(!attempt(None, &known).await);
}

#[tokio::test]
async fn a11_all_known_devices_of_an_account_share_a_total_and_another_password_ends_them() {
    let limits = "1000/1m per address, 2/15m per account, 3/15m per device, 4/15m per owner";
    let test = TestContext::changed(with(Action::AuthLogin, limits)).await;
    let ada = UserId(Uuid::from_u128(1));
    let marks: Vec<_> = (0..3).map(|_| test.context.limiter.devices().remember(None, ada, Some("hash"))).collect();
    let attempt = async |hash: &str, place: usize| {
        let device = Device::default().with_mark(Some(marks[place].clone()));
        count_try(&test.context, Action::AuthLogin, "ada", Some((ada, Some(hash))), &device).await
    };

    let mut passed = 0;
    for number in 0..9 {
        passed += usize::from(attempt("hash", number % 3).await.is_ok());
    }
    assert_eq!(passed, 4);
    let Err(LimitError::Exceeded(exceeded)) = attempt("hash", 2).await else { panic!("the owner's limit") };
    assert_eq!(exceeded.policy(), "auth.login.owner");

    // With a new password they are strangers, who share the name's tries.
    let passed = [attempt("new", 0).await.is_ok(), attempt("new", 1).await.is_ok(), attempt("new", 2).await.is_ok()];
    assert_eq!(passed, [true, true, false]);
}

#[tokio::test]
async fn no_address_and_no_name_lies_in_the_database() {
    let test = TestContext::new().await;
    let address = Charge::address(Action::AuthLogin, "203.0.113.7".parse().unwrap());
    let name = Charge::account(Action::AuthLogin, "ada@example.org");

    take(&test.context, &[address, name]).await.unwrap();

    let rows = texts(&test.context, "SELECT key || ' ' || times FROM limit_logs").await;
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(!row.contains("203") && !row.contains("ada") && row.len() < 80, "{row}");
    }
}

#[tokio::test]
async fn logs_that_are_over_are_forgotten() {
    let test = TestContext::changed(with(Action::AuthLogin, "5/15m per account")).await;
    take(&test.context, &account("ada")).await.unwrap();
    test.context.clock.advance_secs(600);
    take(&test.context, &account("ben")).await.unwrap();

    assert_eq!(purge(&test.context).await.unwrap(), 0);
    test.context.clock.advance_secs(301);
    assert_eq!(purge(&test.context).await.unwrap(), 1);
    test.context.clock.advance_secs(600);
    assert_eq!(purge(&test.context).await.unwrap(), 1);
}

#[tokio::test]
async fn a_request_that_leaves_is_counted_all_the_same() {
    let test = TestContext::changed(with(Action::AuthLogin, "1/15m per account")).await;
    let left = tokio::time::timeout(std::time::Duration::ZERO, take(&test.context, &account("ada"))).await;

    assert!(left.is_err() || left.unwrap().is_ok());
    assert!(!passes(&test.context, &account("ada")).await);
}

#[tokio::test]
async fn one_request_is_charged_for_person_and_token() {
    let test = TestContext::changed(with(Action::PostsWrite, "3/1m per user, 2/1m per token")).await;
    let person = |session: u128| Person {
        id: UserId(Uuid::from_u128(1)),
        username: "ada".into(),
        permissions: Default::default(),
        session: Some(broadsheet_shared::id::SessionId(Uuid::from_u128(session))),
        signed_in_at: None,
        token: None,
        is_confirmed: true,
        must_enrol: false,
        is_leaving: false,
        device: Default::default(),
    };
    let by = async |session| take_by(&test.context, Action::PostsWrite, &person(session)).await;

    let left = by(1).await.unwrap();
    assert_eq!(
        left.iter().map(|left| (left.per, left.remaining)).collect::<Vec<_>>(),
        [(Per::User, 2), (Per::Token, 1)]
    );
    by(1).await.unwrap();
    let Err(LimitError::Exceeded(exceeded)) = by(1).await else { panic!("the token's limit") };
    assert_eq!(exceeded.policy(), "posts.write.token");
    by(2).await.unwrap();
    let Err(LimitError::Exceeded(exceeded)) = by(2).await else { panic!("the person's limit") };
    assert_eq!(exceeded.policy(), "posts.write.user");
}
