//! What the machine and its neighbours give us: cache, events, clock, ids, crypto, Markdown, images.

pub mod access_tokens;
pub mod cache;
pub mod clock;
pub mod common_passwords;
pub mod crypto;
pub mod events;
pub mod form_tokens;
pub mod ids;
pub mod images;
pub mod log;
pub mod markdown;
pub mod passwords;
pub mod redis;
pub mod storage;
pub mod work_queue;
