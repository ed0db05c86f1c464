//! Somebody who writes through the proxy all the while. Whatever was not answered is said again under the same key, as a
//! program does that loses nothing: so it must stand there in the end, and once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};

use super::exchange::Answer;
use super::talk::Talk;

/// Between two tries, and two numbers.
const PACE: Duration = Duration::from_millis(50);
/// How long one number may go without an answer: longer than a key of a request that died is held.
const PATIENCE: Duration = Duration::from_secs(90);

/// The writer goes on until this is dropped.
pub struct Writer {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<Talk>>>,
}

impl Writer {
    /// Begins to say numbers on a post nobody else writes on, at the proxy of this port.
    pub fn begin(talk: Talk, port: u16) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&is_over);
        let thread = Some(thread::spawn(move || write(talk, port, &until)));
        Self { is_over, thread }
    }

    /// Lets the last number be answered; the talk, in which every number up to the last was answered well.
    pub fn end(mut self) -> Result<Talk> {
        self.is_over.store(true, Ordering::Relaxed);
        let thread = self.thread.take().context("a writer ends once")?;
        thread.join().map_err(|_| anyhow!("who wrote panicked"))?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

fn write(mut talk: Talk, port: u16, is_over: &AtomicBool) -> Result<Talk> {
    while !is_over.load(Ordering::Relaxed) {
        let number = talk.said + 1;
        insist(&talk, port, number)?;
        talk.said = number;
        thread::sleep(PACE);
    }
    Ok(talk)
}

/// Says a number until somebody answers that it stands there.
fn insist(talk: &Talk, port: u16, number: u64) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut was_tried = false;
    loop {
        // A connection that breaks says nothing of what was done.
        if let Ok(answer) = talk.attempt(port, number) {
            if (200..300).contains(&answer.status) {
                return Ok(());
            }
            let is_fair = is_fair(&answer, was_tried);
            ensure!(is_fair, "comment {number} was answered with {} {}", answer.status, answer.body);
        }
        was_tried = true;
        ensure!(Instant::now() < deadline, "comment {number} was not taken within {} s", PATIENCE.as_secs());
        thread::sleep(PACE);
    }
}

/// Nobody is there at the moment; or, of what is said again, the first request is still under way.
fn is_fair(answer: &Answer, was_tried: bool) -> bool {
    let is_under_way = answer.status == 409 && answer.body.contains("\"idempotency.running\"");
    [502, 503].contains(&answer.status) || (was_tried && is_under_way)
}
