//! Ending mails by the key that each of them carries (RFC 8058): without signing in, and nothing else.

use broadsheet_shared::{
    id::UserId,
    v2::{NotificationChoice, NotificationEmail, NotificationType},
};

use super::NotificationError;
use crate::{
    domain::notification::{MailScope, usual_choice},
    platform::unsubscribe_keys,
    repositories::{notification_settings, users},
    services::Context,
};

/// What a key ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub scope: MailScope,
    user: UserId,
}

/// Which mails this key ends, and whose; ends none.
pub async fn subscription(context: &Context, key: &str) -> Result<Subscription, NotificationError> {
    let claim = unsubscribe_keys::read(key).ok_or(NotificationError::KeyInvalid)?;
    let contact = users::find_contact(context.database.read(), claim.user).await?;
    let contact = contact.filter(|contact| contact.is_confirmed).ok_or(NotificationError::KeyInvalid)?;
    if !claim.is_of(context.config.secrets.key.expose().as_bytes(), &contact.email) {
        return Err(NotificationError::KeyInvalid);
    }
    Ok(Subscription { scope: claim.scope, user: claim.user })
}

/// Ends those mails, or all mails about notifications. What stands in the list goes on standing there. Twice is once.
pub async fn unsubscribe(context: &Context, key: &str, from_all: bool) -> Result<Subscription, NotificationError> {
    let subscription = subscription(context, key).await?;
    let (user, scope) = (subscription.user, subscription.scope);
    context
        .database
        .write(|tx| async move {
            let chosen = notification_settings::list(&tx, user).await?;
            let ended: Vec<_> = NotificationType::ALL
                .iter()
                .map(|kind| {
                    let choice = chosen.iter().find(|(one, _)| one == kind);
                    (*kind, choice.map_or(usual_choice(*kind), |(_, choice)| *choice))
                })
                .filter(|(kind, choice)| from_all || is_ended(scope, *kind, *choice))
                .map(|(kind, choice)| (kind, NotificationChoice { email: NotificationEmail::Off, ..choice }))
                .collect();
            notification_settings::upsert(&tx, user, &ended).await
        })
        .await?;
    Ok(subscription)
}

fn is_ended(scope: MailScope, kind: NotificationType, choice: NotificationChoice) -> bool {
    match scope {
        MailScope::Kind(one) => one == kind,
        MailScope::Digest => choice.email == NotificationEmail::Daily,
    }
}
