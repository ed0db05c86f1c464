//! Posts: as cards in a list, and whole.

mod article;
mod card;
mod contents;
mod facts;
mod list;
mod picture;

pub use article::{PostArticle, Reactions};
pub use card::PostCard;
pub use contents::TableOfContents;
pub use facts::{Day, Moment, PostFacts};
pub use list::{Feed, Omit, PinnedPosts, PostFeed};
pub use picture::Picture;
