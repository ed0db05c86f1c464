//! Likes, bookmarks, follows and the feed that comes of them, blocks and mutes, pins.

mod blocks;
mod bookmarks;
mod feed;
mod follows;
mod likes;
mod machine;
mod pins;
mod standing;
mod top;
