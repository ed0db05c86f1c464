//! A frame as it is sent: made into text once, however many get it.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use broadsheet_shared::frames::{Event, ServerFrame, Topic};

/// What is longer is not told but read: it would take a socket's whole buffer.
const MAX_BYTES: usize = 128 * 1024;

/// The text of a frame. Clones share it.
#[derive(Debug, Clone)]
pub struct Frame(Arc<Made>);

#[derive(Debug)]
struct Made {
    text: Utf8Bytes,
    is_news: bool,
    place: Option<(Topic, u64)>,
}

impl Frame {
    /// Of anything but an event.
    pub fn new(frame: &ServerFrame) -> Self {
        let place = match frame {
            ServerFrame::Subscribed { topic, id }
            | ServerFrame::Event { topic, id, .. }
            | ServerFrame::Resync { topic, id } => Some((*topic, *id)),
            _ => None,
        };
        let is_news = matches!(frame, ServerFrame::Event { .. } | ServerFrame::Now { .. });
        // Maps with text keys alone: it cannot fail.
        let text = serde_json::to_string(frame).unwrap_or_default();
        Self(Arc::new(Made { text: text.into(), is_news, place }))
    }

    /// Of an event.
    pub fn event(topic: Topic, id: u64, event: Event) -> Self {
        let frame = Self::new(&ServerFrame::Event { topic, id, event });
        if frame.text().len() > MAX_BYTES { Self::new(&ServerFrame::Resync { topic, id }) } else { frame }
    }

    /// The text.
    pub fn text(&self) -> &Utf8Bytes {
        &self.0.text
    }

    /// True for what happened, false for an answer to what the client said.
    pub fn is_news(&self) -> bool {
        self.0.is_news
    }

    /// Where in a topic the client stands once it has this.
    pub fn place(&self) -> Option<(Topic, u64)> {
        self.0.place
    }
}
