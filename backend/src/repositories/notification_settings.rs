//! On which ways notifications reach people, where they have chosen that.

use broadsheet_shared::{
    id::UserId,
    v2::{NotificationChoice, NotificationEmail, NotificationType},
};

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};

/// What a person has chosen, and for which types.
pub async fn list(
    database: &impl Executor,
    user: UserId,
) -> Result<Vec<(NotificationType, NotificationChoice)>, DatabaseError> {
    let sql = "SELECT kind, in_app, email FROM notification_settings WHERE user_id = $1";
    let rows: Vec<Chosen> = database.rows(sql, params![user]).await?;
    Ok(rows.into_iter().map(|Chosen(kind, choice)| (kind, choice)).collect())
}

/// Stores what a person chooses, in place of what they chose before for these types.
pub async fn upsert(
    transaction: &Transaction,
    user: UserId,
    choices: &[(NotificationType, NotificationChoice)],
) -> Result<(), DatabaseError> {
    if choices.is_empty() {
        return Ok(());
    }
    // All of it but the person is words of this program.
    let row = |(kind, choice): &(NotificationType, NotificationChoice)| {
        let in_app = if choice.in_app { "TRUE" } else { "FALSE" };
        format!("($1, '{}', {in_app}, '{}')", kind.as_str(), choice.email.as_str())
    };
    let sql = format!(
        "INSERT INTO notification_settings (user_id, kind, in_app, email) VALUES {}
        ON CONFLICT (user_id, kind) DO UPDATE SET in_app = excluded.in_app, email = excluded.email",
        choices.iter().map(row).collect::<Vec<_>>().join(", ")
    );
    transaction.execute_sql(&sql, params![user]).await?;
    Ok(())
}

struct Chosen(NotificationType, NotificationChoice);

impl FromRow for Chosen {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let kind = row.parsed(NotificationType::parse)?;
        let choice = NotificationChoice { in_app: row.take()?, email: row.parsed(NotificationEmail::parse)? };
        Ok(Self(kind, choice))
    }
}
