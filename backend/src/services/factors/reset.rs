//! For those who have lost every factor and every code, and what was begun and never finished.

use broadsheet_shared::{id::UserId, permission::Permission};

use super::{FactorsError, record, totp};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        user::Who,
    },
    repositories::{self, ceremonies, factors},
    services::Context,
};

/// Takes all second factors of an account away: for the command line, where whoever has the machine has made sure who
/// asks. The password alone signs in then; its sessions stay.
pub async fn reset(context: &Context, actor: &Actor, username: &str) -> Result<UserId, FactorsError> {
    actor.allow(Permission::UsersManage)?;
    let found = repositories::users::find_who(context.database.read(), &Who::parse(username)).await?;
    let user = found.ok_or(FactorsError::UserNotFound)?.card.id;
    context
        .database
        .write(|tx| async move {
            repositories::users::lock(&tx, user).await?;
            factors::delete_all_of(&tx, user).await?;
            Ok::<_, FactorsError>(
                record(context, &tx, user, Entry::new(Action::FactorsReset).by(actor).of(user)).await?,
            )
        })
        .await?;
    context.standings.forget_user(user);
    Ok(user)
}

/// Forgets ceremonies that are over and secrets that were never confirmed; for a job. Says how many.
pub async fn purge(context: &Context) -> Result<u64, FactorsError> {
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let over = ceremonies::delete_expired(&tx, now).await?;
            Ok(over + factors::delete_unconfirmed(&tx, now.plus_secs(-totp::WAIT_SECS)).await?)
        })
        .await
}
