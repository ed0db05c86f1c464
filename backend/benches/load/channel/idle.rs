//! Sockets that do nothing but answer pings: what one weighs, what they cost others, how many are lost on the way, and how
//! long it takes until all are gone when the server stops.

use std::{
    io,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use super::{REST, ask_elsewhere, open, quantile, read_for, resident_kib};

/// Who is in answers pings while the next ones come.
const AT_A_TIME: usize = 1_000;
/// Ten times what a stop may take.
const STOP: Duration = Duration::from_secs(150);

/// What is to be measured.
#[derive(Debug, clap::Args)]
pub struct Plan {
    #[arg(long)]
    port: u16,
    /// Its process, whose memory is read, and which is stopped in the end.
    #[arg(long)]
    server: u32,
    /// How many.
    #[arg(long)]
    sockets: usize,
    /// Seconds of each part.
    #[arg(long)]
    secs: u32,
}

/// Measures, and gives the figures.
pub async fn measure(plan: Plan) -> io::Result<Value> {
    read_for(plan.port, 1).await?;
    let quiet = ask_elsewhere(plan.port, plan.secs).await?;
    sleep(REST).await;
    let before = resident_kib(plan.server)?;
    let (mut sockets, lost) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)));
    for first in (0..plan.sockets).step_by(AT_A_TIME) {
        for mut socket in open(plan.port, first..plan.sockets.min(first + AT_A_TIME)).await? {
            let lost = Arc::clone(&lost);
            sockets.spawn(async move {
                while socket.hear(|_| ()).await.is_ok() {}
                lost.fetch_add(1, Relaxed);
            });
        }
    }
    sleep(REST).await;
    let idle_kib = (resident_kib(plan.server)? - before) / plan.sockets.max(1) as f64;
    let beside = ask_elsewhere(plan.port, plan.secs).await?;
    let lost = lost.load(Relaxed);

    let begun = Instant::now();
    let asked = Command::new("kill").args(["-s", "TERM", &plan.server.to_string()]).status()?;
    if !asked.success() {
        return Err(io::Error::other("the server cannot be told to stop"));
    }
    timeout(STOP, sockets.join_all()).await?;
    Ok(json!({
        "sockets": plan.sockets,
        "kib": idle_kib,
        "lost": lost,
        "quiet_p99_ms": quantile(&quiet, 99),
        "beside_p99_ms": quantile(&beside, 99),
        "gone_secs": begun.elapsed().as_secs_f64(),
    }))
}
