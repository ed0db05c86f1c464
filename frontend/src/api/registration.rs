//! Making an account: what the site asks for, and how good a password would be.

use broadsheet_shared::v2;

use super::{
    addresses,
    client::{Api, ApiError, Cancel},
};

/// What a registration must bring along.
pub async fn form(api: Api) -> Result<v2::RegistrationForm, ApiError> {
    api.get(addresses::REGISTRATION).anonymous().fetch().await
}

/// How good a password would be.
pub async fn measure(
    api: Api,
    question: &v2::CheckPassword,
    cancel: &Cancel,
) -> Result<v2::PasswordStrength, ApiError> {
    api.post("/api/v2/auth/password-strength").anonymous().json(question).cancelled_by(cancel).fetch().await
}
