//! What a sign-in gives, and the one way to open a session.

use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
};

use super::{SessionError, second_factor::tell_of_recovery_code};
use crate::{
    domain::{
        audit::{Action, Entry},
        session::{Device, DeviceMark, EndReason, Session, SessionKind, TokenHash},
        user::{Account, UserStatus},
    },
    platform::{access_tokens::AccessClaim, crypto::Token},
    repositories::{self, Transaction, ceremonies::CeremonyKey},
    services::{
        Context, audit,
        proof::factors::{self, Judged},
    },
};

const DAY: i64 = 24 * 60 * 60;
/// Living sessions of a kind that an account has at most; of both kinds together no more than the list of them holds.
const MOST_OF_A_KIND: u8 = 50;

/// What a browser gets when it signs in or refreshes.
#[derive(Debug)]
pub struct Grant {
    /// For the memory of the page.
    pub access_token: String,
    /// Seconds until it is over.
    pub expires_in: u32,
    /// For the cookie.
    pub refresh_token: Token,
    /// Seconds until the cookie is over if it is not used.
    pub refresh_expires_in: i64,
    /// For another cookie: by it the browser is known the next time. Made at a sign-in alone.
    pub device: Option<DeviceMark>,
    /// Who signed in.
    pub account: Account,
}

/// What a script gets when it signs in.
#[derive(Debug)]
pub struct ScriptGrant {
    /// The token, shown this once.
    pub token: String,
    /// When it is over if it is not used until then.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub account: Account,
}

/// How long a session lives without being used.
pub(super) fn idle_secs(context: &Context, kind: SessionKind) -> i64 {
    match kind {
        SessionKind::Browser => i64::from(context.config.auth.session_idle_days) * DAY,
        SessionKind::V1 => 30 * DAY,
    }
}

/// How long it lives at most, however often it is used.
fn absolute_secs(context: &Context, kind: SessionKind) -> i64 {
    match kind {
        SessionKind::Browser => i64::from(context.config.auth.session_max_days) * DAY,
        SessionKind::V1 => 365 * DAY,
    }
}

/// A session that begins now. Its id is always new, whatever the caller brought along (SECURITY A13).
pub(super) fn new_session(context: &Context, user_id: UserId, kind: SessionKind, device: Device) -> Session {
    let now = context.clock.now();
    Session {
        id: context.ids.next::<SessionId>(),
        user_id,
        kind,
        device,
        created_at: now,
        last_seen_at: now,
        idle_expires_at: now.plus_secs(idle_secs(context, kind)),
        expires_at: now.plus_secs(absolute_secs(context, kind)),
    }
}

/// By what somebody has proved who they are, to open a session.
#[derive(Debug, Clone, Copy)]
pub(super) enum Proven<'a> {
    /// By a password, which has this hash. That is enough for accounts without a second factor.
    Password(&'a str),
    /// By a password and a second factor, in this ceremony.
    SecondFactor(&'a CeremonyKey, &'a Judged),
    /// By a passkey alone, in this ceremony. It knows its person, so it is two factors in one.
    Passkey(&'a CeremonyKey, &'a Judged),
}

