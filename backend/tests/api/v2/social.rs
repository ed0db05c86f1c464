//! Likes, bookmarks, follows, and the feed that comes of them.

mod bookmarks;
mod feed;
mod follows;
mod likes;
mod machine;
mod standing;
