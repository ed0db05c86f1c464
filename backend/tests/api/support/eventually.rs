//! Waiting for what is promised to come true.

use std::time::{Duration, Instant};

/// Polls until `is_so`, ten times as long as anything here promises.
///
/// # Panics
/// When it does not come true.
pub async fn eventually(what: &str, is_so: impl AsyncFnMut() -> bool) {
    within(Duration::from_secs(60), what, is_so).await;
}

/// Polls until `is_so`, for so long: where it would come true by itself later on, whatever was promised.
///
/// # Panics
/// When it does not come true in time.
pub async fn within(limit: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
