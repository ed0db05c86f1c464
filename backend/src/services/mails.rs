//! The outbox: what becomes of a mail between its cause and its way out, and what staff see of it.
//!
//! Who wants a mail sent puts it in by `repositories::mails::insert`, inside the transaction of its cause. Whom it goes
//! to, what it says and which token it carries is found out when it is sent, so that no row holds an address or a usable
//! secret. Pattern: transactional outbox, with the secret made at the far end.

mod compose;
mod deliver;
mod dress;
mod error;
mod gather;
mod letters;
mod notices;
mod queue;
mod staff;
mod stopped;
#[cfg(test)]
mod tests;
mod words;

pub use deliver::{Delivery, deliver};
pub use error::MailsError;
pub use gather::{post_digests, post_due};
pub use queue::{claim, hasten, next_due, posted, purge};
pub use staff::{list, retry};
