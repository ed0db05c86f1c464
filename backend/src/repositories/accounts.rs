//! Whole accounts: the person, their roles, and what these allow; as their owner and as staff see them.

use broadsheet_shared::{
    id::UserId,
    time::Timestamp,
    v2::{ContentChoice, Departure},
    value::canonical_name,
};
use sea_orm::Value;

use super::{
    database::{DatabaseError, Executor, FromRow, Parameter, Row, params},
    departures, email_changes, factors, presence, roles, shields, users,
};
use crate::domain::{
    registration::RegistrationState,
    user::{Account, MAX_HIDDEN, StaffFilter, StaffView, Suspension, User},
};

/// The account, whatever its status.
pub async fn find(database: &impl Executor, id: UserId) -> Result<Option<Account>, DatabaseError> {
    let Some(user) = users::find(database, id).await? else { return Ok(None) };
    let roles = roles::list_names_of(database, id).await?;
    let permissions = roles::permissions_of(database, id).await?;
    let pending_email = email_changes::find_open(database, id).await?.map(|change| change.new_email);
    let must_enrol = factors::lacks_required(database, id).await?;
    let departure = departures::find(database, id).await?;
    let hides_presence = presence::find_hides(database, id).await?;
    let hidden = shields::list_ids(database, id, MAX_HIDDEN).await?;
    Ok(Some(Account { user, pending_email, roles, permissions, hides_presence, must_enrol, departure, hidden }))
}

/// The account as staff see it.
pub async fn find_for_staff(database: &impl Executor, id: UserId) -> Result<Option<StaffView>, DatabaseError> {
    database.row(&format!("{} WHERE u.id = $1", staff_view()), params![id]).await
}

/// Accounts as staff see them, by canonical name, after `after`.
pub async fn list_for_staff(
    database: &impl Executor,
    filter: &StaffFilter,
    after: Option<&str>,
    limit: u8,
) -> Result<Vec<StaffView>, DatabaseError> {
    let (mut conditions, mut values) = conditions(database, filter);
    values.push(after.unwrap_or_default().to_value());
    conditions.push_str(&format!(" AND u.username_canonical > ${}", values.len()));
    let sql = format!("{} WHERE {conditions} ORDER BY u.username_canonical LIMIT {limit}", staff_view());
    database.rows(&sql, values).await
}

/// How many accounts [`list_for_staff`] has in all.
pub async fn count_for_staff(database: &impl Executor, filter: &StaffFilter) -> Result<u64, DatabaseError> {
    let (conditions, values) = conditions(database, filter);
    let sql = format!("SELECT count(*) FROM users u WHERE {conditions}");
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs())
}

/// What a filter asks of the table `u`, with the values it speaks of.
fn conditions(database: &impl Executor, filter: &StaffFilter) -> (String, Vec<Value>) {
    let mut values = params![users::pattern(&canonical_name(&filter.name)), users::pattern(&filter.name)];
    let mut conditions = users::named(database);
    if let Some(status) = filter.status {
        values.push(status.as_str().to_value());
        conditions.push_str(&format!(" AND u.status = ${}", values.len()));
    }
    if let Some(role) = &filter.role {
        values.push(role.to_value());
        conditions.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM user_roles held JOIN roles r ON r.id = held.role_id
                WHERE held.user_id = u.id AND r.name = ${})",
            values.len()
        ));
    }
    (conditions, values)
}

/// Names of roles hold no spaces, so they travel in one cell.
fn staff_view() -> String {
    format!(
        "SELECT {}, (SELECT new_email FROM email_changes c WHERE c.user_id = u.id AND c.confirmed_at IS NULL), u.last_seen_at,
            COALESCE((SELECT string_agg(r.name, ' ' ORDER BY r.position, r.name)
                FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id), ''),
            (SELECT state FROM registrations g WHERE g.user_id = u.id),
            d.erase_at, d.content, d.asked_at, s.created_at, s.reason, s.suspended_by, s.ends_at
        FROM {} LEFT JOIN suspensions s ON s.user_id = u.id LEFT JOIN departures d ON d.user_id = u.id",
        users::columns(),
        users::JOINED
    )
}

impl FromRow for StaffView {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let (user, pending_email, last_seen_at) = (User::from_row(row)?, row.optional()?, row.optional()?);
        let roles = row.take::<String>()?.split_whitespace().map(str::to_owned).collect();
        let registration = row.optional::<String>()?.as_deref().and_then(RegistrationState::parse);
        let departure = match row.optional()? {
            Some(erase_at) => {
                Some(Departure { erase_at, content: row.parsed(ContentChoice::parse)?, asked_at: row.take()? })
            }
            None => {
                row.skip(2);
                None
            }
        };
        let suspension = match row.optional::<Timestamp>()? {
            Some(since) => Some(Suspension { since, reason: row.take()?, by: row.optional()?, until: row.optional()? }),
            None => None,
        };
        Ok(Self { user, pending_email, roles, last_seen_at, registration, suspension, departure })
    }
}
