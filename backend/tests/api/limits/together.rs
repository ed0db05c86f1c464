//! F3, X5, X6: what several processes let pass together, with Redis between them, without, and while it is lost.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::Method;
use broadsheet::{
    domain::user::role,
    platform::redis::{Health, Redis, RedisSettings},
};
use broadsheet_shared::limit::Action;
use serde_json::json;
use tokio::sync::Barrier;

use crate::support::{Adjusted, App, Call, Chaos, Line, eventually, limited, servers};

const AT_ONCE: usize = 200;
const QUOTA: usize = 12;

fn twelve() -> broadsheet::config::Config {
    limited(&[
        (Action::AuthLogin, "12/15m per account"),
        (Action::CommentsWrite, "12/1h per user"),
        (Action::ApiRead, "12/1h per address"),
    ])
}

/// Sends all of them from tasks of their own, at one moment; how many were not refused.
async fn passed(calls: Vec<Call>) -> usize {
    let start = Arc::new(Barrier::new(calls.len()));
    let tasks = calls.into_iter().map(|call| {
        let start = Arc::clone(&start);
        tokio::spawn(async move {
            start.wait().await;
            call.send().await.status()
        })
    });
    let mut statuses = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        statuses.push(task.await.unwrap());
    }
    statuses.iter().filter(|status| **status != 429).count()
}

fn tries(processes: &[&Adjusted], times: usize) -> Vec<Call> {
    let body = json!({"login": "ada", "password": "wrong horse"});
    let call = |number: usize| {
        let caller = processes[number % processes.len()].anonymous();
        caller.call(Method::POST, "/api/v2/auth/login").json(&body)
    };
    (0..times).map(call).collect()
}

/// How long a command to Redis may take in production.
const STRICT: Duration = Duration::from_millis(100);
/// The same on a busy test machine, where time is not the point.
const PATIENT: Duration = Duration::from_secs(5);

/// A process whose Redis is at the end of this line.
async fn behind(app: &App, chaos: &Chaos, server: &str, command_timeout: Duration) -> Adjusted {
    let namespace = format!("line:{}", chaos.address().port());
    let settings = RedisSettings { namespace, command_timeout, ..RedisSettings::new(chaos.through(server)) };
    app.process(Some(Redis::connect(settings).await.expect("an address")))
}

fn is_up(process: &Adjusted) -> bool {
    process.context().redis.as_ref().is_some_and(Redis::is_up)
}

/// Redis is given up for good, not only suspected: until then answers may be lost that were counted.
async fn until_lost(processes: [&Adjusted; 2]) {
    let is_lost = |process: &&Adjusted| {
        let redis = process.context().redis.as_ref();
        redis.is_some_and(|redis| *redis.health().borrow() == Health::Down)
    };
    eventually("Redis to be given up", async || processes.iter().all(is_lost)).await;
}

