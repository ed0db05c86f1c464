//! People: picture, byline, card, row.

mod avatar;
mod card;
mod name;
mod row;

pub use avatar::Avatar;
pub use card::{AuthorCard, AuthorHeader};
pub use name::PersonName;
pub use row::PersonRow;
