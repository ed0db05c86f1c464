//! X20: a stop tells every socket to go elsewhere, within a second, and holds nobody up.

use std::time::{Duration, Instant};

use crate::support::{App, Listener, Socket, eventually};

#[tokio::test]
async fn x20_a_stop_closes_every_socket_with_1001_and_lets_nobody_in() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut listeners =
        vec![Listener::silent(&server).await, Listener::stranger(&server).await, Listener::of(&server, &ada).await];
    for _ in 0..30 {
        listeners.push(Listener::stranger(&server).await);
    }
    eventually("all to be in", async || app.hub().count() == 32).await;

    let begun = Instant::now();
    app.hub().close();

    for listener in &mut listeners {
        assert_eq!(listener.end().await, 1001);
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(Listener::dial(&server, "/api/v2/ws", &[]).await.err(), Some(503));
    app.anonymous().get("/api/v2/events?topics=home").await.is(503);
    eventually("all to be out", async || app.hub().count() == 0).await;
}
