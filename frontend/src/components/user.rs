//! People: picture, byline, card, lists.

mod avatar;
mod card;
mod name;
mod people;
mod row;

pub use avatar::Avatar;
pub use card::{AuthorCard, AuthorHeader};
pub use name::PersonName;
pub use people::{People, PeopleList};
pub use row::PersonRow;
