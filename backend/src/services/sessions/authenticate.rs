//! From a bearer token to the person who acts.

use std::sync::Arc;

use broadsheet_shared::time::Timestamp;

use super::{SessionError, grant, standings::Known};
use crate::{
    domain::{
        actor::Person,
        session::{SessionKind, Standing, TokenHash},
    },
    platform::crypto::{Digest256, token_hash},
    repositories::{self, DatabaseError},
    services::Context,
};

/// What the tokens of scripts begin with, so that scanners for leaked secrets know them.
pub const SCRIPT_TOKEN_PREFIX: &str = "bs_v1_";
/// No token of ours is longer; what is, is not worth hashing.
const MAX_TOKEN_BYTES: usize = 2000;
/// A use is written down again only after this time, so that reading does not write.
const TOUCH_EVERY_SECS: i64 = 600;

/// Which tokens are taken: a credential is good for what it was given for (SECURITY A3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Version 1: tokens of scripts, and access tokens.
    V1,
    /// Version 2: access tokens alone.
    V2,
}

/// The person whose living session the token belongs to.
pub async fn authenticate(context: &Context, token: &str, door: Door, address: &str) -> Result<Person, SessionError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(SessionError::Token);
    }
    if token.starts_with(SCRIPT_TOKEN_PREFIX) {
        if door != Door::V1 {
            return Err(SessionError::Token);
        }
        return by_script_token(context, token, address).await;
    }
    by_access_token(context, token).await
}

async fn by_access_token(context: &Context, token: &str) -> Result<Person, SessionError> {
    let now = context.clock.now();
    let claim = context.access_tokens.read(token, now).map_err(|_| SessionError::Token)?;
    let known = match context.standings.get(claim.session) {
        Some(known) => known,
        None => {
            let standing = repositories::sessions::find_standing(context.database.read(), claim.session).await?;
            remember(context, standing.ok_or(SessionError::Token)?, None).await?
        }
    };
    let Standing { session, version, .. } = &known.standing;
    let is_right = session.kind == SessionKind::Browser && session.user_id == claim.user;
    if !is_right || !known.standing.is_alive(now) {
        return Err(SessionError::Token);
    }
    if *version != claim.version {
        return Err(SessionError::Stale);
    }
    Ok(known.person.clone())
}

async fn by_script_token(context: &Context, token: &str, address: &str) -> Result<Person, SessionError> {
    let now = context.clock.now();
    let digest = token_hash(token);
    let known = match context.standings.get_by_token(&digest) {
        Some(known) => known,
        None => {
            let hash = TokenHash::from(digest);
            let standing = repositories::sessions::find_standing_by_token(context.database.read(), &hash).await?;
            let known = remember(context, standing.ok_or(SessionError::Token)?, Some(digest)).await?;
            if known.standing.is_alive(now) {
                touch(context, &known.standing, address, now).await;
            }
            known
        }
    };
    if known.standing.session.kind != SessionKind::V1 || !known.standing.is_alive(now) {
        return Err(SessionError::Token);
    }
    Ok(known.person.clone())
}

async fn remember(
    context: &Context,
    standing: Standing,
    token: Option<Digest256>,
) -> Result<Arc<Known>, DatabaseError> {
    let user = standing.session.user_id;
    let permissions = repositories::roles::permissions_of(context.database.read(), user).await?;
    let person = Person {
        id: user,
        username: standing.username.clone(),
        permissions,
        session: Some(standing.session.id),
        is_confirmed: standing.is_confirmed,
    };
    Ok(context.standings.insert(Known { standing, person }, token))
}

/// Moves the idle end of a script's session. A failure is not the caller's: the next use tries again.
async fn touch(context: &Context, standing: &Standing, address: &str, now: Timestamp) {
    let session = &standing.session;
    if now < session.last_seen_at.plus_secs(TOUCH_EVERY_SECS) {
        return;
    }
    let idle_end = now.plus_secs(grant::idle_secs(context, session.kind));
    let written: Result<(), DatabaseError> = context
        .database
        .write(|transaction| async move {
            repositories::sessions::touch(&transaction, session.id, address, now, idle_end).await?;
            repositories::users::touch(&transaction, session.user_id, now).await
        })
        .await;
    if let Err(error) = written {
        tracing::warn!(session = %session.id, %error, "the use of a session could not be written down");
    }
}
