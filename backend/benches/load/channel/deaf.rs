//! Sockets that follow a post and never read: how many of them the server has sent away in the end, and how large it grew
//! over them.

use std::{io, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{Plan, resident_kib, socket::Socket};

/// Between two looks at the server's memory.
const PACE: Duration = Duration::from_millis(200);

/// All of them.
pub(super) struct Deaf(Vec<Socket>);

impl Deaf {
    /// They come after the readers, from addresses of their own.
    pub async fn gather(plan: &Plan) -> io::Result<Self> {
        let mut sockets = Vec::new();
        for number in plan.readers..plan.readers + plan.deaf {
            let mut socket = Socket::open_narrow(plan.door(), number).await?;
            for part in ["comments", "counts"] {
                socket.subscribe(&format!("posts/{}/{part}", plan.post)).await?;
            }
            sockets.push(socket);
        }
        Ok(Self(sockets))
    }

    /// How many have been closed by now. They read at last to find it out: the end stands behind what they were sent.
    pub async fn cut(self) -> usize {
        let mut looks = JoinSet::new();
        for mut socket in self.0 {
            looks.spawn(async move { socket.was_cut().await });
        }
        looks.join_all().await.into_iter().filter(|was_cut| *was_cut).count()
    }
}

/// The most memory that a process has at any look in so many seconds.
pub(super) async fn most_kib(process: u32, secs: u32) -> io::Result<f64> {
    let end = Instant::now() + Duration::from_secs(secs.into());
    let mut most: f64 = 0.0;
    while Instant::now() < end {
        most = most.max(resident_kib(process)?);
        sleep(PACE).await;
    }
    Ok(most)
}
