//! Whoever runs the site switches live updates off, and on again.

use std::time::{Duration, Instant};

use broadsheet::config;
use serde_json::json;

use super::events::{Stream, bearer};
use crate::support::{App, Caller, Listener, Socket, eventually};

/// Ten times the promise.
const DEADLINE: Duration = Duration::from_secs(10);
const WS: &str = "/api/v2/ws";

async fn switch(admin: &Caller, is_on: bool) {
    let settings = admin.patch("/api/v2/admin/settings", json!({"channel": {"live_updates": is_on}})).await.is(200);
    assert_eq!(settings.body()["channel"]["live_updates"], is_on);
}

#[tokio::test]
async fn g4_what_is_open_is_closed_and_nothing_opens_until_it_is_on_again() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    let mut listeners = [Listener::stranger(&server).await, Listener::of(&server, &ada).await];
    let mut stream = Stream::open(&server, "home", &bearer(&ada)).await;
    stream.event("subscribed").await;
    assert_eq!(app.anonymous().get("/api/v2/site").await.is(200).body()["live_updates"], true);

    let begun = Instant::now();
    switch(&rita, false).await;

    for listener in &mut listeners {
        assert_eq!(listener.end().await, 1008);
    }
    assert!(stream.next().await.is_none());
    assert!(begun.elapsed() < DEADLINE, "{:?}", begun.elapsed());
    assert_eq!(Listener::dial(&server, WS, &[]).await.err(), Some(403));
    ada.get("/api/v2/events?topics=home").await.is_problem(403, "channel.off");
    ada.post("/api/v2/ws/tickets", json!({})).await.is_problem(403, "channel.off");
    assert_eq!(app.anonymous().get("/api/v2/site").await.is(200).body()["live_updates"], false);

    switch(&rita, true).await;
    eventually("the door to be open", async || Listener::dial(&server, WS, &[]).await.is_ok()).await;
    assert!(Listener::of(&server, &ada).await.says_pong_first().await);
}

#[tokio::test]
async fn g4_it_holds_at_every_process_and_also_at_one_that_hears_of_nothing() {
    let app = App::new().await;
    let other = app.second().await;
    let server = Socket::serve(other.router());
    let rita = app.admin("rita").await;
    let mut listener = Listener::stranger(&server).await;

    let begun = Instant::now();
    switch(&rita, false).await;

    assert_eq!(listener.end().await, 1008);
    assert!(begun.elapsed() < DEADLINE, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_site_can_be_configured_without_them_and_an_admin_switches_them_on() {
    let mut config = config::testing();
    config.channel.live_updates = false;
    let app = App::with(config).await;
    let server = Socket::serve(app.router());
    assert_eq!(Listener::dial(&server, WS, &[]).await.err(), Some(403));

    switch(&app.admin("rita").await, true).await;

    eventually("the door to be open", async || Listener::dial(&server, WS, &[]).await.is_ok()).await;
    let settings = json!({"channel": {"live_updates": true, "colour": "red"}});
    app.admin("mona").await.patch("/api/v2/admin/settings", settings).await.is(422);
}
