//! ZIP files, written while they are sent: nothing of them lies on a disk or whole in memory, however large they become.
//!
//! Compressing is work for a thread of its own; it stands between two short channels, so that a slow reader slows the
//! writer down. An archive that is not ended in order breaks off for its reader too: half of one's data must not look
//! like all of it. Pattern: pipeline with back-pressure behind a bulkhead, one place for each person, for a time; while
//! others wait, no longer than it is put to use ([`places`]).

mod places;

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use broadsheet_shared::{id::UserId, time::Timestamp};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use tokio::{
    runtime::Handle,
    sync::mpsc,
    time::{Instant, timeout_at},
};
use zip::{
    CompressionMethod, DateTime, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use self::places::{Place, Places, Seat};

/// What is sent at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// Parts that wait for the thread, and chunks that wait for the reader.
const WAITING: usize = 4;
/// Longest name of a file: most systems take 255 bytes.
pub const MAX_NAME_BYTES: usize = 180;

/// Makes archives, a few at once in one process and one for each person. Clones share the door.
#[derive(Debug, Clone)]
pub struct Archives {
    places: Arc<Places>,
    longest: Duration,
}

/// No archive is begun now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// As many as may be are being written.
    #[error("as many archives as may be are being written")]
    Full,
    /// One of this person's is being written.
    #[error("an archive of this person is being written already")]
    Own,
}

/// Nobody reads the archive any more, or it could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nobody reads the archive any more")]
pub struct Gone;

/// An archive that is being written, file after file. Dropped before [`Archive::end`] it breaks off.
#[derive(Debug)]
pub struct Archive {
    parts: mpsc::Sender<Part>,
}

/// The bytes of an archive, as they come, until its time is over.
#[derive(Debug)]
pub struct ArchiveBytes {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    seat: Arc<Seat>,
    over_at: Instant,
}

/// How a file is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Compressed: texts.
    Deflated,
    /// As it is: pictures are compressed already.
    Stored,
}

#[derive(Debug)]
enum Part {
    File { name: String, packing: Packing, at: Timestamp },
    Bytes(Bytes),
    End,
}

impl Archives {
    /// At most `at_once` are written at a time, each for `longest` at most: who reads slowly does not keep the place, and
    /// gives it up sooner where somebody else waits for one.
    pub fn new(at_once: usize, longest: Duration) -> Self {
        Self { places: Arc::new(Places::new(at_once)), longest }
    }

    /// Begins an archive for a person: one end to write, one to read. Needs a Tokio runtime.
    pub fn begin(&self, whose: UserId) -> Result<(Archive, ArchiveBytes), Busy> {
        let place = Places::enter(&self.places, whose)?;
        let seat = Arc::clone(&place.seat);
        let (parts, coming) = mpsc::channel(WAITING);
        let (chunks, read) = mpsc::channel(WAITING);
        let runtime = Handle::current();
        // Ends by itself: when the writer is done or gone, when the reader is, and when another takes the place.
        tokio::task::spawn_blocking(move || write(coming, chunks, place, runtime));
        Ok((Archive { parts }, ArchiveBytes { chunks: read, seat, over_at: Instant::now() + self.longest }))
    }
}

impl Archive {
    /// Begins a file in a folder (empty for none); its name is made safe for every system.
    pub async fn file(&self, folder: &str, name: &str, packing: Packing, at: Timestamp) -> Result<(), Gone> {
        let name = safe_name(name);
        let name = if folder.is_empty() { name } else { format!("{}/{name}", safe_name(folder)) };
        self.part(Part::File { name, packing, at }).await
    }

    /// Adds to the file that was begun last.
    pub async fn write(&self, bytes: impl Into<Bytes>) -> Result<(), Gone> {
        self.part(Part::Bytes(bytes.into())).await
    }

    /// The archive is whole.
    pub async fn end(self) -> Result<(), Gone> {
        self.part(Part::End).await
    }

    async fn part(&self, part: Part) -> Result<(), Gone> {
        self.parts.send(part).await.map_err(|_| Gone)
    }
}

impl ArchiveBytes {
    /// For the body of an answer. An archive that breaks off ends in an error, and so does one that takes too long: the
    /// writer finds nobody to read then.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::unfold(Some(self), |open| async move {
            let mut bytes = open?;
            // A chunk that lies ready is no reason to go on for ever.
            if Instant::now() < bytes.over_at
                && !bytes.seat.is_taken()
                && let Ok(chunk) = timeout_at(bytes.over_at, bytes.chunks.recv()).await
                && (chunk.is_some() || !bytes.seat.is_taken())
            {
                return chunk.map(|chunk| (chunk, Some(bytes)));
            }
            Some((Err(io::ErrorKind::TimedOut.into()), None))
        })
    }
}

