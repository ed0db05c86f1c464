//! The DTOs of `/api/v1`: the small, classic contract. It is frozen: only optional fields may be added, and
//! `backend/tests/api/v1/frozen.rs` finds anything else.
//!
//! Field docs are the API reference. The rules behind them are those of v2: requests parse into the same inputs.

mod account;
mod category;
mod comment;
mod error;
mod page;
mod post;

pub use account::{Followed, Grant, Login, Me, Register, Registered, RegistrationForm, User};
pub use category::{Categories, Category, Tag, Tags};
pub use comment::{Comment, Comments, CreateComment};
pub use error::{ErrorBody, ErrorDetail};
pub use page::Pagination;
pub use post::{Author, CreatePost, Liked, Post, PostStatus, Posts, UpdatePost};
