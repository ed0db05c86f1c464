//! `LineLog`: lines go into a shared buffer, a thread of its own writes them out. Nothing that logs ever waits.
//!
//! A request pays for a lock nobody holds long and a copy; a slow disk or a stuck terminal costs lines, which are
//! counted and reported, and never time.

use std::{
    io::{self, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use broadsheet_shared::time::Timestamp;

/// Lines waiting to be written; beyond it they are dropped.
const MAX_WAITING_BYTES: usize = 4 * 1024 * 1024;
/// How long lines gather before one write takes them all.
const GATHER: Duration = Duration::from_millis(50);

/// Where lines go; cloning shares the buffer.
#[derive(Debug, Clone)]
pub struct LineLog(Option<Arc<Shared>>);

#[derive(Debug)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: String,
    dropped: u64,
    is_writing: bool,
}

impl LineLog {
    /// A log that keeps nothing.
    pub const fn off() -> Self {
        Self(None)
    }

    /// A log into `sink`, with a thread of its own that lasts as long as the process.
    pub fn start(sink: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared { waiting: Mutex::default(), changed: Condvar::new() });
        let writer = Arc::clone(&shared);
        thread::Builder::new().name("log".to_owned()).spawn(move || writer.write_for_ever(sink))?;
        Ok(Self(Some(shared)))
    }

    /// Lets `write` add its line to the buffer. Never blocks on the sink.
    pub fn append(&self, write: impl FnOnce(&mut String)) {
        let Some(shared) = &self.0 else { return };
        let mut waiting = shared.lock();
        if waiting.lines.len() >= MAX_WAITING_BYTES {
            waiting.dropped += 1;
            return;
        }
        let was_empty = waiting.lines.is_empty();
        write(&mut waiting.lines);
        drop(waiting);
        if was_empty {
            shared.changed.notify_all();
        }
    }

    /// Waits until all lines so far are written, at most `limit`. For the end of the program, and tests.
    pub fn flush(&self, limit: Duration) {
        let Some(shared) = &self.0 else { return };
        let waiting = shared.lock();
        let busy = |waiting: &mut Waiting| waiting.is_writing || !waiting.lines.is_empty();
        drop(shared.changed.wait_timeout_while(waiting, limit, busy));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_for_ever(&self, mut sink: impl Write) {
        let mut lines = String::new();
        loop {
            let waiting = self.lock();
            drop(self.changed.wait_while(waiting, |waiting| waiting.lines.is_empty()));
            thread::sleep(GATHER);
            let mut waiting = self.lock();
            std::mem::swap(&mut waiting.lines, &mut lines);
            waiting.is_writing = true;
            let dropped = std::mem::take(&mut waiting.dropped);
            drop(waiting);
            if dropped > 0 {
                lines.push_str(&format!(
                    "{{\"timestamp\":\"{}\",\"level\":\"WARN\",\"message\":\"log lines dropped\",\"count\":{dropped}}}\n",
                    now()
                ));
            }
            // A log that cannot be written has nowhere to say so.
            let _ = sink.write_all(lines.as_bytes()).and_then(|()| sink.flush());
            lines.clear();
            self.lock().is_writing = false;
            self.changed.notify_all();
        }
    }
}

/// One event of `tracing`, handed over as a whole.
impl Write for LineLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(|lines| lines.push_str(&String::from_utf8_lossy(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The wall clock, for log lines only.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    struct Sink(mpsc::Sender<Vec<u8>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_arrive_in_order_and_whole() {
        let (sender, receiver) = mpsc::channel();
        let log = LineLog::start(Sink(sender)).unwrap();

        for number in 0..1000 {
            log.append(|line| line.push_str(&format!("{number}\n")));
        }
        log.flush(Duration::from_secs(20));

        let written = String::from_utf8(receiver.try_iter().flatten().collect()).unwrap();
        assert!(written.lines().map(|line| line.parse::<u32>().unwrap()).eq(0..1000));
    }

    #[test]
    fn stuck_sink_costs_lines_and_no_time() {
        let (sender, receiver) = mpsc::sync_channel::<Vec<u8>>(0);
        struct Stuck(mpsc::SyncSender<Vec<u8>>);
        impl Write for Stuck {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let log = LineLog::start(Stuck(sender)).unwrap();

        for _ in 0..20 {
            log.append(|line| line.push_str(&"x".repeat(1024 * 1024)));
        }

        let dropped = log.0.as_ref().unwrap().lock().dropped;
        assert!(dropped >= 10, "{dropped}");
        drop(receiver);
    }
}
