//! The tokens of programs that act for a person.

use broadsheet_shared::{id::PersonalTokenId, v2};

use super::client::{Api, ApiError};

const TOKENS: &str = "/api/v2/me/tokens";

/// All of them, newest first.
pub async fn own(api: Api) -> Result<v2::List<v2::PersonalToken>, ApiError> {
    api.get(TOKENS).fetch().await
}

/// Makes one; its text is in this answer and nowhere else.
pub async fn create(api: Api, wanted: &v2::CreatePersonalToken) -> Result<v2::CreatedPersonalToken, ApiError> {
    api.post(TOKENS).json(wanted).fetch().await
}

/// Revokes one.
pub async fn revoke(api: Api, id: PersonalTokenId) -> Result<(), ApiError> {
    api.delete(format!("{TOKENS}/{id}")).finish().await
}
