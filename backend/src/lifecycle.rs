//! When to stop: the signals of an operator, and the order in which doors close.

use std::time::Duration;

use tokio::time::sleep;

use crate::{http::Readiness, realtime::Hub};

/// Resolves when the process is told to stop, after readiness was withdrawn, listeners were sent to another process, and a
/// balancer had time to notice.
pub async fn told_to_stop(readiness: &Readiness, hub: &Hub, drain: Duration) {
    signal().await;
    tracing::info!("stopping");
    readiness.set(false);
    hub.close();
    sleep(drain).await;
}

/// Resolves at SIGTERM or Ctrl-C.
#[cfg(unix)]
pub async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = async |kind| match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "a signal cannot be listened to");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::interrupt()) => {}
    }
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
pub async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
