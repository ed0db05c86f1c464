//! Opening the session of a browser, whatever proved who it is.

use broadsheet_shared::id::UserId;

use super::{
    Grant, SessionError,
    grant::{Proven, grant, new_session, open},
    novelty,
};
use crate::{
    domain::session::{Device, SessionKind, TokenHash},
    platform::crypto::{Token, token_hash},
    repositories,
    services::Context,
};

/// The browser that arrives. `previous` is the refresh token that it brought along: its session ends, so that nobody goes
/// on under one that was planted before (SECURITY A13).
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// Which program, from where.
    pub device: Device,
    /// The refresh token in its cookie.
    pub previous: Option<&'a str>,
    /// The cookie that binds a sign-in of several steps to it.
    pub step: Option<&'a str>,
}

/// Opens a session for this person, if what was proven is enough.
pub(super) async fn open_browser(
    context: &Context,
    user: UserId,
    arrival: &Arrival<'_>,
    proven: Proven<'_>,
) -> Result<Grant, SessionError> {
    let session = new_session(context, user, SessionKind::Browser, arrival.device.clone());
    let token = Token::random();
    let hash = TokenHash::from(token.hash());
    let previous = arrival.previous.map(|token| TokenHash::from(token_hash(token)));
    let (new, hash, previous) = (&session, &hash, previous.as_ref());
    let (version, over, password_hash) = context
        .database
        .write(|transaction| async move {
            let replaced = match previous {
                Some(token) => repositories::sessions::find_session_of_refresh_token(&transaction, token).await?,
                None => None,
            };
            let opened = open(context, &transaction, new, hash, proven, replaced).await?;
            let password_hash = repositories::users::find_password_hash(&transaction, user).await?;
            if !opened.is_first {
                novelty::tell_of(context, &transaction, new, password_hash.as_deref()).await?;
            }
            let standing = repositories::sessions::find_standing(&transaction, new.id).await?;
            let over: Vec<_> = opened.ended.into_iter().chain(replaced).collect();
            Ok::<_, SessionError>((standing.ok_or(SessionError::Credentials)?.version, over, password_hash))
        })
        .await?;
    for session in over {
        context.standings.forget(session);
    }
    let mark = context.limiter.devices().remember(arrival.device.mark.as_ref(), user, password_hash.as_deref());
    grant(context, &session, version, token, Some(mark)).await
}
