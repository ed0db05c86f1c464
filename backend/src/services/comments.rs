//! Comments: written, changed, taken away, read as threads.
//!
//! Whoever may not see the post may not learn of its comments. What is taken away keeps its place while somebody
//! answered it.

mod erase;
mod error;
mod held;
mod read;
mod rerender;
mod take_away;
mod tell;
mod write;

pub use erase::erase_of;
pub use error::CommentError;
pub use held::held;
pub use read::{CommentListing, CommentPage, MAX_ANSWERS, find, flat, liked, thread};
pub use rerender::rerender_outdated;
pub use take_away::{delete, hide, show};
pub use write::{create, revise};
