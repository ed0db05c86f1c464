//! What a person was told of, on which ways they want to hear of what, and which threads they have muted.

use broadsheet_shared::id::UserId;
use serde_json::json;

use super::{ExportError, PAGE, lists::List};
use crate::{
    domain::notification::usual_choice,
    platform::archive::Archive,
    repositories::{notification_settings, notifications, thread_mutes},
    services::Context,
};

pub(super) async fn write(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    write_notifications(context, user, archive).await?;
    write_settings(context, user, archive).await?;
    write_mutes(context, user, archive).await
}

/// What it was about is named by its id: it may not be theirs to read any more.
async fn write_notifications(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut list = List::begin(archive, "notifications.json", context.clock.now()).await?;
    let mut after = None;
    loop {
        let page = notifications::list_all_of(database, user, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.happened_at, last.id));
        for told in page {
            list.add(&json!({
                "id": told.id,
                "type": told.kind,
                "verb": told.verb,
                "post_id": told.post,
                "comment_id": told.comment,
                "count": told.actor_count,
                "created_at": told.created_at,
                "happened_at": told.happened_at,
                "read_at": told.read_at,
            }))
            .await?;
        }
    }
    list.end().await
}

async fn write_settings(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let chosen = notification_settings::list(context.database.read(), user).await?;
    let mut list = List::begin(archive, "notification-settings.json", context.clock.now()).await?;
    for (kind, choice) in chosen {
        let is_usual = choice == usual_choice(kind);
        list.add(&json!({"type": kind, "in_app": choice.in_app, "email": choice.email, "is_usual": is_usual})).await?;
    }
    list.end().await
}

async fn write_mutes(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut list = List::begin(archive, "muted-threads.json", context.clock.now()).await?;
    let mut after = None;
    loop {
        let page = thread_mutes::list_all_of(database, user, after, PAGE).await?;
        let Some((post, _, at)) = page.last() else { break };
        after = Some((*at, *post));
        for (post, slug, at) in page {
            let slug = Some(slug).filter(|slug| !slug.is_empty());
            list.add(&json!({"post_id": post, "slug": slug, "muted_at": at})).await?;
        }
    }
    list.end().await
}
