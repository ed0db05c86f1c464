//! People: picture, byline, card.

mod avatar;
mod card;
mod name;

pub use avatar::Avatar;
pub use card::{AuthorCard, AuthorHeader};
pub use name::PersonName;
