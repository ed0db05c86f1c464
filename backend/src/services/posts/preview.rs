//! The editor's preview: the very HTML that publishing would store.

use broadsheet_shared::value::PostBody;

use super::{PostError, rendering};
use crate::{platform::markdown::Rendered, services::Context};

/// Renders a text without storing anything.
pub async fn preview(context: &Context, body: &PostBody) -> Result<Rendered, PostError> {
    rendering::render(context, body.as_str()).await
}
