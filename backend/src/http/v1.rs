//! Version 1 of the API: its routes, one file a noun. A stranger to the other version.
//!
//! It is frozen: what `openapi/v1.frozen.json` promises holds for good, and only optional fields are ever added. Whoever
//! changes what stands behind it changes how an answer is made here, never the answer.

use aide::axum::ApiRouter;

use super::AppState;

mod auth;
mod comments;
mod convert;
mod example;
mod follows;
mod likes;
mod page;
mod posts;
mod shelves;
mod users;

pub(super) use example::requests;

/// All operations of version 1, relative to `/api/v1`.
pub fn router() -> ApiRouter<AppState> {
    ApiRouter::new()
        .merge(auth::routes())
        .merge(users::routes())
        .merge(posts::routes())
        .merge(comments::routes())
        .merge(likes::routes())
        .merge(follows::routes())
        .merge(shelves::routes())
}
