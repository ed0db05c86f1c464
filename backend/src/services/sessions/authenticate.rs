//! From a bearer token to the person who acts.

use std::sync::Arc;

use broadsheet_shared::{
    id::{PersonalTokenId, SessionId, UserId},
    permission::PermissionSet,
    time::Timestamp,
};

use super::{
    SessionError, grant,
    standings::{Known, KnownToken},
};
use crate::{
    domain::{
        actor::{ActingToken, Person},
        audit::{Action, Entry},
        personal_token::TokenStanding,
        session::{Device, SessionKind, Standing, TokenHash},
    },
    platform::{
        crypto::{Digest256, token_hash},
        personal_tokens,
    },
    repositories::{self, DatabaseError},
    services::{Context, audit},
};

/// What the tokens of scripts begin with, so that scanners for leaked secrets know them.
pub const SCRIPT_TOKEN_PREFIX: &str = "bs_v1_";
/// No token of ours is longer; what is, is not worth hashing.
pub(super) const MAX_TOKEN_BYTES: usize = 2000;
/// A use is written down again only after this time, so that reading does not write.
const TOUCH_EVERY_SECS: i64 = 600;

/// Which tokens are taken: a credential is good for what it was given for (SECURITY A3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Version 1: tokens of scripts, access tokens, personal access tokens.
    V1,
    /// Version 2: access tokens and personal access tokens.
    V2,
}

/// The person whose living session or token it is, on this device.
pub async fn authenticate(
    context: &Context,
    token: &str,
    door: Door,
    device: Arc<Device>,
) -> Result<Person, SessionError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(SessionError::Token);
    }
    let person = if token.starts_with(personal_tokens::PREFIX) {
        by_personal_token(context, token).await?
    } else if token.starts_with(SCRIPT_TOKEN_PREFIX) {
        if door != Door::V1 {
            return Err(SessionError::Token);
        }
        by_script_token(context, token, &device.address).await?
    } else {
        by_access_token(context, token, &device).await?
    };
    Ok(Person { device, ..person })
}

