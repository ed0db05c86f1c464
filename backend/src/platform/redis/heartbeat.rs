//! The heartbeat: asks Redis regularly whether it is there, so that a hang is noticed within a second even when nobody
//! else is asking, and a return just as soon.

use std::{sync::Arc, time::Duration};

use fred::{clients::Client, interfaces::ClientLike, types::config::Options};
use tokio::time::{sleep, timeout};

use super::breaker::{Breaker, Health};

const BEAT_WHILE_UP: Duration = Duration::from_millis(400);
const BEAT_WHILE_AWAY: Duration = Duration::from_millis(100);

/// Runs until aborted.
pub(super) async fn run(client: Client, breaker: Arc<Breaker>, answer_within: Duration) {
    loop {
        match beat(&client, answer_within).await {
            Ok(()) => breaker.found(),
            // Before the first meeting, the caller who waits for it decides when to call it lost.
            Err(_) if breaker.health() == Health::Unknown => {}
            Err(reason) => breaker.lost(&reason),
        }
        let pause = if breaker.health() == Health::Up { BEAT_WHILE_UP } else { BEAT_WHILE_AWAY };
        tokio::select! {
            () = sleep(pause) => {}
            () = breaker.accused() => {}
        }
    }
}

async fn beat(client: &Client, answer_within: Duration) -> Result<(), String> {
    // A command given to a client without connection would wait in its buffer, and they would pile up there.
    if !client.is_connected() {
        return Err("no connection".into());
    }
    let options = Options { timeout: Some(answer_within), ..Options::default() };
    match timeout(answer_within, client.with_options(&options).ping::<()>(None)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.details().to_owned()),
        Err(_elapsed) => Err("no answer in time".into()),
    }
}
