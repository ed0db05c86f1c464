//! How accounts came to be: by whose leave, on which terms; and who waits to be let in.
//!
//! An account that waits, or was refused, is stored as suspended, so that whatever asks for accounts that may be used or
//! seen passes it over; the row here says why.

use broadsheet_shared::{id::UserId, time::Timestamp};

use super::{
    database::{DatabaseError, Executor, FromRow, Row, Transaction, params},
    users::CARD,
};
use crate::domain::{
    registration::{NewRegistration, RegistrationState, Waiting, WaitingKey},
    user::{UserCard, UserStatus},
};

/// Stores how an account came to be.
pub async fn insert(transaction: &Transaction, new: &NewRegistration<'_>) -> Result<(), DatabaseError> {
    let sql =
        "INSERT INTO registrations (user_id, state, note, invitation_id, terms_version, terms_accepted_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let accepted_at = new.terms_version.map(|_| new.created_at);
    let values = params![
        new.user_id,
        new.state.as_str(),
        new.note,
        new.invitation_id,
        new.terms_version,
        accepted_at,
        new.created_at,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Who waits, the longest first.
pub async fn list_waiting(
    database: &impl Executor,
    after: Option<WaitingKey>,
    limit: u8,
) -> Result<Vec<Waiting>, DatabaseError> {
    let (beyond, values) = match after {
        None => ("", params![]),
        Some(key) => ("AND (r.created_at, r.user_id) > ($1, $2)", params![key.created_at, key.user_id]),
    };
    let sql = format!(
        "SELECT {CARD}, u.email, u.email_confirmed_at, r.note, r.created_at FROM registrations r
        JOIN users u ON u.id = r.user_id LEFT JOIN media m ON m.id = u.avatar_media_id
        WHERE r.state = 'waiting' {beyond} ORDER BY r.created_at, r.user_id LIMIT {limit}"
    );
    database.rows(&sql, values).await
}

/// How many wait.
pub async fn count_waiting(database: &impl Executor) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM registrations WHERE state = 'waiting'";
    Ok(database.value::<i64>(sql, params![]).await?.unsigned_abs())
}

/// What became of the registration of an account; `None` for accounts that were made otherwise.
pub async fn find_state(database: &impl Executor, user: UserId) -> Result<Option<RegistrationState>, DatabaseError> {
    let state: Option<String> =
        database.row("SELECT state FROM registrations WHERE user_id = $1", params![user]).await?;
    Ok(state.and_then(|state| RegistrationState::parse(&state)))
}

/// What somebody wrote at their registration, and to which terms they agreed when; `None` for accounts that were made
/// otherwise.
pub async fn find_terms(
    database: &impl Executor,
    user: UserId,
) -> Result<Option<(String, Option<String>, Option<Timestamp>)>, DatabaseError> {
    let sql = "SELECT note, terms_version, terms_accepted_at FROM registrations WHERE user_id = $1";
    let found: Option<Terms> = database.row(sql, params![user]).await?;
    Ok(found.map(|Terms(note, version, accepted_at)| (note, version, accepted_at)))
}

struct Terms(String, Option<String>, Option<Timestamp>);

impl FromRow for Terms {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self(row.take()?, row.optional()?, row.optional()?))
    }
}

/// True if the account waits to be let in, and nobody has shut it besides.
pub async fn is_waiting(database: &impl Executor, user: UserId) -> Result<bool, DatabaseError> {
    let sql = "SELECT count(*) FROM registrations r WHERE r.user_id = $1 AND r.state = 'waiting'
        AND NOT EXISTS (SELECT 1 FROM suspensions s WHERE s.user_id = r.user_id)";
    Ok(database.value::<i64>(sql, params![user]).await? > 0)
}

/// Decides about somebody who waits: the account can be used from then on, or not; one that is shut besides, once it is
/// open again. False if they do not wait any more.
pub async fn decide(
    transaction: &Transaction,
    user: UserId,
    state: RegistrationState,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE registrations SET state = $2, decided_by = $3, decided_at = $4
        WHERE user_id = $1 AND state = 'waiting'";
    if transaction.execute_sql(sql, params![user, state.as_str(), by, now]).await? == 0 {
        return Ok(false);
    }
    if state == RegistrationState::Admitted {
        let sql = "UPDATE users SET status = $2, updated_at = $3 WHERE id = $1
            AND NOT EXISTS (SELECT 1 FROM suspensions s WHERE s.user_id = users.id)";
        transaction.execute_sql(sql, params![user, UserStatus::Active.as_str(), now]).await?;
    }
    Ok(true)
}

/// Accounts that were refused before `before`, the first first.
pub async fn list_refused(
    database: &impl Executor,
    before: Timestamp,
    limit: u16,
) -> Result<Vec<UserId>, DatabaseError> {
    let sql = format!(
        "SELECT user_id FROM registrations WHERE state = 'refused' AND decided_at < $1
        ORDER BY decided_at, user_id LIMIT {limit}"
    );
    database.rows(&sql, params![before]).await
}

/// Forgets how an account came to be, with what was written to those who decided.
pub async fn delete(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM registrations WHERE user_id = $1", params![user]).await?;
    Ok(())
}

impl FromRow for Waiting {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            user: UserCard::from_row(row)?,
            email: row.take()?,
            is_email_confirmed: row.optional::<Timestamp>()?.is_some(),
            note: row.take()?,
            created_at: row.take()?,
        })
    }
}
