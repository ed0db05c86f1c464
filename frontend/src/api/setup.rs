//! Setting the site up: its name and its first admin.

use broadsheet_shared::v2;

use super::client::{Api, ApiError};

/// Makes the first admin, who is signed in then.
pub async fn set_up(api: Api, wanted: &v2::SetUp) -> Result<v2::AccessGrant, ApiError> {
    api.post("/api/v2/setup").opening_session().json(wanted).fetch().await
}