/// One name of one file: no way up, no way down, nothing that a system would take for something else.
fn safe_name(name: &str) -> String {
    let is_plain = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let mut plain: String = name.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    while plain.len() > MAX_NAME_BYTES {
        // From the middle, for the end says what kind of file it is.
        let middle = plain.char_indices().nth(plain.chars().count() / 2).map_or(0, |(at, _)| at);
        plain.remove(middle);
    }
    if plain.trim_matches(['.', ' ']).is_empty() { "_".to_owned() } else { plain }
}

/// The writer that the thread holds.
type Writer = ZipWriter<StreamWriter<Sink>>;

fn write(mut parts: mpsc::Receiver<Part>, chunks: mpsc::Sender<io::Result<Bytes>>, place: Place, runtime: Handle) {
    let is_read = Arc::new(AtomicBool::new(true));
    let outlet = Outlet { chunks, seat: Arc::clone(&place.seat), runtime };
    let sink = Sink { outlet: outlet.clone(), is_read: Arc::clone(&is_read), waiting: BytesMut::new() };
    let mut zip = ZipWriter::new_stream(sink);
    let error = loop {
        match parts.blocking_recv() {
            Some(Part::End) => match finish(zip) {
                Ok(()) => return,
                Err(error) => break error,
            },
            Some(part) => match add(&mut zip, part) {
                Ok(()) if is_read.load(Ordering::Relaxed) => {}
                Ok(()) => return,
                Err(error) => {
                    is_read.store(false, Ordering::Relaxed);
                    break error;
                }
            },
            None => {
                // The writer writes its end when it is dropped: it must not reach the reader.
                is_read.store(false, Ordering::Relaxed);
                break io::Error::other("the archive was not written to its end");
            }
        }
    };
    // A reader that is gone needs no word.
    outlet.send(Err(error));
}

/// Where chunks go, for the thread that makes them.
#[derive(Clone)]
struct Outlet {
    chunks: mpsc::Sender<io::Result<Bytes>>,
    seat: Arc<Seat>,
    runtime: Handle,
}

impl Outlet {
    /// Waits for the reader as long as the place is kept; false if nobody reads any more.
    fn send(&self, chunk: io::Result<Bytes>) -> bool {
        let len = chunk.as_ref().map_or(0, Bytes::len);
        self.seat.waits();
        let is_sent = self.runtime.block_on(async {
            tokio::select! {
                sent = self.chunks.send(chunk) => sent.is_ok(),
                () = self.seat.taken() => false,
            }
        });
        self.seat.goes_on(len);
        is_sent
    }
}

fn add(zip: &mut Writer, part: Part) -> io::Result<()> {
    match part {
        Part::File { name, packing, at } => {
            let method = match packing {
                Packing::Deflated => CompressionMethod::Deflated,
                Packing::Stored => CompressionMethod::Stored,
            };
            let options = SimpleFileOptions::default().compression_method(method).last_modified_time(date_time(at));
            zip.start_file(name, options).map_err(io::Error::other)
        }
        Part::Bytes(bytes) => zip.write_all(&bytes),
        Part::End => Ok(()),
    }
}

fn finish(zip: Writer) -> io::Result<()> {
    zip.finish().map_err(io::Error::other)?.into_inner().flush()
}

/// Gathers what is written into chunks. Once nobody reads, bytes go nowhere.
struct Sink {
    outlet: Outlet,
    is_read: Arc<AtomicBool>,
    waiting: BytesMut,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_read.load(Ordering::Relaxed) {
            self.waiting.extend_from_slice(bytes);
            if self.waiting.len() >= CHUNK_BYTES {
                self.flush()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_read.load(Ordering::Relaxed) && !self.waiting.is_empty() {
            let chunk = self.waiting.split().freeze();
            if !self.outlet.send(Ok(chunk)) {
                self.is_read.store(false, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

/// ZIP knows years from 1980 to 2107, and every second second.
fn date_time(at: Timestamp) -> DateTime {
    let (year, month, day) = at.date();
    let seconds = at.as_millis().div_euclid(1_000).rem_euclid(86_400);
    let part = |value: i64| u8::try_from(value).unwrap_or_default();
    let [month, day] = [month, day].map(|value| u8::try_from(value).unwrap_or(1));
    let year = u16::try_from(year).unwrap_or(1980);
    let (hour, minute, second) = (part(seconds / 3_600), part(seconds / 60 % 60), part(seconds % 60));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

#[cfg(test)]
mod tests;
