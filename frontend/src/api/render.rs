//! The preview: the very HTML that publishing would store.

use broadsheet_shared::v2;

use super::client::{Api, ApiError, Cancel};

/// Renders Markdown without keeping it.
pub async fn render(api: Api, body: String, cancel: &Cancel) -> Result<v2::Rendered, ApiError> {
    api.post("/api/v2/render").json(&v2::Render { body }).cancelled_by(cancel).fetch().await
}
