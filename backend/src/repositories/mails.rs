//! The outbox. A mail is a row written in the transaction of its cause; a worker claims it for a time, as with jobs: if it
//! dies, the claim runs out and another sends the mail. No address and no secret ever comes here.

use broadsheet_shared::{
    id::{MailId, UserId},
    time::Timestamp,
    v2::{MailState, MailTemplate},
};
use sea_orm::Value;

use super::{
    database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
    users,
};
use crate::domain::mail::{ClaimedMail, MailRecord, NewMail};

/// Mails of one kind that an address gets from strangers' requests, and within how many seconds (SECURITY F5). Tries at
/// somebody's password can go on for weeks; a mail a day says enough. Of a password that somebody has, one an hour does.
const fn most(template: MailTemplate) -> (i64, i64) {
    match template {
        MailTemplate::AccountLocked => (1, 86_400),
        MailTemplate::SecondFactorAsked => (1, 3_600),
        _ => (3, 3_600),
    }
}

/// Puts a mail into the outbox. The workers of this process are woken after the commit.
pub async fn insert(transaction: &Transaction, mail: &NewMail) -> Result<(), DatabaseError> {
    insert_all(transaction, std::slice::from_ref(mail)).await
}

async fn insert_all(transaction: &Transaction, mails: &[NewMail]) -> Result<(), DatabaseError> {
    let row = |number: usize| {
        let [id, template, user, cause, at] = [1, 2, 3, 4, 5].map(|column| number * 5 + column);
        format!("(${id}, ${template}, ${user}, ${cause}, 'waiting', ${at}, ${at}, ${at})")
    };
    let sql = format!(
        "INSERT INTO mails (id, template, user_id, cause_id, state, run_at, created_at, queued_at) VALUES {}",
        (0..mails.len()).map(row).collect::<Vec<_>>().join(", ")
    );
    let cells = |mail: &NewMail| params![mail.id, mail.template.as_str(), mail.user, mail.cause, mail.created_at];
    transaction.execute_sql(&sql, mails.iter().flat_map(cells).collect()).await?;
    transaction.note_posted();
    Ok(())
}

/// The same for a mail that anybody can cause. Where its address has had enough of the kind lately, the mail is
/// written for nobody: whoever asked can tell neither this nor a missing account from a mail on its way.
pub async fn insert_capped(transaction: &Transaction, mail: NewMail) -> Result<(), DatabaseError> {
    insert_each_capped(transaction, mail, &[]).await
}

/// The same for a mail and others of the kind that go to the same address: as many, in this order, as it may still have.
/// One row at least, and two statements, however many they are.
pub async fn insert_each_capped(
    transaction: &Transaction,
    mail: NewMail,
    others: &[NewMail],
) -> Result<(), DatabaseError> {
    let (most, secs) = most(mail.template);
    let sql = "SELECT count(*) FROM mails m JOIN users u ON u.id = m.user_id
        WHERE u.email_canonical = (SELECT email_canonical FROM users WHERE id = $1) AND m.template = $2
            AND m.created_at > $3";
    let values = params![mail.user, mail.template.as_str(), mail.created_at.plus_secs(-secs)];
    let recent: i64 = transaction.value(sql, values).await?;
    let left = usize::try_from(most - recent).unwrap_or_default();
    let first = NewMail { user: mail.user.filter(|_| left > 0), ..mail };
    let others = others.iter().take(left.saturating_sub(1)).copied();
    insert_all(transaction, &std::iter::once(first).chain(others).collect::<Vec<_>>()).await
}

/// The same for a mail to a person whom it tells nothing new where they have had enough of the kind lately; false if so.
/// With their account held, so that of two at once the second finds the first.
pub async fn insert_seldom(transaction: &Transaction, user: UserId, mail: &NewMail) -> Result<bool, DatabaseError> {
    let (most, secs) = most(mail.template);
    let sql = "SELECT count(*) FROM mails WHERE user_id = $1 AND template = $2 AND created_at > $3";
    let values = params![user, mail.template.as_str(), mail.created_at.plus_secs(-secs)];
    let is_due = transaction.value::<i64>(sql, values).await? < most;
    if is_due {
        insert(transaction, &NewMail { user: Some(user), ..*mail }).await?;
    }
    Ok(is_due)
}

/// Takes back mails of one kind to a person that have not left: the address that they would go to is another by now.
pub async fn withdraw(transaction: &Transaction, user: UserId, template: MailTemplate) -> Result<(), DatabaseError> {
    let sql = "UPDATE mails SET user_id = NULL WHERE user_id = $1 AND template = $2 AND state = 'waiting'";
    transaction.execute_sql(sql, params![user, template.as_str()]).await?;
    Ok(())
}

/// When the first mail that nobody holds can be sent.
pub async fn next_due(database: &impl Executor, now: Timestamp) -> Result<Option<Timestamp>, DatabaseError> {
    let sql = "SELECT run_at FROM mails WHERE state = 'waiting' AND (locked_until IS NULL OR locked_until <= $1)
        ORDER BY run_at, id LIMIT 1";
    database.row(sql, params![now]).await
}

