//! Accounts that the program makes: for the command line, the demo and tests.

use broadsheet_shared::{id::UserId, input::Registration, permission::Permission};

use super::AccountError;
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        user::{NewUser, UserStatus},
    },
    platform::cache::Tag,
    repositories::{self, Transaction},
    services::{
        Context, audit,
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

/// Makes an account of any role that the actor may give. The program itself may, and whoever may manage accounts.
pub async fn create(context: &Context, actor: &Actor, account: NewAccount) -> Result<UserId, AccountError> {
    actor.allow(Permission::UsersManage)?;
    check_new_password(context, &account.registration.password, &Whose::from(&account.registration)).await?;
    let password_hash = context.passwords.hash(account.registration.password.expose().to_owned()).await?;
    let (account, password_hash) = (&account, password_hash.as_str());
    let id = context
        .database
        .write(|transaction| async move {
            let role = repositories::roles::find_whole(&transaction, &account.role).await?;
            let role = role.ok_or(AccountError::UnknownRole)?;
            let authority = repositories::roles::authority_of(&transaction, actor).await?;
            authority
                .may_give(&role.permissions)
                .and_then(|()| authority.reaches(role.position))
                .map_err(|reason| AccountError::RoleOutOfReach { role: role.name.clone(), reason })?;
            let standing = (account.role.as_str(), UserStatus::Active, account.is_confirmed);
            let id = insert(context, &transaction, &account.registration, standing, password_hash).await?;
            let created = Entry::new(Action::UserCreated).by(actor).of(id).with("granted", role.id);
            audit::record(context, &transaction, created).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    // The first administrator ends the set-up.
    context.settings.forget();
    announce(context, id).await;
    Ok(id)
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