/// Two processes on one line to Redis that know of one another.
async fn two(app: &App, timeout: Duration) -> (Chaos, Adjusted, Adjusted) {
    let server = servers::redis();
    let chaos = Chaos::to(&servers::place(&server, 6379)).await;
    let one = behind(app, &chaos, &server, timeout).await;
    let other = behind(app, &chaos, &server, timeout).await;
    eventually("both to be counted", async || {
        is_up(&one)
            && is_up(&other)
            && one.context().limiter.processes() == 2
            && other.context().limiter.processes() == 2
    })
    .await;
    (chaos, one, other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f3_two_hundred_tries_at_once_pass_exactly_the_quota_at_one_process_and_at_two() {
    let app = App::with(twelve()).await;
    app.account("ada", role::AUTHOR).await;
    let (one, other) = (app.process(None), app.process(None));

    assert_eq!(passed(tries(&[&one], AT_ONCE)).await, QUOTA);
    app.wait_secs(15 * 60);
    assert_eq!(passed(tries(&[&one, &other], AT_ONCE)).await, QUOTA);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f3_two_hundred_comments_at_once_pass_exactly_the_quota() {
    let app = App::with(twelve()).await;
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    ada.publish("Talk").await;
    let comment = |_| ben.call(Method::POST, "/api/v2/posts/talk/comments").json(&json!({"body": "Hm"}));

    assert_eq!(passed((0..AT_ONCE).map(comment).collect()).await, QUOTA);
    assert_eq!(app.texts("SELECT body_markdown FROM comments").await.len(), QUOTA);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs Redis"]
async fn f3_two_processes_with_redis_between_them_pass_exactly_the_quota() {
    let app = App::with(twelve()).await;
    // Signing in is a try too: nobody has signed in as ada yet.
    app.account("ada", role::AUTHOR).await;
    let (ann, ben) = (app.author("ann").await, app.reader("ben").await);
    ann.publish("Talk").await;
    let (_chaos, one, other) = two(&app, PATIENT).await;
    let (here, there) = (one.caller(&ben), other.caller(&ben));
    let comment = |number| {
        let caller = if number % 2 == 0 { &here } else { &there };
        caller.call(Method::POST, "/api/v2/posts/talk/comments").json(&json!({"body": "Hm"}))
    };

    assert_eq!(passed((0..AT_ONCE).map(comment).collect()).await, QUOTA);
    assert_eq!(passed(tries(&[&one, &other], AT_ONCE)).await, QUOTA);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs Redis"]
async fn x6_while_redis_is_lost_tries_are_exact_and_all_else_stays_within_the_quota() {
    let app = App::with(twelve()).await;
    // Signing in is a try too: nobody has signed in as ada yet.
    app.account("ada", role::AUTHOR).await;
    let (ann, ben) = (app.author("ann").await, app.reader("ben").await);
    ann.publish("Talk").await;
    let (chaos, one, other) = two(&app, STRICT).await;
    let (here, there) = (one.caller(&ben), other.caller(&ben));
    let comment = |number| {
        let caller = if number % 2 == 0 { &here } else { &there };
        caller.call(Method::POST, "/api/v2/posts/talk/comments").json(&json!({"body": "Hm"}))
    };
    let read = |number| {
        let caller = if number % 2 == 0 { one.anonymous() } else { other.anonymous() };
        caller.call(Method::GET, "/api/v2/posts").from("192.0.2.1")
    };

    chaos.set(Line::Cut);
    until_lost([&one, &other]).await;

    assert_eq!(passed(tries(&[&one, &other], AT_ONCE)).await, QUOTA);
    assert_eq!(passed((0..AT_ONCE).map(comment).collect()).await, QUOTA);
    assert_eq!(passed((0..AT_ONCE).map(read).collect()).await, QUOTA);
}

#[tokio::test]
async fn x5_a_restart_forgives_no_try() {
    let app = App::with(twelve()).await;
    app.account("ada", role::AUTHOR).await;

    assert_eq!(passed(tries(&[&app.process(None)], 2 * QUOTA)).await, QUOTA);
    assert_eq!(passed(tries(&[&app.process(None)], QUOTA)).await, 0);

    app.wait_secs(15 * 60);
    assert_eq!(passed(tries(&[&app.process(None)], 2 * QUOTA)).await, QUOTA);
}

#[tokio::test]
#[ignore = "needs Redis"]
async fn x5_neither_a_new_nor_a_lost_redis_forgives_a_try() {
    let app = App::with(twelve()).await;
    app.account("ada", role::AUTHOR).await;
    assert_eq!(passed(tries(&[&app.process(None)], 2 * QUOTA)).await, QUOTA);

    // Nothing of the first process is left, and this Redis has never heard of it.
    let (chaos, one, other) = two(&app, PATIENT).await;
    assert_eq!(passed(tries(&[&one, &other], QUOTA)).await, 0);
    chaos.set(Line::Cut);
    until_lost([&one, &other]).await;
    assert_eq!(passed(tries(&[&one, &other], QUOTA)).await, 0);
    assert_eq!(passed(tries(&[&app.process(None)], QUOTA)).await, 0);

    app.wait_secs(15 * 60);
    assert_eq!(passed(tries(&[&app.process(None)], 2 * QUOTA)).await, QUOTA);
}

#[tokio::test]
#[ignore = "needs Redis"]
async fn x4_a_read_that_lies_ready_never_waits_for_redis() {
    let app = App::new().await;
    app.author("ada").await.publish("Warm").await;
    let (chaos, one, _other) = two(&app, STRICT).await;
    one.anonymous().get("/api/v2/posts/warm").await.is(200);

    chaos.set(Line::Silent);
    let begun = Instant::now();
    for _ in 0..100 {
        one.anonymous().get("/api/v2/posts/warm").await.is(200);
    }

    // One wait each would be ten seconds.
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[tokio::test]
#[ignore = "needs Redis"]
async fn reads_at_one_process_are_known_to_the_other() {
    let app = App::with(limited(&[(Action::ApiRead, "200/1h per address")])).await;
    let (_chaos, one, other) = two(&app, PATIENT).await;
    let ask = async |process: &Adjusted| {
        let call = process.anonymous().call(Method::GET, "/api/v2/posts").from("192.0.2.1");
        call.send().await.left("api.read.address").unwrap_or_default()
    };

    // More than its part of a hundred: it has heard that the other takes none.
    eventually("one to have read 140 times", async || ask(&one).await < 60).await;

    let mut asked = 0;
    eventually("the other to know", async || {
        asked += 1;
        ask(&other).await < 60
    })
    .await;
    assert!(asked < 100, "{asked}: it has counted that far by itself");
}
