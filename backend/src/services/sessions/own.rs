//! A person's own sessions: where the account is signed in, and ending that.

use broadsheet_shared::id::SessionId;

use super::SessionError;
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        session::{EndReason, Session},
    },
    repositories::{self, DatabaseError},
    services::{Context, audit},
};

/// Where the actor's account is signed in, last used first.
pub async fn own_sessions(context: &Context, actor: &Actor) -> Result<Vec<Session>, SessionError> {
    let person = actor.signed_in()?;
    Ok(repositories::sessions::list_of(context.database.read(), person.id, context.clock.now()).await?)
}

/// Ends one of the actor's sessions; somebody else's is not found (SECURITY B2).
pub async fn end(context: &Context, actor: &Actor, session: SessionId) -> Result<(), SessionError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    let has_ended = context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            let has_ended =
                repositories::sessions::end_own(&transaction, person.id, session, EndReason::Revoked, now).await?;
            if has_ended {
                let revoked = Entry::new(Action::SessionRevoked).by(actor).about(session);
                audit::record(context, &transaction, revoked).await?;
            }
            Ok(has_ended)
        })
        .await?;
    context.standings.forget(session);
    if has_ended { Ok(()) } else { Err(SessionError::NotFound) }
}

/// Ends all of the actor's sessions but the one that acts.
pub async fn end_others(context: &Context, actor: &Actor) -> Result<(), SessionError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    let ended = context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            let (me, keep) = (person.id, person.session);
            let ended = repositories::sessions::end_others(&transaction, me, keep, EndReason::Revoked, now).await?;
            if !ended.is_empty() {
                let revoked = Entry::new(Action::SessionsRevoked).by(actor).with("count", ended.len());
                audit::record(context, &transaction, revoked).await?;
            }
            Ok(ended)
        })
        .await?;
    for session in ended {
        context.standings.forget(session);
    }
    Ok(())
}

/// Deletes sessions that ended more than a month ago, and of living ones the refresh tokens that were used as long ago;
/// for a job that runs daily.
pub async fn purge(context: &Context) -> Result<u64, SessionError> {
    const MONTH_SECS: i64 = 30 * 24 * 60 * 60;
    let before = context.clock.now().plus_secs(-MONTH_SECS);
    let deleted = context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            let ended = repositories::sessions::delete_ended(&transaction, before).await?;
            Ok(ended + repositories::sessions::delete_used_refresh_tokens(&transaction, before).await?)
        })
        .await?;
    Ok(deleted)
}
