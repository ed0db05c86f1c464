//! Signing in and out, and keeping the session alive.

use broadsheet_shared::v2;

use super::client::{Api, ApiError};

/// Tells the server that a page of ours calls: a form on another site cannot send it.
const CLIENT: (&str, &str) = ("X-Broadsheet-Client", "web");

#[derive(serde::Serialize)]
struct Nothing {}

/// Makes an account. The answer is the same whatever happened to the address.
pub async fn register(api: Api, account: &v2::Register) -> Result<v2::Registered, ApiError> {
    api.post("/api/v2/auth/register").anonymous().json(account).fetch().await
}

/// How far a sign-in has come.
pub enum SignIn {
    /// Signed in.
    Done(Box<v2::AccessGrant>),
    /// A second factor is still to come.
    Asked(Box<v2::SecondFactorChallenge>),
}

/// Signs in; the refresh token comes as a cookie that no script can read.
pub async fn login(api: Api, login: &v2::Login) -> Result<SignIn, ApiError> {
    let (status, text) = api.post("/api/v2/auth/login").opening_session().json(login).answer().await?;
    let read = match status {
        202 => serde_json::from_str(&text).map(|challenge| SignIn::Asked(Box::new(challenge))),
        _ => serde_json::from_str(&text).map(|grant| SignIn::Done(Box::new(grant))),
    };
    read.map_err(|_| ApiError::Unreadable(status))
}

/// Gives the second factor.
pub async fn give_second_factor(api: Api, given: &v2::GiveSecondFactor) -> Result<v2::AccessGrant, ApiError> {
    api.post("/api/v2/auth/login/second-factor").opening_session().json(given).fetch().await
}

/// Begins a sign-in by passkey.
pub async fn begin_passkey(api: Api) -> Result<v2::PasskeyOptions, ApiError> {
    api.post("/api/v2/auth/passkeys/options").anonymous().json(&Nothing {}).fetch().await
}

/// Signs in by a passkey.
pub async fn sign_in_by_passkey(api: Api, answer: &v2::PasskeyAnswer) -> Result<v2::AccessGrant, ApiError> {
    api.post("/api/v2/auth/passkeys").opening_session().json(answer).fetch().await
}

/// Takes an address as confirmed, by the secret of the mailed link.
pub async fn confirm_email(api: Api, wanted: &v2::ConfirmEmail) -> Result<v2::Notice, ApiError> {
    api.post("/api/v2/auth/confirm-email").anonymous().json(wanted).fetch().await
}

/// Has the confirmation link mailed again. The answer is the same whoever is meant.
pub async fn resend_confirmation(api: Api, wanted: &v2::RequestMail) -> Result<v2::Notice, ApiError> {
    api.post("/api/v2/auth/resend-confirmation").anonymous().json(wanted).fetch().await
}

/// Has a link to a new password mailed. The answer is the same whoever is meant.
pub async fn forgot_password(api: Api, wanted: &v2::RequestMail) -> Result<v2::Notice, ApiError> {
    api.post("/api/v2/auth/forgot-password").anonymous().json(wanted).fetch().await
}

/// Sets a new password, by the secret of the mailed link.
pub async fn reset_password(api: Api, wanted: &v2::ResetPassword) -> Result<v2::Notice, ApiError> {
    api.post("/api/v2/auth/reset-password").anonymous().json(wanted).fetch().await
}

/// Another access token, and a new cookie in the place of the old one.
pub async fn refresh(api: Api) -> Result<v2::AccessGrant, ApiError> {
    api.post("/api/v2/auth/refresh").anonymous().header(CLIENT.0, CLIENT.1).json(&Nothing {}).fetch().await
}

/// Ends the session on the server and takes its cookies away.
pub async fn logout(api: Api) -> Result<(), ApiError> {
    api.post("/api/v2/auth/logout").anonymous().header(CLIENT.0, CLIENT.1).json(&Nothing {}).finish().await
}
