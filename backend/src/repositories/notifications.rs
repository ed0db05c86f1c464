//! Notifications: what was written down for a person, and what of it they may see now.
//!
//! A row gathers what many did to one thing, an entry says who. Rows are written in the transaction of the deed; whether one
//! is shown is asked anew with each look ([`look`]): of the post, of the comments, of those who did it.

mod housekeeping;
mod look;
mod marks;
mod outbox;
mod own;
mod store;
mod told;
mod withdrawn;

pub use housekeeping::{delete_likes_of_comment, delete_older, delete_some_by, list_all_of, list_touched_by_comment};
pub use marks::{mark, mark_all};
pub use outbox::{bind_digest, claim_due_mails, has_due_mail, list_digest_readers};
pub use own::{count, count_unread, find, find_to_be_mailed, list, list_of_digest};
pub use store::{Concerned, exists_of_comment, find_concerned, find_way, grow, insert, insert_entry, lock_open};
pub use told::{list_few_told, list_told};
pub use withdrawn::{delete_traces, restore_entry, silence_if_empty, withdraw_entry};