/// Claims due mails until `until`, longest waiting first; each counts one attempt more. Workers pass over one another's.
pub async fn claim(
    transaction: &Transaction,
    now: Timestamp,
    until: Timestamp,
    limit: u8,
) -> Result<Vec<ClaimedMail>, DatabaseError> {
    let passing = match transaction.engine() {
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        Engine::Sqlite => "",
    };
    // Materialised, for PostgreSQL may run a subquery more than once, and then lock more than the limit.
    let sql = format!(
        "WITH due AS MATERIALIZED (
            SELECT id FROM mails WHERE state = 'waiting' AND run_at <= $1
                AND (locked_until IS NULL OR locked_until <= $1)
            ORDER BY run_at, id LIMIT {limit} {passing}
        )
        UPDATE mails SET locked_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
        RETURNING id, template, user_id, cause_id, attempts, queued_at"
    );
    transaction.rows(&sql, params![now, until]).await
}

/// Writes down that a mail is over, and why if it failed. False if the claim was lost in the meantime.
pub async fn end(
    transaction: &Transaction,
    mail: &ClaimedMail,
    state: MailState,
    now: Timestamp,
    error: Option<&str>,
) -> Result<bool, DatabaseError> {
    let change = "state = $3, ended_at = $4, last_error = $5";
    settle(transaction, mail, change, params![state.as_str(), now, error]).await
}

/// Puts a mail back, to be tried again at `run_at`. False if the claim was lost in the meantime.
pub async fn put_back(
    transaction: &Transaction,
    mail: &ClaimedMail,
    run_at: Timestamp,
    error: &str,
) -> Result<bool, DatabaseError> {
    settle(transaction, mail, "run_at = $3, last_error = $4", params![run_at, error]).await
}

async fn settle(
    transaction: &Transaction,
    mail: &ClaimedMail,
    change: &str,
    values: Vec<Value>,
) -> Result<bool, DatabaseError> {
    let sql =
        format!("UPDATE mails SET {change}, locked_until = NULL WHERE id = $1 AND attempts = $2 AND state = 'waiting'");
    let values = params![mail.id, mail.attempts].into_iter().chain(values).collect();
    Ok(transaction.execute_sql(&sql, values).await? > 0)
}

/// Makes every mail that waits for its next attempt due: one has just gone out.
pub async fn hasten(transaction: &Transaction, now: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "UPDATE mails SET run_at = $1 WHERE state = 'waiting' AND run_at > $1";
    transaction.execute_sql(sql, params![now]).await
}

/// Puts a failed or waiting mail at the head of the queue, with all its time before it. False if it is neither.
pub async fn requeue(transaction: &Transaction, id: MailId, now: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "UPDATE mails SET state = 'waiting', run_at = $2, queued_at = $2, ended_at = NULL
        WHERE id = $1 AND state IN ('waiting', 'failed')";
    let is_waiting = transaction.execute_sql(sql, params![id, now]).await? > 0;
    if is_waiting {
        transaction.note_posted();
    }
    Ok(is_waiting)
}

/// The mail.
pub async fn find(database: &impl Executor, id: MailId) -> Result<Option<MailRecord>, DatabaseError> {
    database.row(&select("WHERE k.id = $1"), params![id]).await
}

/// Mails, newest first, behind `after`; of one state if one is given.
pub async fn list(
    database: &impl Executor,
    state: Option<MailState>,
    after: Option<MailId>,
    limit: u8,
) -> Result<Vec<MailRecord>, DatabaseError> {
    // No id is greater than this one.
    let after = after.unwrap_or(MailId(uuid::Uuid::max()));
    let state = state.map(|state| format!("AND k.state = '{}'", state.as_str())).unwrap_or_default();
    let sql = select(&format!("WHERE k.id < $1 {state} ORDER BY k.id DESC LIMIT {limit}"));
    database.rows(&sql, params![after]).await
}

/// How many mails there are; of one state if one is given.
pub async fn count(database: &impl Executor, state: Option<MailState>) -> Result<u64, DatabaseError> {
    let state = state.map(|state| format!("WHERE state = '{}'", state.as_str())).unwrap_or_default();
    Ok(database.value::<i64>(&format!("SELECT count(*) FROM mails {state}"), params![]).await?.unsigned_abs())
}

/// Forgets mails that were sent or dropped before `over`, and those that failed before `failed`.
pub async fn delete_ended_before(
    transaction: &Transaction,
    over: Timestamp,
    failed: Timestamp,
) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM mails WHERE ended_at < $1 AND (state <> 'failed' OR ended_at < $2)";
    transaction.execute_sql(sql, params![over, failed]).await
}

/// Forgets the mails to a person, sent or not.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM mails WHERE user_id = $1", params![user]).await?;
    Ok(())
}

fn select(rest: &str) -> String {
    format!(
        "SELECT k.id, k.template, k.state, k.attempts, k.run_at, k.created_at, k.ended_at, k.last_error, {}
        FROM mails k LEFT JOIN users u ON u.id = k.user_id LEFT JOIN media m ON m.id = u.avatar_media_id {rest}",
        users::CARD
    )
}

impl FromRow for ClaimedMail {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            template: row.parsed(MailTemplate::parse)?,
            user: row.optional::<UserId>()?,
            cause: row.optional()?,
            attempts: row.take()?,
            queued_at: row.take()?,
        })
    }
}

impl FromRow for MailRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            template: row.parsed(MailTemplate::parse)?,
            state: row.parsed(MailState::parse)?,
            attempts: row.take()?,
            run_at: row.take()?,
            created_at: row.take()?,
            ended_at: row.optional()?,
            last_error: row.optional()?,
            user: users::optional_card(row)?,
        })
    }
}
