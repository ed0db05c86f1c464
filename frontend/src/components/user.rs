//! People: picture, byline, card.

mod avatar;
mod card;

pub use avatar::Avatar;
pub use card::{AuthorCard, AuthorHeader};
