//! Registration: anybody makes an account for themselves.

use broadsheet_shared::{input::Registration, v2::MailTemplate};

use super::{
    AccountError,
    create::{NewAccount, announce, insert},
};
use crate::{
    domain::{mail::NewMail, role::fit_for_newcomers},
    repositories::{mails, roles, users},
    services::Context,
};

/// Makes an account with the site's default role, and one mail: to confirm the address, or, if another account has
/// confirmed it, to tell that account's owner. Neither answer nor time tells which (SECURITY H2).
pub async fn register(context: &Context, registration: Registration) -> Result<(), AccountError> {
    let settings = context.settings.read(&context.database).await?;
    if !settings.is_registration_open {
        return Err(AccountError::Closed);
    }
    let password_hash = context.passwords.hash(registration.password.expose().to_owned()).await?;
    let account = NewAccount { registration, role: settings.default_role.clone(), is_confirmed: false };
    let (account, password_hash) = (&account, password_hash.as_str());
    let (mail_id, address) = (context.ids.next(), &account.registration.email.canonical());
    let id = context
        .database
        .write(|transaction| async move {
            let role = roles::find_whole(&transaction, &account.role).await?;
            fit_for_newcomers(&account.role, role)?;
            let id = insert(context, &transaction, account, password_hash).await?;
            let (template, user) = match users::find_holder(&transaction, address).await? {
                Some(owner) => (MailTemplate::AddressTaken, owner),
                None => (MailTemplate::ConfirmEmail, id),
            };
            let created_at = context.clock.now();
            let mail = NewMail { id: mail_id, template, user: Some(user), cause: None, created_at };
            mails::insert_capped(&transaction, mail).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    announce(context, id).await;
    Ok(())
}
