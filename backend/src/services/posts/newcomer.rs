//! Links of new accounts: a post with links to other sites is not published before its author's account is old enough.

use broadsheet_shared::time::Timestamp;

use super::PostError;
use crate::{
    domain::{actor::Actor, post::PostRecord},
    services::{Context, newcomers},
};

/// What somebody may link to in what they publish.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linking {
    /// From when on other sites; `None`: now.
    from: Option<Timestamp>,
}

impl Linking {
    /// What this actor may. Asked before the transaction that publishes.
    pub(super) async fn of(context: &Context, actor: &Actor) -> Result<Self, PostError> {
        let from = match actor.person() {
            Some(person) => newcomers::links_from(context, person).await?,
            None => None,
        };
        Ok(Self { from })
    }

    /// Refuses a post whose links would be public too early. Asked inside the transaction, of what is stored.
    pub(super) fn allow(self, context: &Context, record: &PostRecord, public_at: Timestamp) -> Result<(), PostError> {
        let Some(from) = self.from.filter(|from| public_at < *from) else { return Ok(()) };
        // A canonical address is a link too: search engines follow it.
        let canonical = record.canonical_url.as_deref().map(|url| format!("<a href=\"{url}\">")).unwrap_or_default();
        let is_elsewhere =
            [record.body_html.as_str(), &canonical].into_iter().any(|html| newcomers::links_elsewhere(context, html));
        if is_elsewhere { Err(PostError::LinksTooEarly(from)) } else { Ok(()) }
    }
}
