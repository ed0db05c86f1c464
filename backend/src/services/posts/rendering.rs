//! From Markdown to what is stored beside it. Before any transaction.

use broadsheet_shared::v2::Heading;

use super::PostError;
use crate::{
    domain::post::PostRecord,
    platform::markdown::{Profile, RENDERER_VERSION, Rendered},
    services::{Context, mentions},
};

/// Renders a post's text the way that publishing stores it.
pub(in crate::services) async fn render(context: &Context, body: &str) -> Result<Rendered, PostError> {
    Ok(mentions::render(context, body, Profile::Post).await?)
}

/// The headings in the words of the API.
pub(super) fn headings(rendered: &Rendered) -> Vec<Heading> {
    let heading = |heading: &crate::platform::markdown::Heading| Heading {
        level: heading.level,
        id: heading.id.clone(),
        text: heading.text.clone(),
    };
    rendered.table_of_contents.iter().map(heading).collect()
}

/// Puts what was rendered into the record; the excerpt too, unless its author wrote one.
pub(super) fn apply(record: &mut PostRecord, rendered: &Rendered) {
    record.body_html.clone_from(&rendered.html);
    record.table_of_contents = headings(rendered);
    record.word_count = rendered.word_count;
    record.reading_minutes = rendered.reading_minutes;
    record.renderer_version = RENDERER_VERSION.into();
    if !record.has_own_excerpt {
        record.excerpt.clone_from(&rendered.first_paragraph);
    }
}
