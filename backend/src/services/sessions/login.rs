//! Signing in by name and password.

use broadsheet_shared::{id::UserId, input::Credentials};

use super::{
    Arrival, Challenge, Grant, SCRIPT_TOKEN_PREFIX, ScriptGrant, SessionError,
    grant::{Proven, new_session, open},
    novelty,
    opening::open_browser,
    second_factor::challenge,
};
use crate::{
    domain::{
        audit::{Action, Entry},
        registration::RegistrationState,
        session::{Device, SessionKind, TokenHash},
        user::UserStatus,
    },
    platform::crypto::{Token, token_hash},
    repositories::{self, DatabaseError, users::StoredCredentials},
    services::{
        Context, audit,
        proof::{self, Attempt},
    },
};

/// How far a sign-in has come.
#[derive(Debug)]
pub enum SignIn {
    /// Signed in.
    Granted(Box<Grant>),
    /// The password was right; a second factor is still to come.
    Challenged(Box<Challenge>),
}

/// Signs a browser in, or asks for its second factor.
pub async fn login(context: &Context, credentials: Credentials, arrival: Arrival<'_>) -> Result<SignIn, SessionError> {
    let user = verify(context, credentials, &arrival.device).await?;
    match open_browser(context, user, &arrival, Proven::Password).await {
        Ok(grant) => Ok(SignIn::Granted(Box::new(grant))),
        Err(SessionError::SecondFactorNeeded) => Ok(SignIn::Challenged(Box::new(challenge(context, user).await?))),
        Err(error) => Err(error),
    }
}

/// Signs a script in: one opaque token, stored as its hash. Accounts with a second factor have personal access tokens
/// instead, for no script can give one.
pub async fn login_script(
    context: &Context,
    credentials: Credentials,
    device: Device,
) -> Result<ScriptGrant, SessionError> {
    let user = verify(context, credentials, &device).await?;
    let session = new_session(context, user, SessionKind::V1, device);
    let token = format!("{SCRIPT_TOKEN_PREFIX}{}", Token::random().as_str());
    let (new, hash) = (&session, &TokenHash::from(token_hash(&token)));
    context
        .database
        .write::<_, SessionError, _, _>(|transaction| async move {
            open(context, &transaction, new, hash, Proven::Password).await?;
            Ok(novelty::tell_of(context, &transaction, new).await?)
        })
        .await?;
    let account = repositories::accounts::find(context.database.read(), user).await?;
    let account = account.ok_or(SessionError::Credentials)?;
    Ok(ScriptGrant { token, expires_at: session.ends_at(), account })
}

/// Whose credentials these are. Unknown names, wrong passwords and accounts that cannot be used take the same path: one
/// query, one count, one verification, one line of the audit log, one answer (SECURITY H1).
async fn verify(context: &Context, credentials: Credentials, device: &Device) -> Result<UserId, SessionError> {
    let Credentials { login, password } = credentials;
    let stored = repositories::users::find_credentials(context.database.read(), &login).await?;
    let hash = stored.as_ref().and_then(|stored| stored.password_hash.clone());
    let account = stored.as_ref().map(|stored| stored.id);
    let attempt = Attempt { login: &login, account, device };
    let verdict = proof::compare::<SessionError>(context, &attempt, password.clone(), hash).await?;
    let standing = match stored {
        Some(stored) if verdict.is_match => admitted(stored),
        _ => Err(SessionError::Credentials),
    };
    let id = match standing {
        Ok(id) => id,
        Err(refused) => {
            let failed = Entry { person: account, ..Entry::new(Action::SignInFailed).at(device) };
            audit::note(context, failed).await?;
            return Err(refused);
        }
    };
    if verdict.needs_rehash {
        let fresh = &context.passwords.hash(password).await?;
        context
            .database
            .write::<_, DatabaseError, _, _>(|transaction| async move {
                repositories::users::update_password_hash(&transaction, id, fresh).await
            })
            .await?;
    }
    Ok(id)
}

/// Only who knows the password gets as far as here, and learns how far their registration has come. Whom staff have shut
/// out besides is told nothing.
fn admitted(stored: StoredCredentials) -> Result<UserId, SessionError> {
    match (stored.status, stored.registration) {
        (UserStatus::Active, _) => Ok(stored.id),
        (UserStatus::Suspended, Some(RegistrationState::Waiting)) if !stored.is_shut => Err(SessionError::Waiting),
        (UserStatus::Suspended, Some(RegistrationState::Refused)) if !stored.is_shut => Err(SessionError::NotAdmitted),
        _ => Err(SessionError::Credentials),
    }
}
