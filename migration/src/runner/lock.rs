//! The lock that lets one runner work at a time: an exclusive file lock beside a SQLite file, a session's advisory lock
//! on PostgreSQL. Both are let go by the system when the process dies.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::MigrationError;
use super::connection::sqlite_file;
use super::private;
use crate::Engine;

/// How long a second runner waits for the first one.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(50);

/// Any number will do, as long as no other program locks it in the same database: the letters "brdsheet".
const ADVISORY_KEY: i64 = 0x6272_6473_6865_6574;

/// Held for a whole run. Dropping it closes the file; PostgreSQL's part ends with the connection.
pub struct RunnerLock {
    _file: Option<File>,
}

impl RunnerLock {
    /// Waits its turn; gives up with [`MigrationError::Busy`] after five minutes.
    pub async fn acquire(url: &str, engine: Engine, connection: &impl ConnectionTrait) -> Result<Self, MigrationError> {
        let deadline = Instant::now() + PATIENCE;
        match engine {
            Engine::Postgres => {
                while !try_advisory_lock(connection).await? {
                    pause_until(deadline).await?;
                }
                Ok(Self { _file: None })
            }
            Engine::Sqlite => match sqlite_file(url) {
                None => Ok(Self { _file: None }),
                Some(database) => Ok(Self { _file: Some(lock_beside(database, deadline).await?) }),
            },
        }
    }
}

async fn try_advisory_lock(connection: &impl ConnectionTrait) -> Result<bool, MigrationError> {
    let query = format!("SELECT pg_try_advisory_lock({ADVISORY_KEY})");
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, query)).await?;
    match row {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(false),
    }
}

async fn lock_beside(database: PathBuf, deadline: Instant) -> Result<File, MigrationError> {
    let mut path = database.into_os_string();
    path.push(".migrate-lock");
    let path = PathBuf::from(path);
    let refused = |source| MigrationError::LockFile { path: path.display().to_string(), source };
    let file = private::options().create(true).truncate(false).write(true).open(&path).map_err(refused)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => pause_until(deadline).await?,
            Err(TryLockError::Error(source)) => return Err(refused(source)),
        }
    }
}

async fn pause_until(deadline: Instant) -> Result<(), MigrationError> {
    if Instant::now() >= deadline {
        return Err(MigrationError::Busy(PATIENCE.as_secs()));
    }
    tokio::time::sleep(PAUSE).await;
    Ok(())
}
