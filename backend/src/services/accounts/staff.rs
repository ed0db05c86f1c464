//! What staff and the command line do to the accounts of others.

use broadsheet_shared::{id::UserId, value::canonical_name};

use super::{
    AccountError,
    create::{allow, announce},
};
use crate::{
    domain::actor::Actor,
    repositories::{self, Executor},
    services::Context,
};

/// Gives an account a further role. Its access tokens answer `token.stale` from then on.
pub async fn promote(context: &Context, actor: &Actor, username: &str, role: &str) -> Result<UserId, AccountError> {
    allow(actor)?;
    let now = context.clock.now();
    let id = context
        .database
        .write(|transaction| async move {
            let id = find(&transaction, username).await?;
            let role = repositories::roles::find(&transaction, role).await?.ok_or(AccountError::UnknownRole)?;
            repositories::roles::grant(&transaction, id, role, actor.user_id(), now).await?;
            repositories::users::raise_session_version(&transaction, id).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    context.standings.forget_user(id);
    context.settings.forget();
    Ok(id)
}

/// Takes an account's address as confirmed.
pub async fn confirm(context: &Context, actor: &Actor, username: &str) -> Result<UserId, AccountError> {
    allow(actor)?;
    let now = context.clock.now();
    let id = context
        .database
        .write(|transaction| async move {
            let id = find(&transaction, username).await?;
            repositories::users::confirm_email(&transaction, id, now).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    context.standings.forget_user(id);
    announce(context, id).await;
    Ok(id)
}

async fn find(database: &impl Executor, username: &str) -> Result<UserId, AccountError> {
    let user = repositories::users::find_by_username(database, &canonical_name(username)).await?;
    user.map(|user| user.card.id).ok_or(AccountError::NotFound)
}
