//! Registration: anybody makes an account for themselves.

use broadsheet_shared::input::Registration;

use super::{
    AccountError,
    create::{NewAccount, announce, insert},
};
use crate::services::Context;

/// Makes an account with the site's default role. Nothing here asks whether the address is known, so neither answer nor
/// time can tell (SECURITY H2): an address belongs to the account that confirms it.
pub async fn register(context: &Context, registration: Registration) -> Result<(), AccountError> {
    let settings = context.settings.read(&context.database).await?;
    if !settings.is_registration_open {
        return Err(AccountError::Closed);
    }
    let password_hash = context.passwords.hash(registration.password.expose().to_owned()).await?;
    let account = NewAccount { registration, role: settings.default_role.clone(), is_confirmed: false };
    let (account, password_hash) = (&account, password_hash.as_str());
    let id = context
        .database
        .write(|transaction| async move { insert(context, &transaction, account, password_hash).await })
        .await?;
    announce(context, id).await;
    Ok(())
}
