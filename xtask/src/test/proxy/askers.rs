//! Strangers who ask for pages all the while, and accept no excuse.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};

use super::exchange;

/// How many ask at once.
const ASKERS: usize = 8;
/// Between two requests of one of them.
const PACE: Duration = Duration::from_millis(10);
const PATHS: [&str; 4] = ["/api/v2/posts", "/", "/feed.xml", "/api/v2/site"];

/// They go on until this is dropped.
pub struct Askers {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Result<usize>>>,
}

impl Askers {
    /// All of them begin, at the proxy of this port.
    pub fn begin(port: u16) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let threads = (0..ASKERS).map(|number| {
            let is_over = Arc::clone(&is_over);
            thread::spawn(move || ask(port, number, &is_over))
        });
        let threads = threads.collect();
        Self { is_over, threads }
    }

    /// Stops them; how many answers they had, if all were good ones.
    pub fn end(mut self) -> Result<usize> {
        self.is_over.store(true, Ordering::Relaxed);
        let mut answers = 0;
        for thread in std::mem::take(&mut self.threads) {
            answers += thread.join().map_err(|_| anyhow!("who asked panicked"))??;
        }
        Ok(answers)
    }
}

impl Drop for Askers {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

fn ask(port: u16, number: usize, is_over: &AtomicBool) -> Result<usize> {
    let mut answers = 0;
    for path in PATHS.iter().cycle().skip(number) {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let answer = exchange::get(port, path, &[]).with_context(|| format!("request {answers} for {path}"))?;
        ensure!(answer.status == 200, "request {answers} for {path} was answered with {}", answer.status);
        answers += 1;
        thread::sleep(PACE);
    }
    Ok(answers)
}
