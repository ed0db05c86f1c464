//! Waves of a thousand sign-ins at once, each from another address, while others read and write at a steady pace.
//!
//! The pace is an open model: requests begin when their time has come, whether or not earlier ones have ended, and their
//! time counts from then. So a server that stalls cannot hide it.

use std::time::Duration;

use axum::http::Method;
use broadsheet::services::testing::seed;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::site::Site;

const AT_ONCE: u32 = 1_000;
const LASTS: Duration = Duration::from_secs(8);
/// Requests of each kind a second.
const READS: u32 = 100;
const WRITES: u32 = 10;
/// What memory may grow by: the hashes that run at once, and the requests that wait. A thousand hashes would be 19 GiB.
const MAX_GROWTH_MIB: u64 = 128;
const MAX_SLOWER: f64 = 3.0;
/// Below this a p99 is the machine's own noise, and three times it promises nothing.
const LEAST_P99: Duration = Duration::from_millis(5);

/// Measures and says whether both promises are kept.
pub async fn measure(site: &Site) -> bool {
    let (_, token) = site.sign_in(&site.username(1), seed::PASSWORD, 1).await;
    let (_, list) = site.call(Method::GET, "/api/v2/posts?limit=1", 1, "", None).await;
    let slug = list["items"][0]["slug"].as_str().expect("the seed has posts").to_owned();
    let others = Others { site: site.clone(), token, slug };
    others.for_a_while(Duration::from_secs(1)).await;

    let quiet = others.for_a_while(LASTS).await;
    let before = resident_mib();
    let (loaded, (waves, peak)) = tokio::join!(others.for_a_while(LASTS), waves(site, LASTS));
    let grown = peak.saturating_sub(before);

    let Waves { all, signed_in, sent_away } = &waves;
    println!("{AT_ONCE} sign-ins at once, {all} in all: {signed_in} signed in, {sent_away} sent away for a moment");
    println!("{:<10}{:>14}{:>14}", "p99", "quiet", "under load");
    let mut is_kept = true;
    for (name, quiet, loaded) in [("reads", &quiet.reads, &loaded.reads), ("writes", &quiet.writes, &loaded.writes)] {
        let (quiet, loaded) = (p99(quiet), p99(loaded));
        let is_fine = loaded.as_secs_f64() <= quiet.max(LEAST_P99).as_secs_f64() * MAX_SLOWER;
        println!("{name:<10}{quiet:>14.1?}{loaded:>14.1?}{}", told(is_fine));
        is_kept &= is_fine;
    }
    let is_fine = grown <= MAX_GROWTH_MIB;
    println!("memory grew by {grown} MiB at most, of {MAX_GROWTH_MIB} allowed{}", told(is_fine));
    is_kept && is_fine && waves.signed_in > 0
}

fn told(is_fine: bool) -> &'static str {
    if is_fine { "" } else { "  BROKEN" }
}

/// Everybody else.
#[derive(Clone)]
struct Others {
    site: Site,
    token: String,
    slug: String,
}

/// How long each request took.
#[derive(Default)]
struct Times {
    reads: Vec<Duration>,
    writes: Vec<Duration>,
}

impl Others {
    async fn for_a_while(&self, lasts: Duration) -> Times {
        let (reads, writes) = tokio::join!(self.steadily(READS, lasts, false), self.steadily(WRITES, lasts, true));
        Times { reads, writes }
    }

    async fn steadily(&self, a_second: u32, lasts: Duration, is_write: bool) -> Vec<Duration> {
        let begun = Instant::now();
        let count = a_second * u32::try_from(lasts.as_secs()).unwrap_or(1);
        let mut requests = JoinSet::new();
        for number in 0..count {
            let (others, due) = (self.clone(), begun + Duration::from_secs(1) / a_second * number);
            requests.spawn(async move {
                sleep_until(due).await;
                let status = if is_write { others.write(number).await } else { others.read(number).await };
                assert_eq!(status, 200, "others are answered");
                due.elapsed()
            });
        }
        requests.join_all().await
    }

    async fn read(&self, number: u32) -> u16 {
        let path = format!("/api/v2/posts/{}", self.slug);
        self.site.call(Method::GET, &path, 1_000_000 + number % 200, "", None).await.0
    }

    async fn write(&self, number: u32) -> u16 {
        let body = json!({"display_name": format!("Ada the {number}")});
        self.site.call(Method::PATCH, "/api/v2/me", 1_000_000 + number % 200, &self.token, Some(&body)).await.0
    }
}

/// What became of the sign-ins.
#[derive(Debug, Default)]
struct Waves {
    all: u32,
    signed_in: u32,
    sent_away: u32,
}

/// Waves one after the other, and the most memory that was seen.
async fn waves(site: &Site, lasts: Duration) -> (Waves, u64) {
    let (begun, mut waves, mut peak) = (Instant::now(), Waves::default(), 0);
    while begun.elapsed() < lasts {
        let mut wave = JoinSet::new();
        for number in waves.all..waves.all + AT_ONCE {
            let site = site.clone();
            wave.spawn(async move { site.sign_in(&site.username(number), seed::PASSWORD, 10_000 + number).await.0 });
        }
        waves.all += AT_ONCE;
        while let Some(status) = wave.join_next().await {
            match status.expect("nothing panics") {
                200 => waves.signed_in += 1,
                503 => waves.sent_away += 1,
                other => panic!("a sign-in got {other}"),
            }
            peak = peak.max(resident_mib());
        }
    }
    (waves, peak)
}

/// Megabytes of this process in memory; 0 where the system does not tell.
fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kib: u64 = line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default();
    kib / 1024
}

fn p99(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[(times.len() * 99 / 100).min(times.len() - 1)]
}
