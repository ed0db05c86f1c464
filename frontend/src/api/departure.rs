//! Taking one's data home, leaving, and staying after all.

use broadsheet_shared::v2;

use super::client::{Api, ApiError};

/// Asks for the account to be deleted; every session has ended then.
pub async fn leave(api: Api, wanted: &v2::DeleteMe) -> Result<v2::Departure, ApiError> {
    api.delete(super::addresses::ME).json(wanted).fetch().await
}

/// Keeps the account after all.
pub async fn keep(api: Api) -> Result<v2::Me, ApiError> {
    api.post("/api/v2/me/restore").json(&v2::Empty {}).fetch().await
}

/// Everything that is one's own, as a file. Hears how many bytes have come.
pub async fn export(api: Api, on_progress: impl Fn(u64) + 'static) -> Result<web_sys::Blob, ApiError> {
    api.post("/api/v2/me/export").json(&v2::Empty {}).download(on_progress).await
}
