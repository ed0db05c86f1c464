//! Keeping the house: accounts and roles. Each service asks for the permission first, so that whoever lacks it learns
//! nothing and costs nothing (SECURITY B7).

use aide::axum::ApiRouter;

use crate::http::AppState;

mod roles;
mod users;

/// The operations of `/admin`, but for the audit log.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().merge(users::routes()).merge(roles::routes())
}
