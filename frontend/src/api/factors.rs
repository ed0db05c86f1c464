//! One's own second factors.

use broadsheet_shared::{id::PasskeyId, v2};

use super::client::{Api, ApiError};

const TOTP: &str = "/api/v2/me/totp";
const CODES: &str = "/api/v2/me/recovery-codes";
const PASSKEYS: &str = "/api/v2/me/passkeys";

/// Whether an authenticator app is set up.
pub async fn totp(api: Api) -> Result<v2::TotpStatus, ApiError> {
    api.get(TOTP).fetch().await
}

/// Makes a secret for an app.
pub async fn begin_totp(api: Api, proof: &v2::Proof) -> Result<v2::NewTotp, ApiError> {
    api.post(TOTP).json(proof).fetch().await
}

/// Takes the app as set up.
pub async fn confirm_totp(api: Api, wanted: &v2::ConfirmTotp) -> Result<v2::FactorAdded, ApiError> {
    api.post("/api/v2/me/totp/confirm").json(wanted).fetch().await
}

/// Removes the app.
pub async fn remove_totp(api: Api, proof: &v2::Proof) -> Result<(), ApiError> {
    api.delete(TOTP).json(proof).finish().await
}

/// How many recovery codes are left.
pub async fn recovery_codes(api: Api) -> Result<v2::RecoveryCodeStatus, ApiError> {
    api.get(CODES).fetch().await
}

/// Makes recovery codes anew.
pub async fn renew_recovery_codes(api: Api, proof: &v2::Proof) -> Result<v2::RecoveryCodes, ApiError> {
    api.post(CODES).json(proof).fetch().await
}

/// All passkeys.
pub async fn passkeys(api: Api) -> Result<v2::List<v2::Passkey>, ApiError> {
    api.get(PASSKEYS).fetch().await
}

/// Begins to register a passkey.
pub async fn begin_passkey(api: Api, proof: &v2::Proof) -> Result<v2::PasskeyOptions, ApiError> {
    api.post(format!("{PASSKEYS}/options")).json(proof).fetch().await
}

/// Registers one.
pub async fn register_passkey(api: Api, wanted: &v2::RegisterPasskey) -> Result<v2::AddedPasskey, ApiError> {
    api.post(PASSKEYS).json(wanted).fetch().await
}

/// Begins a proof by one of them.
pub async fn begin_proof(api: Api) -> Result<v2::PasskeyOptions, ApiError> {
    api.post(format!("{PASSKEYS}/proof")).json(&v2::Empty {}).fetch().await
}

/// Gives one another name.
pub async fn rename_passkey(api: Api, id: PasskeyId, name: String) -> Result<v2::Passkey, ApiError> {
    api.patch(format!("{PASSKEYS}/{id}")).json(&v2::RenamePasskey { name }).fetch().await
}

/// Removes one.
pub async fn remove_passkey(api: Api, id: PasskeyId, proof: &v2::Proof) -> Result<(), ApiError> {
    api.delete(format!("{PASSKEYS}/{id}")).json(proof).finish().await
}
