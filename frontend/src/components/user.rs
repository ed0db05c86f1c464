//! People: picture, byline, card, lists.

mod avatar;
mod card;
mod name;
mod people;
mod row;
mod shield;

pub use avatar::Avatar;
pub use card::{AuthorCard, AuthorHeader};
pub use name::PersonName;
pub use people::{People, PeopleList};
pub use row::PersonRow;
pub use shield::PersonMenu;
