//! Waiting for what is promised to come true.

use std::time::{Duration, Instant};

/// Polls until `is_so`, ten times as long as anything here promises.
///
/// # Panics
/// When it does not come true.
pub async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
