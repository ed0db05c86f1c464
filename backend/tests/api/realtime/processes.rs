//! X21, A6: two processes, with Redis between them or with PostgreSQL alone.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Adjusted, App, Listener, Socket};

/// Ten times the promise: half a second for events, a second for what ends a session.
const EVENTS: Duration = Duration::from_secs(5);
const ENDS: Duration = Duration::from_secs(10);

async fn events_and_ends_reach_the_other_process(app: &App, one: &Adjusted, other: &Adjusted) {
    let server = Socket::serve(other.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let (writer, commenter) = (one.caller(&ada), one.caller(&ben));
    let id = writer.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let mut reader = Listener::stranger(&server).await;
    let mut mine = Listener::of(&server, &other.caller(&ben)).await;
    reader.subscribe(&format!("posts/{id}/comments"), None).await;
    mine.subscribe("me/notifications", None).await;

    for number in 1..=20 {
        let begun = Instant::now();
        commenter.comment("talk", &number.to_string()).await;
        assert_eq!(reader.hear_event("comment.created").await.0, number);
        assert!(begun.elapsed() < EVENTS, "{number}: {:?}", begun.elapsed());
    }
    writer.post(&format!("/api/v2/posts/{id}/unpublish"), json!({})).await.is(200);
    assert_eq!(reader.hear_a("unsubscribed").await["code"], "post.not_found");

    let begun = Instant::now();
    commenter.with_refresh_cookie("logout").send().await.is(204);
    assert_eq!(mine.end().await, 1008);
    assert!(begun.elapsed() < ENDS, "{:?}", begun.elapsed());
}

#[tokio::test]
#[ignore = "needs Redis"]
async fn x21_events_and_ends_of_sessions_reach_the_other_process_through_redis() {
    let app = App::new().await;
    let (one, other) = (app.second().await, app.second().await);
    for process in [&one, &other] {
        let events = &process.context().events;
        crate::support::eventually("the bus to link", async || events.is_linked() == Some(true)).await;
    }

    events_and_ends_reach_the_other_process(&app, &one, &other).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x21_events_and_ends_of_sessions_reach_the_other_process_through_notices() {
    let app = App::new().await;
    let (one, other) = (app.linked_by_notices().await, app.linked_by_notices().await);

    events_and_ends_reach_the_other_process(&app, &one, &other).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x7_a_line_of_notices_that_was_cut_stands_again_and_nothing_is_missed() {
    let app = App::new().await;
    let (one, other) = (app.linked_by_notices().await, app.linked_by_notices().await);
    let server = Socket::serve(other.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = one.caller(&ada).publish("Talk").await["id"].as_str().unwrap().to_owned();
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe(&format!("posts/{id}/comments"), None).await;

    // Those that listen; those that ask are cut at other times.
    app.texts(
        "SELECT pid::text FROM (
            SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'LISTEN%'
        ) cut",
    )
    .await;

    for number in 1..=5 {
        one.caller(&ben).comment("talk", &number.to_string()).await;
        assert_eq!(reader.hear_event("comment.created").await.0, number);
    }
}
