//! Accounts that the program makes: for the command line, the demo and tests.

use broadsheet_shared::{id::UserId, input::Registration};

use super::AccountError;
use crate::{
    domain::{
        actor::{Actor, Refusal},
        user::{NewUser, UserStatus},
    },
    platform::cache::Tag,
    repositories::{self, Transaction},
    services::{
        Context,
        passwords::{Whose, check_new_password},
    },
};

/// An account with a chosen role.
#[derive(Debug)]
pub struct NewAccount {
    /// Name, address, password.
    pub registration: Registration,
    /// Name of its role.
    pub role: String,
    /// True if the address counts as confirmed.
    pub is_confirmed: bool,
}

/// Makes an account of any role. The program itself may, and whoever may manage accounts.
pub async fn create(context: &Context, actor: &Actor, account: NewAccount) -> Result<UserId, AccountError> {
    allow(actor)?;
    check_new_password(context, &account.registration.password, &Whose::from(&account.registration)).await?;
    let password_hash = context.passwords.hash(account.registration.password.expose().to_owned()).await?;
    let (account, password_hash) = (&account, password_hash.as_str());
    let id = context
        .database
        .write(|transaction| async move {
            let standing = (account.role.as_str(), UserStatus::Active, account.is_confirmed);
            insert(context, &transaction, &account.registration, standing, password_hash).await
        })
        .await?;
    announce(context, id).await;
    Ok(id)
}

/// Who may make and change the accounts of others.
pub(super) fn allow(actor: &Actor) -> Result<(), Refusal> {
    use broadsheet_shared::permission::Permission::UsersManage;
    match actor {
        Actor::System => Ok(()),
        other => other.require(UsersManage).map(|_| ()),
    }
}

/// Stores the account with the name of its role, its status, and whether its address counts as confirmed.
pub(super) async fn insert(
    context: &Context,
    transaction: &Transaction,
    registration: &Registration,
    (role, status, is_confirmed): (&str, UserStatus, bool),
    password_hash: &str,
) -> Result<UserId, AccountError> {
    let now = context.clock.now();
    let role = repositories::roles::find(transaction, role).await?.ok_or(AccountError::UnknownRole)?;
    let user = NewUser {
        id: context.ids.next(),
        username: &registration.username,
        email: Some(&registration.email),
        email_confirmed_at: is_confirmed.then_some(now),
        password_hash: Some(password_hash),
        display_name: &registration.display_name,
        status,
        created_at: now,
    };
    repositories::users::insert(transaction, &user).await?;
    repositories::roles::grant(transaction, user.id, role, None, now).await?;
    repositories::users::index(transaction, user.id).await?;
    Ok(user.id)
}

/// Drops what was cached of the person and of lists of people.
pub(super) async fn announce(context: &Context, id: UserId) {
    context.cache.drop_tags(&[Tag::Users, Tag::user(id), Tag::Search]).await;
}
