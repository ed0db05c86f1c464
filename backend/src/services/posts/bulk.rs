//! What publishing makes of a text, without storing it: for measurements that store posts by the thousand.

use super::{rendering, shelve};
use crate::{
    domain::post::PostRecord,
    platform::markdown::{Markdown, Profile, RenderError},
    repositories::search::Document,
};

/// Renders a record's text into it and gives the post's search document, both as [`super::create`] stores them.
pub fn prepare(markdown: &Markdown, record: &mut PostRecord, tags: &[String]) -> Result<Document, RenderError> {
    let rendered = markdown.render(&record.body_markdown, Profile::Post)?;
    rendering::apply(record, &rendered);
    Ok(shelve::document(record, tags, &rendered.plain_text))
}
