//! Applies steps: one at a time, by one runner at a time, each all or nothing.
//!
//! sea-orm-migration brings the list and the bookkeeping; it has no lock against a second runner, and on SQLite no
//! protection for the children of a rebuilt table. So the runner holds a lock for its whole run (`lock`), opens a
//! connection of its own with foreign keys off on SQLite (`connection`), and wraps every step in one transaction that
//! checks the foreign keys before it commits.

mod connection;
mod lock;
mod private;

use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};
use thiserror::Error;

use crate::{Engine, Migrator};
use connection::Connection;
use lock::RunnerLock;

/// Why the schema could not be read or changed. Each message is one line for the person who started the program.
#[derive(Debug, Error)]
pub enum MigrationError {
    #[error("the database address must begin with sqlite:, postgres:// or postgresql://")]
    UnknownEngine,
    #[error(
        "the database has schema step '{0}', which this version of Broadsheet does not know: start the newer version \
         that made it, or restore a backup from before the upgrade"
    )]
    NewerSchema(String),
    #[error(
        "another process has been changing this database's schema for over {0} seconds: wait for it, then try again"
    )]
    Busy(u64),
    #[error("the lock file {path} cannot be used: {source}")]
    LockFile { path: String, source: std::io::Error },
    #[error("step '{step}' would leave rows without their parent in table '{table}': nothing was changed")]
    BrokenReference { step: String, table: String },
    #[error("step '{step}' failed and was undone: {source}")]
    Step { step: String, source: DbErr },
    #[error("the database cannot be reached: {0}")]
    Database(#[from] DbErr),
}

/// What a database's schema looks like to this version of Broadsheet. All lists are in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Steps that are in the database.
    pub applied: Vec<String>,
    /// Steps that are still to come.
    pub pending: Vec<String>,
    /// Steps in the database that this version does not know: a newer version made them.
    pub unknown: Vec<String>,
}

impl Status {
    /// Whether nothing is left to do, and nothing is foreign.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty()
    }

    /// Refuses a schema that a newer version made.
    pub fn ensure_known(&self) -> Result<(), MigrationError> {
        match self.unknown.first() {
            None => Ok(()),
            Some(step) => Err(MigrationError::NewerSchema(step.clone())),
        }
    }
}

/// The steps that a run applied or undid, in the order it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub steps: Vec<String>,
}

/// Applies the pending steps, or only the next `limit` of them. Creates the SQLite file and its folder if missing, for their
/// owner alone.
pub async fn up(url: &str, limit: Option<u32>) -> Result<Report, MigrationError> {
    up_with::<Migrator>(url, limit).await
}

/// Undoes the applied steps, newest first, or only the last `limit` of them.
pub async fn down(url: &str, limit: Option<u32>) -> Result<Report, MigrationError> {
    down_with::<Migrator>(url, limit).await
}

/// Reads which steps the database has. Changes nothing; a SQLite file that does not exist counts as empty.
pub async fn status(url: &str) -> Result<Status, MigrationError> {
    status_with::<Migrator>(url).await
}

/// [`up`] with another list of steps.
pub async fn up_with<M: MigratorTrait>(url: &str, limit: Option<u32>) -> Result<Report, MigrationError> {
    run::<M>(url, limit, Direction::Up).await
}

/// [`down`] with another list of steps.
pub async fn down_with<M: MigratorTrait>(url: &str, limit: Option<u32>) -> Result<Report, MigrationError> {
    run::<M>(url, limit, Direction::Down).await
}

/// [`status`] with another list of steps.
pub async fn status_with<M: MigratorTrait>(url: &str) -> Result<Status, MigrationError> {
    let engine = Engine::of_url(url).ok_or(MigrationError::UnknownEngine)?;
    if engine == Engine::Sqlite && !connection::sqlite_file_exists(url) {
        return Ok(compare::<M>(Vec::new()));
    }
    let connection = Connection::open(url, engine).await?;
    let status = read_status::<M>(connection.handle()).await;
    connection.close().await;
    status
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

async fn run<M: MigratorTrait>(url: &str, limit: Option<u32>, direction: Direction) -> Result<Report, MigrationError> {
    let engine = Engine::of_url(url).ok_or(MigrationError::UnknownEngine)?;
    let connection = Connection::open(url, engine).await?;
    let outcome = async {
        let _lock = RunnerLock::acquire(url, engine, connection.handle()).await?;
        steps_in_turn::<M>(&connection, limit, direction).await
    }
    .await;
    // Closing the connection is what releases PostgreSQL's advisory lock.
    connection.close().await;
    outcome
}

async fn steps_in_turn<M: MigratorTrait>(
    connection: &Connection,
    limit: Option<u32>,
    direction: Direction,
) -> Result<Report, MigrationError> {
    let status = read_status::<M>(connection.handle()).await?;
    status.ensure_known()?;
    let mut todo = match direction {
        Direction::Up => status.pending,
        Direction::Down => status.applied.into_iter().rev().collect(),
    };
    if let Some(limit) = limit {
        todo.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }

    let mut report = Report::default();
    for step in todo {
        one_step::<M>(connection, &step, direction).await?;
        report.steps.push(step);
    }
    Ok(report)
}

/// The migrator's own `up` and `down` run inside our transaction, where their transaction becomes a savepoint.
async fn one_step<M: MigratorTrait>(
    connection: &Connection,
    step: &str,
    direction: Direction,
) -> Result<(), MigrationError> {
    let transaction = connection.begin().await?;
    let outcome = match direction {
        Direction::Up => M::up(&transaction, Some(1)).await,
        Direction::Down => M::down(&transaction, Some(1)).await,
    };
    outcome.map_err(|source| MigrationError::Step { step: step.to_owned(), source })?;
    if let Some(table) = connection::broken_reference(&transaction).await? {
        return Err(MigrationError::BrokenReference { step: step.to_owned(), table });
    }
    transaction.commit().await.map_err(|source| MigrationError::Step { step: step.to_owned(), source })
}

async fn read_status<M: MigratorTrait>(connection: &impl ConnectionTrait) -> Result<Status, MigrationError> {
    Ok(compare::<M>(connection::recorded_steps(connection, &table_name::<M>()).await?))
}

fn table_name<M: MigratorTrait>() -> String {
    M::migration_table_name().to_string()
}

fn compare<M: MigratorTrait>(recorded: Vec<String>) -> Status {
    let known: Vec<String> = M::migrations().iter().map(|step| step.name().to_owned()).collect();
    let (applied, pending) = known.iter().cloned().partition(|step| recorded.contains(step));
    let unknown = recorded.into_iter().filter(|step| !known.contains(step)).collect();
    Status { applied, pending, unknown }
}
