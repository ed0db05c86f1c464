//! Which notifications reach a person on which way.

use broadsheet_shared::v2::{NotificationChoice, NotificationSettings, NotificationType, SetNotificationSettings};

use super::NotificationError;
use crate::{
    domain::{actor::Actor, notification::usual_choice},
    repositories::notification_settings,
    services::Context,
};

/// What holds for the person who asks: what they chose, and else what is usual.
pub async fn preferences(context: &Context, actor: &Actor) -> Result<NotificationSettings, NotificationError> {
    let chosen = notification_settings::list(context.database.read(), actor.signed_in()?.id).await?;
    Ok(in_force(context, &chosen))
}

/// Chooses anew, for all types at once.
pub async fn choose(
    context: &Context,
    actor: &Actor,
    wanted: &SetNotificationSettings,
) -> Result<NotificationSettings, NotificationError> {
    let user = actor.signed_in()?.id;
    let choices = &wanted.choices();
    context.database.write(|tx| async move { notification_settings::upsert(&tx, user, choices).await }).await?;
    Ok(in_force(context, choices))
}

fn in_force(context: &Context, chosen: &[(NotificationType, NotificationChoice)]) -> NotificationSettings {
    let of = |kind| chosen.iter().find(|(one, _)| *one == kind).map_or(usual_choice(kind), |(_, choice)| *choice);
    NotificationSettings {
        comment: of(NotificationType::Comment),
        reply: of(NotificationType::Reply),
        mention: of(NotificationType::Mention),
        like: of(NotificationType::Like),
        follow: of(NotificationType::Follow),
        post: of(NotificationType::Post),
        moderation: of(NotificationType::Moderation),
        digest_hour: context.config.notifications.digest_hour,
    }
}
