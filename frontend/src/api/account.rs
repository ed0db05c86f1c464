//! Changing one's own account.

use broadsheet_shared::v2;

use super::client::{Api, ApiError};

/// Has a link mailed to another address, which takes the place of the present one when it is followed.
pub async fn change_email(api: Api, wanted: &v2::ChangeEmail) -> Result<v2::Notice, ApiError> {
    api.put("/api/v2/me/email").json(wanted).fetch().await
}

/// Takes back the change that waits for another address to be confirmed.
pub async fn keep_email(api: Api) -> Result<(), ApiError> {
    api.delete("/api/v2/me/email").finish().await
}

/// Changes the password, and signs out everywhere else.
pub async fn change_password(api: Api, wanted: &v2::ChangePassword) -> Result<(), ApiError> {
    api.put("/api/v2/me/password").json(wanted).finish().await
}
