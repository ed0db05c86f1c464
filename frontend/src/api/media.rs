//! Uploading images.

mod fitting;

use broadsheet_shared::v2;

use super::client::{Api, ApiError, Cancel};

/// The types that the server takes, for file choosers and for what is pasted or dropped.
pub const ACCEPTED: &str = "image/png,image/jpeg,image/webp,image/gif";

/// True for a file whose type the server takes.
pub fn is_accepted(content_type: &str) -> bool {
    ACCEPTED.split(',').any(|accepted| accepted == content_type)
}

/// Uploads an image with the words for those who do not see it. One that is larger than the server takes is made smaller.
pub async fn upload(api: Api, file: &web_sys::File, alt: &str, cancel: &Cancel) -> Result<v2::Media, ApiError> {
    let form = web_sys::FormData::new().map_err(|_| ApiError::Unreadable(0))?;
    // Appending to a new form cannot fail.
    let _ = form.append_with_str("alt", alt);
    let smaller = fitting::smaller(file).await;
    let _ = form.append_with_blob_and_filename("file", smaller.as_ref().unwrap_or(file), &file.name());
    api.post("/api/v2/media").form(form).cancelled_by(cancel).fetch().await
}
