//! Staying signed in: one refresh token is exchanged for the next.
//!
//! The successor of a token is a keyed digest of it, so that two tabs, thirty requests or a retry after a lost answer all
//! get the same one: one branch lives (SECURITY A5). A token that comes back when its successor has been in use for
//! longer than the grace was copied by somebody: the whole session ends (A4).

use broadsheet_shared::{time::Timestamp, v2::MailTemplate};

use super::{
    Grant, SessionError,
    grant::{grant, idle_secs},
};
use crate::{
    domain::{
        audit::{Action, Entry},
        mail::NewMail,
        session::{Device, EndReason, RefreshToken, Session, SessionKind, TokenHash},
    },
    platform::crypto::{Token, token_hash},
    repositories::{self, DatabaseError, Transaction},
    services::{Context, audit},
};

/// How long after its successor's first use a token may still come back: answers get lost, tabs race.
const GRACE_SECS: i64 = 10;

enum Outcome {
    Exchanged { session: Session, version: i64, password_hash: Option<String> },
    Replayed(Session),
    Refused,
}

/// Exchanges a refresh token for an access token and the next refresh token.
pub async fn refresh(context: &Context, presented: &str, device: Device) -> Result<Grant, SessionError> {
    let now = context.clock.now();
    let hash = TokenHash::from(token_hash(presented));
    let successor = context.access_tokens.successor(presented);
    let (hash, next, device) = (&hash, &successor, &device);
    let outcome = context
        .database
        .write(|transaction| async move { exchange(context, &transaction, hash, next, device, now).await })
        .await?;
    match outcome {
        Outcome::Exchanged { session, version, password_hash } => {
            let renew = |mark| context.limiter.devices().renew(mark, session.user_id, password_hash.as_deref());
            let mark = device.mark.as_ref().and_then(renew);
            grant(context, &session, version, successor, mark).await
        }
        Outcome::Replayed(session) => {
            context.standings.forget(session.id);
            tracing::warn!(
                session = %session.id, user = %session.user_id,
                "a refresh token was used again after its successor; its session has been ended"
            );
            Err(SessionError::Token)
        }
        Outcome::Refused => Err(SessionError::Token),
    }
}

async fn exchange(
    context: &Context,
    transaction: &Transaction,
    hash: &TokenHash,
    successor: &Token,
    device: &Device,
    now: Timestamp,
) -> Result<Outcome, DatabaseError> {
    let Some(token) = repositories::sessions::lock_refresh_token(transaction, hash).await? else {
        return Ok(Outcome::Refused);
    };
    let Some(standing) = repositories::sessions::find_standing(transaction, token.session_id).await? else {
        return Ok(Outcome::Refused);
    };
    if !standing.is_alive(now) || standing.session.kind != SessionKind::Browser {
        return Ok(Outcome::Refused);
    }
    let (session, version) = (standing.session, standing.version);
    if is_replayed(&token, now) {
        // Of two at once only one ends the session, and that one writes it down.
        if repositories::sessions::end(transaction, session.id, EndReason::TokenReplayed, now).await? {
            let replayed = Entry::new(Action::TokenReplayed).of(session.user_id).about(session.id).at(device);
            audit::record(context, transaction, replayed).await?;
            let mail = NewMail {
                id: context.ids.next(),
                template: MailTemplate::SessionCopied,
                user: Some(session.user_id),
                cause: Some(session.id.0),
                created_at: now,
            };
            repositories::mails::insert(transaction, &mail).await?;
        }
        return Ok(Outcome::Replayed(session));
    }
    let password_hash = repositories::users::find_password_hash(transaction, session.user_id).await?;
    if token.used_at.is_some() {
        return Ok(Outcome::Exchanged { session, version, password_hash });
    }
    let next = TokenHash::from(successor.hash());
    repositories::sessions::insert_refresh_token(transaction, &next, session.id, now).await?;
    repositories::sessions::mark_refresh_token_used(transaction, hash, &next, now).await?;
    let idle_end = now.plus_secs(idle_secs(context, session.kind));
    repositories::sessions::touch(transaction, session.id, &device.address, now, idle_end).await?;
    repositories::users::touch(transaction, session.user_id, now).await?;
    let session = Session { idle_expires_at: idle_end, last_seen_at: now, ..session };
    Ok(Outcome::Exchanged { session, version, password_hash })
}

/// True for a token whose successor has been in use for longer than the grace.
fn is_replayed(token: &RefreshToken, now: Timestamp) -> bool {
    token.successor_used_at.is_some_and(|used| now > used.plus_secs(GRACE_SECS))
}
