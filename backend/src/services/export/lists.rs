//! What may be long: comments and the audit log, one thing after the other.

use broadsheet_shared::{id::UserId, time::Timestamp};
use serde_json::{Value, json};

use super::{ExportError, PAGE};
use crate::{
    domain::{
        actor::Actor,
        audit::{Detail, StoredEntry},
        comment::Comment,
        page::Part,
    },
    platform::archive::{Archive, Packing},
    repositories::comments,
    services::{Context, audit},
};

pub(super) async fn write(context: &Context, actor: &Actor, archive: &Archive) -> Result<(), ExportError> {
    let (user, now) = (actor.signed_in()?.id, context.clock.now());
    let mut list = List::begin(archive, "comments.json", now).await?;
    let mut after = None;
    loop {
        let page = comments::list_of(context.database.read(), user, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for comment in page {
            list.add(&of_comment(comment)).await?;
        }
    }
    list.end().await?;
    let mut list = List::begin(archive, "audit-log.json", now).await?;
    let mut part = Part { after: None, limit: PAGE, counts: false };
    loop {
        let page = audit::own_entries(context, actor, &part).await?;
        for entry in page.items {
            list.add(&of_entry(entry, user)).await?;
        }
        part.after = page.next;
        if part.after.is_none() {
            break;
        }
    }
    list.end().await
}

fn of_comment(comment: Comment) -> Value {
    json!({
        "id": comment.id,
        "post_id": comment.post_id,
        "parent_id": comment.parent_id,
        "state": comment.state,
        "body": comment.body_markdown,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
    })
}

/// As its owner reads it elsewhere: who else did it stays untold.
fn of_entry(entry: StoredEntry, user: UserId) -> Value {
    let is_own = audit::is_own(&entry, user);
    let details: Vec<Value> =
        entry.details.into_iter().map(|Detail(name, value)| json!({"name": name, "value": value})).collect();
    json!({
        "at": entry.created_at,
        "action": entry.action,
        "is_own": is_own,
        "subject": entry.subject.map(|subject| json!({"kind": subject.kind, "id": subject.id})),
        "details": details,
        "origin": entry.origin.map(|device| json!({
            "program": device.words(), "user_agent": device.user_agent, "address": device.address,
        })),
    })
}

/// A file that is one JSON array, written value by value.
pub(super) struct List<'a> {
    archive: &'a Archive,
    is_empty: bool,
}

impl<'a> List<'a> {
    pub async fn begin(archive: &'a Archive, name: &str, at: Timestamp) -> Result<Self, ExportError> {
        archive.file("", name, Packing::Deflated, at).await?;
        archive.write("[").await?;
        Ok(Self { archive, is_empty: true })
    }

    pub async fn add(&mut self, value: &Value) -> Result<(), ExportError> {
        let joint = if self.is_empty { "\n" } else { ",\n" };
        self.is_empty = false;
        Ok(self.archive.write(format!("{joint}{value}")).await?)
    }

    pub async fn end(self) -> Result<(), ExportError> {
        Ok(self.archive.write("\n]\n").await?)
    }
}
