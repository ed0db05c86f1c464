//! Two commands on the same rows at one moment.

use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::repositories::database::{Database, DatabaseError, Engine, Executor, Transaction, params};

/// Changes rows in a transaction that stays open until `command`, which begins then, waits for what it holds. Gives
/// what the command came to. On SQLite, with its one writer, the command waits at the door.
///
/// # Panics
/// When a change does not work, or when nobody waits for it.
pub async fn beside<T>(database: &Database, changes: &[&str], command: impl Future<Output = T>) -> T {
    beside_all(database, changes, &[], command).await
}

/// The same, with more changes that are made while the command waits.
///
/// # Panics
/// When a change does not work, or when nobody waits for the first ones.
pub async fn beside_all<T>(
    database: &Database,
    changes: &[&str],
    more: &[&str],
    command: impl Future<Output = T>,
) -> T {
    let is_held = &Notify::new();
    let holding = database.write::<_, DatabaseError, _, _>(|transaction| async move {
        make(&transaction, changes).await;
        is_held.notify_one();
        until_somebody_waits(database).await?;
        make(&transaction, more).await;
        Ok(())
    });
    let command = async {
        is_held.notified().await;
        command.await
    };
    let (held, outcome) = tokio::join!(holding, command);
    held.expect("changes that are kept");
    outcome
}

async fn make(transaction: &Transaction, changes: &[&str]) {
    for change in changes {
        let changed = transaction.execute_sql(change, params![]).await;
        assert!(changed.is_ok(), "{change}: {changed:?}");
    }
}

async fn until_somebody_waits(database: &Database) -> Result<(), DatabaseError> {
    if database.engine() == Engine::Sqlite {
        return Ok(());
    }
    let sql = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let deadline = Instant::now() + Duration::from_secs(60);
    while database.read().value::<i64>(sql, params![]).await? == 0 {
        assert!(Instant::now() < deadline, "nobody waits for what is held");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
