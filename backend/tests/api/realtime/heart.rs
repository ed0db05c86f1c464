//! G5: whoever answers no ping is gone by the second beat; whoever answers stays, and is asked again.

use std::time::{Duration, Instant};

use broadsheet::config;

use crate::support::{
    App, Socket, eventually,
    raw::{CLOSE, PING_FRAME, PONG_FRAME, Raw, RawSocket, Verdict},
};

/// The quickest heart that can be configured.
const BEAT_SECS: u32 = 1;

async fn with_a_quick_heart() -> App {
    let mut config = config::testing();
    config.channel.heartbeat_secs = BEAT_SECS;
    App::with(config).await
}

#[tokio::test]
async fn g5_who_never_answers_a_ping_is_sent_away_at_the_second_beat() {
    let app = with_a_quick_heart().await;
    let server = Socket::serve(app.router());
    let mut dumb = RawSocket::open(server.address()).await;
    let begun = Instant::now();
    dumb.hello().await;

    let (first, _) = dumb.next().await.expect("a ping");
    let (second, why) = dumb.next().await.expect("the last word");

    assert_eq!((first, second), (PING_FRAME, CLOSE), "asked once");
    assert_eq!(why.first_chunk().copied().map(u16::from_be_bytes), Some(1008));
    assert!(begun.elapsed() >= 2 * Duration::from_secs(BEAT_SECS.into()), "after {:?}", begun.elapsed());
    eventually("nobody to be here", async || app.hub().count() == 0).await;
}

#[tokio::test]
async fn g5_who_answers_each_ping_stays_and_is_asked_again() {
    let app = with_a_quick_heart().await;
    let server = Socket::serve(app.router());
    let mut awake = RawSocket::open(server.address()).await;
    awake.hello().await;

    for beat in 1..=3 {
        let (opcode, asked) = awake.next().await.expect("a ping");
        assert_eq!(opcode, PING_FRAME, "beat {beat}");
        awake.send(&Raw::new(PONG_FRAME, asked).bytes()).await;
    }

    assert_eq!(awake.verdict().await, Verdict::Lives);
}