async fn by_access_token(context: &Context, token: &str, device: &Device) -> Result<Person, SessionError> {
    let now = context.clock.now();
    let Ok(claim) = context.access_tokens.read(token, now) else {
        note_forgery(context, token, device).await?;
        return Err(SessionError::Token);
    };
    let mut known = known(context, claim.session).await?;
    if claim.version > known.standing.version {
        // Minted by a process that knows of a change which this one has not heard of yet. The app renews once, and has.
        known = look_up(context, claim.session).await?;
    }
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

async fn known(context: &Context, session: SessionId) -> Result<Arc<Known>, SessionError> {
    match context.standings.get(session) {
        Some(known) => Ok(known),
        None => look_up(context, session).await,
    }
}

/// The session as it is now, remembered.
async fn look_up(context: &Context, session: SessionId) -> Result<Arc<Known>, SessionError> {
    let standing = repositories::sessions::find_standing(context.database.read(), session).await?;
    Ok(remember(context, standing.ok_or(SessionError::Token)?, None).await?)
}

/// The person of a browser's living session, and until when it lives.
pub(super) async fn by_session(context: &Context, session: SessionId) -> Result<(Person, Timestamp), SessionError> {
    let known = known(context, session).await?;
    let Known { standing, person } = &*known;
    let is_good = standing.session.kind == SessionKind::Browser && standing.is_alive(context.clock.now());
    if is_good { Ok((person.clone(), standing.session.ends_at())) } else { Err(SessionError::Token) }
}

/// The person of a living personal access token, and until when it lives.
pub(super) async fn by_token_id(context: &Context, id: PersonalTokenId) -> Result<(Person, Timestamp), SessionError> {
    let standing = repositories::personal_tokens::find_standing_by_id(context.database.read(), id).await?;
    let standing = standing.filter(|standing| standing.is_alive(context.clock.now())).ok_or(SessionError::Token)?;
    let person = person_of_token(context, &standing).await?;
    Ok((person, standing.token.expires_at))
}

/// Writes down that somebody tries tokens that we never made (SECURITY A1); once a minute for each address, for a line
/// costs us more than a try costs them.
async fn note_forgery(context: &Context, token: &str, device: &Device) -> Result<(), DatabaseError> {
    if context.access_tokens.is_forged(token) && context.standings.is_new_forger(&device.address) {
        audit::note(context, Entry::new(Action::TokenForged).at(device)).await?;
    }
    Ok(())
}

async fn by_script_token(context: &Context, token: &str, address: &str) -> Result<Person, SessionError> {
    let now = context.clock.now();
    let digest = token_hash(token);
    let known = match context.standings.get_by_token(&digest) {
        Some(known) => known,
        None if context.standings.is_unknown(&digest) => return Err(SessionError::Token),
        None => {
            let hash = TokenHash::from(digest);
            let standing = repositories::sessions::find_standing_by_token(context.database.read(), &hash).await?;
            let known = remember(context, existing(context, standing, digest)?, Some(digest)).await?;
            if known.standing.is_alive(now) {
                context.standings.note_familiar(digest, known.person.id);
                touch(context, &known.standing, address, now).await;
            }
            known
        }
    };
    if known.standing.session.kind != SessionKind::V1 || !known.standing.is_alive(now) {
        context.standings.forget_familiar(&digest);
        return Err(SessionError::Token);
    }
    Ok(known.person.clone())
}

async fn by_personal_token(context: &Context, token: &str) -> Result<Person, SessionError> {
    let now = context.clock.now();
    let digest = personal_tokens::read(token).ok_or(SessionError::Token)?;
    let known = match context.standings.get_personal(&digest) {
        Some(known) => known,
        None if context.standings.is_unknown(&digest) => return Err(SessionError::Token),
        None => {
            let hash = TokenHash::from(digest);
            let standing = repositories::personal_tokens::find_standing(context.database.read(), &hash).await?;
            let standing = existing(context, standing, digest)?;
            let person = person_of_token(context, &standing).await?;
            let known = context.standings.insert_personal(digest, KnownToken { standing, person });
            if known.standing.is_alive(now) {
                context.standings.note_familiar(digest, known.person.id);
                touch_personal(context, &known.standing, now).await;
            }
            known
        }
    };
    if !known.standing.is_alive(now) {
        context.standings.forget_familiar(&digest);
        return Err(SessionError::Token);
    }
    Ok(known.person.clone())
}

/// What was found of a token; that nothing was is remembered, for a program goes on trying a token that was revoked.
fn existing<T>(context: &Context, found: Option<T>, token: Digest256) -> Result<T, SessionError> {
    found.ok_or_else(|| {
        context.standings.forget_familiar(&token);
        context.standings.note_unknown(token);
        SessionError::Token
    })
}

/// The owner with the rights that they have now; the token's scopes narrow them at each question.
async fn person_of_token(context: &Context, standing: &TokenStanding) -> Result<Person, DatabaseError> {
    let TokenStanding { token, username, is_confirmed, must_enrol, is_leaving, .. } = standing;
    let permissions = permissions_of(context, token.user_id).await?;
    let acting = ActingToken { id: token.id, scopes: token.scopes.clone() };
    let person = Person::new(token.user_id, username.clone(), permissions, *is_confirmed);
    Ok(Person { token: Some(acting), must_enrol: *must_enrol, is_leaving: *is_leaving, ..person })
}

async fn remember(
    context: &Context,
    standing: Standing,
    token: Option<Digest256>,
) -> Result<Arc<Known>, DatabaseError> {
    let session = &standing.session;
    let permissions = permissions_of(context, session.user_id).await?;
    let person = Person::new(session.user_id, standing.username.clone(), permissions, standing.is_confirmed);
    let person = Person {
        session: Some(session.id),
        signed_in_at: Some(session.created_at),
        must_enrol: standing.must_enrol,
        is_leaving: standing.is_leaving,
        ..person
    };
    Ok(context.standings.insert(Known { standing, person }, token))
}

async fn permissions_of(context: &Context, user: UserId) -> Result<PermissionSet, DatabaseError> {
    repositories::roles::permissions_of(context.database.read(), user).await
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

/// Remembers the use of a personal access token. A failure is not the caller's.
async fn touch_personal(context: &Context, standing: &TokenStanding, now: Timestamp) {
    let token = &standing.token;
    if token.last_used_at.is_some_and(|at| now < at.plus_secs(TOUCH_EVERY_SECS)) {
        return;
    }
    let written: Result<(), DatabaseError> = context
        .database
        .write(|transaction| async move {
            repositories::personal_tokens::touch(&transaction, token.id, now).await?;
            repositories::users::touch(&transaction, token.user_id, now).await
        })
        .await;
    if let Err(error) = written {
        tracing::warn!(token = %token.id, %error, "the use of a token could not be written down");
    }
}
