//! Signing out.

use super::SessionError;
use crate::{
    domain::{
        actor::Actor,
        session::{EndReason, TokenHash},
    },
    platform::crypto::token_hash,
    repositories::{self, DatabaseError},
    services::Context,
};

/// Ends the session of the refresh token and the one that acts; nothing to end is fine too.
pub async fn logout(context: &Context, actor: &Actor, refresh_token: Option<&str>) -> Result<(), SessionError> {
    let now = context.clock.now();
    let acting = actor.person().and_then(|person| person.session);
    let presented = refresh_token.map(|token| TokenHash::from(token_hash(token)));
    let presented = presented.as_ref();
    let ended = context
        .database
        .write(|transaction| async move {
            let of_cookie = match presented {
                Some(token) => repositories::sessions::find_session_of_refresh_token(&transaction, token).await?,
                None => None,
            };
            for session in of_cookie.iter().chain(&acting) {
                repositories::sessions::end(&transaction, *session, EndReason::SignedOut, now).await?;
            }
            Ok::<_, DatabaseError>([of_cookie, acting])
        })
        .await?;
    for session in ended.into_iter().flatten() {
        context.standings.forget(session);
    }
    Ok(())
}
