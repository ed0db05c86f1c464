//! Signing in.

use broadsheet_shared::{id::UserId, input::Credentials};

use super::{
    Grant, SCRIPT_TOKEN_PREFIX, ScriptGrant, SessionError,
    grant::{grant, new_session, open},
    novelty,
};
use crate::{
    domain::{
        audit::{Action, Entry},
        registration::RegistrationState,
        session::{Device, EndReason, SessionKind, TokenHash},
        user::UserStatus,
    },
    platform::crypto::{Token, token_hash},
    repositories::{self, DatabaseError, users::StoredCredentials},
    services::{
        Context, audit,
        proof::{self, Attempt},
    },
};

/// Signs a browser in. `previous` is the refresh token that it brought along: its session ends, so that nobody goes on
/// under one that was planted before (SECURITY A13).
pub async fn login(
    context: &Context,
    credentials: Credentials,
    device: Device,
    previous: Option<&str>,
) -> Result<Grant, SessionError> {
    let user = verify(context, credentials, &device).await?;
    let mark = device.mark.clone();
    let session = new_session(context, user, SessionKind::Browser, device);
    let token = Token::random();
    let hash = TokenHash::from(token.hash());
    let previous = previous.map(|token| TokenHash::from(token_hash(token)));
    let (new, hash, previous) = (&session, &hash, previous.as_ref());
    let (version, replaced) = context
        .database
        .write(|transaction| async move {
            let replaced = match previous {
                Some(token) => repositories::sessions::find_session_of_refresh_token(&transaction, token).await?,
                None => None,
            };
            if let Some(replaced) = replaced {
                repositories::sessions::end(&transaction, replaced, EndReason::Replaced, new.created_at).await?;
            }
            open(context, &transaction, new, hash).await?;
            novelty::tell_of(context, &transaction, new).await?;
            let standing = repositories::sessions::find_standing(&transaction, new.id).await?;
            Ok::<_, SessionError>((standing.ok_or(SessionError::Credentials)?.version, replaced))
        })
        .await?;
    if let Some(replaced) = replaced {
        context.standings.forget(replaced);
    }
    grant(context, &session, version, token, mark.as_ref()).await
}

/// Signs a script in: one opaque token, stored as its hash.
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
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            open(context, &transaction, new, hash).await?;
            novelty::tell_of(context, &transaction, new).await
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
