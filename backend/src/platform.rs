//! What the machine and its neighbours give us: cache, events, limiter, clock, ids, crypto, passkeys, mail, Markdown, images.

pub mod access_tokens;
pub mod archive;
pub mod cache;
pub mod cards;
pub mod clock;
pub mod coding;
pub mod common_passwords;
pub mod crypto;
#[cfg(test)]
mod edits;
pub mod events;
pub mod form_tokens;
pub mod ids;
pub mod images;
pub mod invitation_tokens;
pub mod limiter;
pub mod log;
pub mod mail;
pub mod markdown;
pub mod passkeys;
pub mod passwords;
pub mod personal_tokens;
pub mod private;
pub mod redis;
pub mod sealing;
pub mod storage;
pub mod totp;
pub mod unsubscribe_keys;
pub mod work_queue;
pub mod xml;
