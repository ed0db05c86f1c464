//! Sessions, and the chains of refresh tokens that keep browsers signed in.
//!
//! Tokens never come here, only their hashes.

use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
    departures::IS_LEAVING,
    factors::LACKS_REQUIRED,
};
use crate::domain::{
    session::{Device, EndReason, RefreshToken, Session, SessionKind, Standing, TokenHash},
    user::UserStatus,
};

const SESSION: &str = "s.id, s.user_id, s.kind, s.user_agent, s.address, s.created_at, s.last_seen_at,
    s.idle_expires_at, s.expires_at";
fn standing() -> String {
    format!(
        "{SESSION}, s.revoked_at, u.username, u.status, u.session_version, u.email_confirmed_at, {LACKS_REQUIRED},
        {IS_LEAVING}"
    )
}

/// Stores a session; `token` for those that have one token of their own.
pub async fn insert(
    transaction: &Transaction,
    session: &Session,
    token: Option<&TokenHash>,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO sessions (id, user_id, kind, token_hash, user_agent, address, created_at, last_seen_at,
            idle_expires_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = params![
        session.id,
        session.user_id,
        session.kind.as_str(),
        token.map(TokenHash::as_str),
        session.device.user_agent,
        session.device.address,
        session.created_at,
        session.last_seen_at,
        session.idle_expires_at,
        session.expires_at,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Whether a session may act, and for whom.
pub async fn find_standing(database: &impl Executor, id: SessionId) -> Result<Option<Standing>, DatabaseError> {
    let sql = format!("SELECT {} FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1", standing());
    database.row(&sql, params![id]).await
}

/// The same for the session with that token.
pub async fn find_standing_by_token(
    database: &impl Executor,
    token: &TokenHash,
) -> Result<Option<Standing>, DatabaseError> {
    let sql = format!("SELECT {} FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1", standing());
    database.row(&sql, params![token.as_str()]).await
}

/// A person's living sessions, last used first: all of them, for there are no more.
pub async fn list_of(database: &impl Executor, user: UserId, now: Timestamp) -> Result<Vec<Session>, DatabaseError> {
    let sql = format!(
        "SELECT {SESSION} FROM sessions s
        WHERE s.user_id = $1 AND s.revoked_at IS NULL AND s.idle_expires_at > $2 AND s.expires_at > $2
        ORDER BY s.last_seen_at DESC, s.id DESC LIMIT 100"
    );
    database.rows(&sql, params![user, now]).await
}

/// What the programs of a person's other sessions call themselves, each once for every kind of session; those that ended
/// are remembered for a while.
pub async fn list_other_agents(
    database: &impl Executor,
    user: UserId,
    except: SessionId,
) -> Result<Vec<(SessionKind, String)>, DatabaseError> {
    let sql = "SELECT DISTINCT kind, user_agent FROM sessions WHERE user_id = $1 AND id <> $2";
    let rows: Vec<(String, String)> = database.rows(sql, params![user, except]).await?;
    Ok(rows.into_iter().filter_map(|(kind, agent)| Some((SessionKind::parse(&kind)?, agent))).collect())
}

/// Remembers a use and moves the idle end.
pub async fn touch(
    transaction: &Transaction,
    id: SessionId,
    address: &str,
    now: Timestamp,
    idle_expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE sessions SET last_seen_at = $2, idle_expires_at = $3, address = $4
        WHERE id = $1 AND revoked_at IS NULL";
    transaction.execute_sql(sql, params![id, now, idle_expires_at, address]).await?;
    Ok(())
}

/// Ends a session; false if there is no living one of that id.
pub async fn end(
    transaction: &Transaction,
    id: SessionId,
    reason: EndReason,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL";
    Ok(transaction.execute_sql(sql, params![id, now, reason.as_str()]).await? > 0)
}

/// Ends a session of this person; false if they have no living one of that id.
pub async fn end_own(
    transaction: &Transaction,
    user: UserId,
    id: SessionId,
    reason: EndReason,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE sessions SET revoked_at = $3, revoked_reason = $4
        WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND idle_expires_at > $3 AND expires_at > $3";
    Ok(transaction.execute_sql(sql, params![id, user, now, reason.as_str()]).await? > 0)
}

/// Ends a person's sessions but one (or all), and says which.
pub async fn end_others(
    transaction: &Transaction,
    user: UserId,
    keep: Option<SessionId>,
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<SessionId>, DatabaseError> {
    // No session has the nil id.
    let keep = keep.unwrap_or(SessionId(uuid::Uuid::nil()));
    let sql = "UPDATE sessions SET revoked_at = $3, revoked_reason = $4
        WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL RETURNING id";
    transaction.rows(sql, params![user, keep, now, reason.as_str()]).await
}

/// Ends what a person's other living sessions of this one's kind are beyond so many, those that were not used for longest,
/// and says which.
pub async fn end_surplus(
    transaction: &Transaction,
    session: &Session,
    others: u8,
    now: Timestamp,
) -> Result<Vec<SessionId>, DatabaseError> {
    // SQLite takes no offset without a limit; what an older version let pile up beyond this one goes the next time.
    let sql = format!(
        "UPDATE sessions SET revoked_at = $4, revoked_reason = $5 WHERE id IN (
            SELECT id FROM sessions WHERE user_id = $1 AND kind = $2 AND id <> $3
                AND revoked_at IS NULL AND idle_expires_at > $4 AND expires_at > $4
            ORDER BY last_seen_at DESC, id DESC LIMIT 10000 OFFSET {others}
        ) RETURNING id"
    );
    let reason = EndReason::Crowded.as_str();
    let values = params![session.user_id, session.kind.as_str(), session.id, now, reason];
    transaction.rows(&sql, values).await
}

/// Deletes sessions, with their tokens, that ended before `before`; says how many.
pub async fn delete_ended(transaction: &Transaction, before: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM sessions WHERE expires_at < $1 OR idle_expires_at < $1 OR revoked_at < $1";
    transaction.execute_sql(sql, params![before]).await
}

/// Deletes every session of a person, with its tokens and from where it was: part of erasing an account.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM sessions WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Deletes links of chains that were exchanged before `before`; says how many. Whoever brings one is refused either way.
pub async fn delete_used_refresh_tokens(transaction: &Transaction, before: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM refresh_tokens WHERE used_at < $1", params![before]).await
}

/// Adds a link to a chain. A link that is there already stays as it is.
pub async fn insert_refresh_token(
    transaction: &Transaction,
    token: &TokenHash,
    session: SessionId,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO refresh_tokens (token_hash, session_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (token_hash) DO NOTHING";
    transaction.execute_sql(sql, params![token.as_str(), session, now]).await?;
    Ok(())
}

/// A link of a chain, held until the transaction ends: of two exchanges of one token the second waits.
pub async fn lock_refresh_token(
    transaction: &Transaction,
    token: &TokenHash,
) -> Result<Option<RefreshToken>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR UPDATE",
        Engine::Sqlite => "",
    };
    let sql = format!("SELECT session_id, used_at, successor_used_at FROM refresh_tokens WHERE token_hash = $1{lock}");
    transaction.row(&sql, params![token.as_str()]).await
}

/// The session that a refresh token belongs to.
pub async fn find_session_of_refresh_token(
    database: &impl Executor,
    token: &TokenHash,
) -> Result<Option<SessionId>, DatabaseError> {
    database.row("SELECT session_id FROM refresh_tokens WHERE token_hash = $1", params![token.as_str()]).await
}

/// Notes the first exchange of a token, on its own row and on its predecessor's.
pub async fn mark_refresh_token_used(
    transaction: &Transaction,
    token: &TokenHash,
    successor: &TokenHash,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE refresh_tokens SET used_at = $3, successor_hash = $2 WHERE token_hash = $1";
    transaction.execute_sql(sql, params![token.as_str(), successor.as_str(), now]).await?;
    let sql =
        "UPDATE refresh_tokens SET successor_used_at = $2 WHERE successor_hash = $1 AND successor_used_at IS NULL";
    transaction.execute_sql(sql, params![token.as_str(), now]).await?;
    Ok(())
}

impl FromRow for Session {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            user_id: row.take()?,
            kind: row.parsed(SessionKind::parse)?,
            device: Device { user_agent: row.take()?, address: row.take()?, mark: None },
            created_at: row.take()?,
            last_seen_at: row.take()?,
            idle_expires_at: row.take()?,
            expires_at: row.take()?,
        })
    }
}

impl FromRow for Standing {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            session: Session::from_row(row)?,
            is_revoked: row.optional::<Timestamp>()?.is_some(),
            username: row.take()?,
            status: row.parsed(UserStatus::parse)?,
            version: row.take()?,
            is_confirmed: row.optional::<Timestamp>()?.is_some(),
            must_enrol: row.take()?,
            is_leaving: row.take()?,
        })
    }
}

impl FromRow for RefreshToken {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { session_id: row.take()?, used_at: row.optional()?, successor_used_at: row.optional()? })
    }
}
