//! One's own account: what stands on the own page, and the username.

use broadsheet_shared::v2;

use super::client::{Api, ApiError};

/// Changes the own page; gives the account as it is then.
pub async fn update(api: Api, change: &v2::UpdateMe) -> Result<v2::Me, ApiError> {
    api.patch(super::addresses::ME).json(change).fetch().await
}

/// Changes the username; gives the account as it is then.
pub async fn rename(api: Api, change: &v2::ChangeUsername) -> Result<v2::Me, ApiError> {
    api.put("/api/v2/me/username").json(change).fetch().await
}
