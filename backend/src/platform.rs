//! What the machine and its neighbours give us: cache, events, clock, ids, crypto, Markdown, images.

pub mod log;
pub mod markdown;
