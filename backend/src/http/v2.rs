//! Version 2 of the API: its routes, one file a noun. A stranger to the other version.

use aide::axum::ApiRouter;

use super::AppState;

/// All operations of version 2, relative to `/api/v2`.
pub fn router() -> ApiRouter<AppState> {
    ApiRouter::new()
}
