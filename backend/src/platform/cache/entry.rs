//! What is cached: an answer ready to be sent, in bytes.
//!
//! The work of a public read (query, serialise, hash) is done once, when the entry is loaded, and compressing when the
//! first caller comes who takes it; serving it again is cloning a few reference counts.

use std::{fmt, ops::Deref, sync::Arc, time::Instant};

use broadsheet_shared::time::Timestamp;
use bytes::Bytes;
use serde::Serialize;
use tokio::sync::OnceCell;

use super::tag::Tag;
use crate::platform::{
    coding::Coding,
    crypto::{base64url, sha256},
};

/// An answer ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The body as it is.
    pub body: Bytes,
    /// Strong entity tag of `body`, quotes included.
    pub etag: String,
    /// Media type, with its charset.
    pub content_type: String,
    /// Cursor of the next page, where the answer is one page of a list; travels in the `Link` field.
    pub next: Option<String>,
    /// When what it shows last changed, where that is told; travels in the `Last-Modified` field.
    pub changed_at: Option<Timestamp>,
    /// HTTP status. Entries of 400 and above reach their callers but are never kept (SECURITY J3).
    pub status: u16,
}

/// Bodies smaller than this fit into one packet anyway.
const MIN_BYTES_TO_COMPRESS: usize = 860;
/// Larger ones are compressed on a blocking thread.
const MAX_BYTES_TO_COMPRESS_INLINE: usize = 32 * 1024;

impl Entry {
    /// A 200 answer; its entity tag is computed from the body.
    pub fn new(content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let etag = format!("\"{}\"", base64url(&sha256(&body)[..16]));
        Self { body, etag, content_type: content_type.into(), next: None, changed_at: None, status: 200 }
    }

    /// A 200 answer in JSON.
    pub fn json(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self::new("application/json", serde_json::to_vec(value)?))
    }

    /// The answer under another status, such as 301 or 308 for a redirect kept with its target as body.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same answer as one page of a list, with the cursor of the page behind it.
    pub fn with_next(mut self, next: Option<String>) -> Self {
        self.next = next;
        self
    }

    /// The same answer with the time of its last change.
    pub fn changed(mut self, at: Timestamp) -> Self {
        self.changed_at = Some(at);
        self
    }

    /// The same answer with the edit version of what it shows in its entity tag, for `If-Match` to find.
    pub fn versioned(mut self, version: u64) -> Self {
        self.etag = format!("\"{version}-{}\"", self.etag.trim_matches('"'));
        self
    }

    /// Whether the body is large enough to gain from being compressed.
    pub fn is_worth_compressing(&self) -> bool {
        self.body.len() >= MIN_BYTES_TO_COMPRESS
    }

    /// Whether it may be kept at all.
    pub(super) fn is_cacheable(&self) -> bool {
        self.status < 400
    }
}

/// The body in a coding, if that is smaller. Large bodies leave the event loop.
async fn compressed(entry: &Entry, coding: Coding) -> Option<Bytes> {
    if !entry.is_worth_compressing() {
        return None;
    }
    if entry.body.len() <= MAX_BYTES_TO_COMPRESS_INLINE {
        return coding.compress(&entry.body);
    }
    let body = entry.body.clone();
    tokio::task::spawn_blocking(move || coding.compress(&body)).await.ok().flatten()
}

/// What a loader hands over: the answer and what it was made from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The answer.
    pub entry: Entry,
    /// Everything it was made from. A forgotten tag means a stale answer for up to the family's lifetime.
    pub tags: Vec<Tag>,
}

impl Loaded {
    /// An answer made from `tags`.
    pub fn new(entry: Entry, tags: impl IntoIterator<Item = Tag>) -> Self {
        Self { entry, tags: tags.into_iter().collect() }
    }
}

/// A cached answer in a reader's hand. Cloning it copies a pointer.
#[derive(Clone)]
pub struct Ready(pub(super) Arc<Kept>);

impl Ready {
    /// The body in a coding, where that is worth it. Whoever asks first waits while it is made, others with them.
    ///
    /// Not every answer meets a caller who takes it: what is loaded for one reader alone need not pay for it.
    pub async fn coded(&self, coding: Coding) -> Option<&Bytes> {
        let kept = match coding {
            Coding::Brotli => &self.0.brotli,
            Coding::Gzip => &self.0.gzip,
        };
        kept.get_or_init(|| compressed(&self.0.entry, coding)).await.as_ref()
    }
}

/// An entry as it lies in the cache.
pub(super) struct Kept {
    pub entry: Entry,
    /// The compressed forms, once somebody wanted them.
    brotli: OnceCell<Option<Bytes>>,
    gzip: OnceCell<Option<Bytes>>,
    pub tags: Box<[Tag]>,
    /// When it must be gone, whatever else happens.
    pub expires: Instant,
    /// Tells it from an earlier or later entry under the same key.
    pub serial: u64,
}

impl Kept {
    pub fn new(entry: Entry, tags: impl Into<Box<[Tag]>>, expires: Instant, serial: u64) -> Self {
        Self { entry, brotli: OnceCell::new(), gzip: OnceCell::new(), tags: tags.into(), expires, serial }
    }

    /// Bytes it takes, with a fair guess at what the tables around it and the compressed forms take.
    pub fn weight(&self) -> u32 {
        const OWN: usize = 320;
        const PER_TAG: usize = 112;
        // Brotli leaves a quarter, gzip a third; not every body meets callers of both.
        const USUAL_RATIO: usize = 2;
        let entry = &self.entry;
        let texts = entry.etag.len() + entry.content_type.len();
        let compressed = if entry.is_worth_compressing() { entry.body.len() / USUAL_RATIO } else { 0 };
        let bodies = entry.body.len() + compressed;
        u32::try_from(OWN + PER_TAG * self.tags.len() + texts + bodies).unwrap_or(u32::MAX)
    }
}

impl Deref for Ready {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.0.entry
    }
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.entry, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(entry: Entry) -> Ready {
        Ready(Arc::new(Kept::new(entry, [], Instant::now(), 0)))
    }

    #[tokio::test]
    async fn compressed_forms_are_made_once() {
        for length in [2_000, 200_000] {
            let ready = ready(Entry::new("text/plain", "words ".repeat(length)));
            for coding in Coding::ALL {
                let coded = ready.coded(coding).await.unwrap();
                assert_eq!(Some(coded), coding.compress(&ready.body).as_ref());
                assert_eq!(coded.as_ptr(), ready.clone().coded(coding).await.unwrap().as_ptr());
            }
        }
    }

    #[tokio::test]
    async fn small_bodies_stay_as_they_are() {
        assert_eq!(ready(Entry::new("text/plain", "short")).coded(Coding::Brotli).await, None);
    }

    #[test]
    fn entity_tag_follows_the_body() {
        let one = Entry::new("text/plain", "one");

        assert_eq!(one.etag, Entry::new("text/html", "one").etag);
        assert_ne!(one.etag, Entry::new("text/plain", "two").etag);
        assert!(one.etag.starts_with('"') && one.etag.ends_with('"'));
    }
}
