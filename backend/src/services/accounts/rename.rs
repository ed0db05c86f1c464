//! Another username for oneself. The old one leads to the new one, and stays its owner's.

use broadsheet_shared::{input::Renaming, value::canonical_name};

use super::{
    AccountError,
    own::own_account,
    password::{held, prove},
};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        user::Account,
    },
    platform::cache::Tag,
    repositories,
    services::{Context, audit},
};

/// A name can be changed once in so many days: links and people need time to follow.
const ONCE_IN_DAYS: i64 = 30;

/// Changes one's own username, with the present password. Other cases of letters are the same name, and change at will.
pub async fn rename(context: &Context, actor: &Actor, renaming: Renaming) -> Result<Account, AccountError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    let Renaming { username, current_password } = renaming;
    let proof = &prove(context, actor, current_password).await?;
    let username = &username;
    context
        .database
        .write(|transaction| async move {
            held(proof.hold(context, &transaction, person).await)?;
            let user = repositories::users::find(&transaction, person.id).await?.ok_or(AccountError::NotFound)?;
            let former = user.card.username;
            if former == username.as_str() {
                return Ok(());
            }
            if canonical_name(&former) != username.canonical() {
                let last = repositories::usernames::find_last_change(&transaction, person.id).await?;
                let next = last.map(|last| last.plus_secs(ONCE_IN_DAYS * 24 * 60 * 60));
                if let Some(next) = next.filter(|next| *next > now) {
                    return Err(AccountError::ChangedRecently(next));
                }
            }
            repositories::usernames::claim(&transaction, username, Some(person.id)).await?;
            repositories::usernames::replace(&transaction, person.id, &former, username, now).await?;
            repositories::users::index(&transaction, person.id).await?;
            Ok(audit::record(context, &transaction, Entry::new(Action::UsernameChanged).by(actor)).await?)
        })
        .await?;
    context.standings.forget_user(person.id);
    context.cache.drop_tags(&[Tag::Users, Tag::user(person.id), Tag::Search]).await;
    own_account(context, actor).await
}