/// The one judge of whether a session opens, inside the transaction that opens it: no state of a request or a page leads
/// around it. What was presented is spent here, with the account held, so that of any number at once one gets through.
async fn judge(
    context: &Context,
    transaction: &Transaction,
    session: &Session,
    proven: Proven<'_>,
) -> Result<(), SessionError> {
    let user = session.user_id;
    let contact = repositories::users::lock_contact(transaction, user).await?;
    let contact = contact.filter(|contact| contact.status == UserStatus::Active).ok_or(SessionError::Credentials)?;
    // Who leaves can come back in a browser, to keep the account. Nothing else is open to them, so a script has no use.
    let is_script = session.kind == SessionKind::V1;
    if is_script && repositories::departures::find(transaction, user).await?.is_some() {
        return Err(SessionError::Leaving);
    }
    let (key, judged) = match proven {
        // It was compared before this transaction; another password may have been chosen since (SECURITY A6).
        Proven::Password(hash) if contact.password_hash.as_deref() != Some(hash) => {
            return Err(SessionError::Credentials);
        }
        Proven::Password(_) if repositories::factors::find(transaction, user).await?.is_on() => {
            return Err(SessionError::SecondFactorNeeded);
        }
        Proven::Password(_) => return Ok(()),
        Proven::SecondFactor(key, judged) | Proven::Passkey(key, judged) => (key, judged),
    };
    let ceremony = repositories::ceremonies::take(transaction, key, context.clock.now()).await?;
    let ceremony = ceremony.ok_or(SessionError::Challenge)?;
    // A password that was changed meanwhile has not been given.
    let is_passkey = matches!(proven, Proven::Passkey(..));
    let is_theirs = ceremony.user == Some(user) && ceremony.is_bound_to(contact.password_hash.as_deref());
    if !is_passkey && !is_theirs {
        return Err(SessionError::Challenge);
    }
    factors::spend(context, transaction, user, judged).await?;
    if matches!(judged, Judged::RecoveryCode(_)) {
        tell_of_recovery_code(context, transaction, user, &session.device).await?;
    }
    Ok(())
}

/// What came with the opening of a session.
#[derive(Debug)]
pub(super) struct Opened {
    /// True of the first sign-in that the account ever saw.
    pub is_first: bool,
    /// Sessions that ended to make room for it; to be forgotten once the transaction stands.
    pub ended: Vec<SessionId>,
}

/// Stores a session with the token that keeps it alive, if what was proven is enough, and ends the one that it replaces in
/// its browser. An account has so many of a kind at most: one more ends the one that was not used for longest, so that the
/// list of them is always whole.
pub(super) async fn open(
    context: &Context,
    transaction: &Transaction,
    session: &Session,
    token: &TokenHash,
    proven: Proven<'_>,
    replaced: Option<SessionId>,
) -> Result<Opened, SessionError> {
    judge(context, transaction, session, proven).await?;
    let now = session.created_at;
    // Sessions that are over are forgotten after a month; this is not.
    let is_first = repositories::users::find_last_seen(transaction, session.user_id).await?.is_none();
    let own_token = (session.kind == SessionKind::V1).then_some(token);
    repositories::sessions::insert(transaction, session, own_token).await?;
    if session.kind == SessionKind::Browser {
        repositories::sessions::insert_refresh_token(transaction, token, session.id, now).await?;
    }
    if let Some(replaced) = replaced {
        repositories::sessions::end(transaction, replaced, EndReason::Replaced, now).await?;
    }
    let ended = repositories::sessions::end_surplus(transaction, session, MOST_OF_A_KIND - 1, now).await?;
    let signed_in = Entry::new(Action::SignedIn).by_person(session.user_id).at(&session.device).about(session.id);
    audit::record(context, transaction, signed_in).await?;
    repositories::users::touch(transaction, session.user_id, now).await?;
    Ok(Opened { is_first, ended })
}

/// What the browser of a living session gets.
pub(super) async fn grant(
    context: &Context,
    session: &Session,
    version: i64,
    refresh_token: Token,
    device: Option<DeviceMark>,
) -> Result<Grant, SessionError> {
    let now = context.clock.now();
    let claim = AccessClaim { user: session.user_id, session: session.id, version };
    let account = repositories::accounts::find(context.database.read(), session.user_id).await?;
    Ok(Grant {
        access_token: context.access_tokens.mint(&claim, now)?,
        expires_in: context.access_tokens.lifetime_secs(),
        refresh_token,
        device,
        refresh_expires_in: (session.ends_at().as_millis() - now.as_millis()) / 1000,
        account: account.ok_or(SessionError::Token)?,
    })
}
