//! Signing in by name and password.

use broadsheet_shared::{id::UserId, input::Credentials};

use super::{
    Arrival, Challenge, Grant, SCRIPT_TOKEN_PREFIX, ScriptGrant, SessionError,
    grant::{Proven, new_session, open},
    novelty,
    opening::open_browser,
    second_factor::{challenge, turn_away},
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
    let (user, hash) = verify(context, credentials, &arrival.device).await?;
    match open_browser(context, user, &arrival, Proven::Password(&hash)).await {
        Ok(grant) => Ok(SignIn::Granted(Box::new(grant))),
        Err(SessionError::SecondFactorNeeded) => {
            Ok(SignIn::Challenged(Box::new(challenge(context, user, &hash, &arrival).await?)))
        }
        Err(error) => {
            note_refusal(context, user, &arrival.device, &error).await?;
            Err(error)
        }
    }
}

/// Signs a script in: one opaque token, stored as its hash. Accounts with a second factor have personal access tokens
/// instead, for no script can give one.
pub async fn login_script(
    context: &Context,
    credentials: Credentials,
    device: Device,
) -> Result<ScriptGrant, SessionError> {
    let (user, password_hash) = verify(context, credentials, &device).await?;
    let password_hash = password_hash.as_str();
    let session = new_session(context, user, SessionKind::V1, device);
    let token = format!("{SCRIPT_TOKEN_PREFIX}{}", Token::random().as_str());
    let (new, hash, proven) = (&session, &TokenHash::from(token_hash(&token)), Proven::Password(password_hash));
    let opened = context
        .database
        .write::<_, SessionError, _, _>(|transaction| async move {
            let opened = open(context, &transaction, new, hash, proven, None).await?;
            if !opened.is_first {
                novelty::tell_of(context, &transaction, new, Some(password_hash)).await?;
            }
            Ok(opened.ended)
        })
        .await;
    match opened {
        Ok(ended) => {
            for session in ended {
                context.standings.forget(session);
            }
        }
        Err(error @ SessionError::SecondFactorNeeded) => {
            turn_away(context, user, &session.device).await?;
            return Err(error);
        }
        Err(error) => {
            note_refusal(context, user, &session.device, &error).await?;
            return Err(error);
        }
    }
    let account = repositories::accounts::find(context.database.read(), user).await?;
    let account = account.ok_or(SessionError::Credentials)?;
    Ok(ScriptGrant { token, expires_at: session.ends_at(), account })
}

/// Whose credentials these are, and the hash that the password fits: it may be another by the time that a session opens.
/// Unknown names, wrong passwords and accounts that cannot be used take the same path: one query, one count, one
/// verification, one line of the audit log, one answer (SECURITY H1).
async fn verify(
    context: &Context,
    credentials: Credentials,
    device: &Device,
) -> Result<(UserId, String), SessionError> {
    let Credentials { login, password } = credentials;
    let stored = repositories::users::find_credentials(context.database.read(), &login).await?;
    let hash = stored.as_ref().and_then(|stored| stored.password_hash.clone());
    let account = stored.as_ref().map(|stored| stored.id);
    let attempt = Attempt { login: &login, account, device };
    let verdict = proof::compare::<SessionError>(context, &attempt, password.clone(), hash.clone()).await?;
    let standing = match (stored, hash) {
        (Some(stored), Some(hash)) if verdict.is_match => admitted(stored).map(|id| (id, hash)),
        _ => Err(SessionError::Credentials),
    };
    let renewed = match standing {
        Ok((id, hash)) if verdict.needs_rehash => renew(context, id, &hash, password).await,
        standing => standing,
    };
    if let Err(SessionError::Credentials | SessionError::Waiting | SessionError::NotAdmitted) = &renewed {
        note_failure(context, account, device).await?;
    }
    renewed
}

/// Takes raised costs over while the text is at hand. Where something else is stored by now, that decides: a second
/// sign-in may have taken them over as well, or another password was chosen, and what was hashed anew must not bring the
/// former one back.
async fn renew(
    context: &Context,
    id: UserId,
    former: &str,
    password: String,
) -> Result<(UserId, String), SessionError> {
    let hash = context.passwords.hash(password.clone()).await?;
    let fresh = hash.as_str();
    let is_renewed = context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            repositories::users::renew_password_hash(&transaction, id, former, fresh).await
        })
        .await?;
    if is_renewed {
        return Ok((id, hash));
    }
    let contact = repositories::users::find_contact(context.database.read(), id).await?;
    let present = contact.and_then(|contact| contact.password_hash).ok_or(SessionError::Credentials)?;
    let verdict = context.passwords.verify(password, Some(present.clone())).await?;
    if verdict.is_match { Ok((id, present)) } else { Err(SessionError::Credentials) }
}

/// A right password that opened nothing leaves a line of the audit log as a wrong one does: its owner must be able to
/// see that somebody has it.
async fn note_refusal(
    context: &Context,
    user: UserId,
    device: &Device,
    refused: &SessionError,
) -> Result<(), DatabaseError> {
    match refused {
        SessionError::Credentials | SessionError::Leaving => note_failure(context, Some(user), device).await,
        _ => Ok(()),
    }
}

async fn note_failure(context: &Context, account: Option<UserId>, device: &Device) -> Result<(), DatabaseError> {
    audit::note(context, Entry { person: account, ..Entry::new(Action::SignInFailed).at(device) }).await
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

#[cfg(test)]
mod tests;
