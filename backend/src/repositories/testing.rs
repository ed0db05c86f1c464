//! Databases for tests: each test owns one, migrated, and may run beside all others.
//!
//! SQLite by default: a copy of a file that is migrated once a process (a file, never `:memory:`, whose locking is
//! another). With `TEST_DATABASE_URL`, the address of a PostgreSQL server with the right to create databases: a copy of
//! a template database, dropped with the value.

mod beside;
pub mod bulk;
mod factories;
mod plan;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;

pub use beside::{beside, beside_all};
pub use factories::{NOON, insert_post, insert_user, post};
pub use plan::{analyse, plan};

use super::{Database, DatabaseSettings};

static TEMPLATE_FILE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
static TEMPLATE_DATABASE: OnceCell<String> = OnceCell::const_new();
static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A migrated, otherwise empty database that ends with this value.
pub struct TestDatabase {
    /// The doors.
    pub database: Database,
    /// The address, for whoever must open it again.
    pub url: String,
    _home: Home,
}

enum Home {
    Folder { _folder: TempDir },
    Server { server: String, name: String },
}

impl TestDatabase {
    /// A fresh database on the engine that this run is about.
    ///
    /// # Panics
    /// When there is none to be had: a test cannot go on.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// The same, opened with other settings.
    ///
    /// # Panics
    /// When there is none to be had: a test cannot go on.
    pub async fn with(adjust: impl FnOnce(&mut DatabaseSettings)) -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => Self::on_postgres(server, adjust).await,
            Err(_) => Self::on_sqlite_with(adjust).await,
        }
    }

    /// A fresh SQLite database, whatever this run is about.
    ///
    /// # Panics
    /// When the file cannot be made.
    pub async fn on_sqlite() -> Self {
        Self::on_sqlite_with(|_| ()).await
    }

    async fn on_sqlite_with(adjust: impl FnOnce(&mut DatabaseSettings)) -> Self {
        let (_, template) = TEMPLATE_FILE.get_or_init(template_file).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("broadsheet.db");
        std::fs::copy(template, &file).expect("a copy of the template");
        let url = sqlite_url(&file);
        Self { database: open(&url, adjust).await, url, _home: Home::Folder { _folder: folder } }
    }

    async fn on_postgres(server: String, adjust: impl FnOnce(&mut DatabaseSettings)) -> Self {
        let template = TEMPLATE_DATABASE.get_or_init(|| template_database(&server)).await;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("broadsheet_test_{}_{number}", std::process::id());
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        on_server(&server, &[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), &create]).await;
        let url = with_name(&server, &name);
        Self { database: open(&url, adjust).await, url, _home: Home::Server { server, name } }
    }
}

/// A database on a server is dropped by a thread of its own: a test's runtime may be gone already.
impl Drop for Home {
    fn drop(&mut self) {
        let Self::Server { server, name } = self else { return };
        let (server, drop_it) = (server.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(on_server(&server, &[&drop_it]));
        });
        let _ = dropping.join();
    }
}

async fn open(url: &str, adjust: impl FnOnce(&mut DatabaseSettings)) -> Database {
    let mut settings = DatabaseSettings {
        max_connections: 12,
        acquire_timeout: Duration::from_secs(20),
        statement_timeout: Duration::from_secs(60),
        ..DatabaseSettings::new(url)
    };
    adjust(&mut settings);
    Database::connect(&settings).await.expect("the database that was just made")
}

fn sqlite_url(file: &std::path::Path) -> String {
    format!("sqlite://{}", file.display())
}

/// Closing its last connection folds the write-ahead log into the file, so that the file alone can be copied.
async fn template_file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("template.db");
    broadsheet_migration::up(&sqlite_url(&file), None).await.expect("a migrated template");
    (folder, file)
}

/// One template a version of the schema, shared by all processes that test it; built under another name, so that a
/// half-built one is never taken for whole.
async fn template_database(server: &str) -> String {
    let name = format!("broadsheet_template_{:016x}", schema_fingerprint());
    let admin = sea_orm::Database::connect(server).await.expect("the test server");
    let run = async |sql: String| admin.execute_unprepared(&sql).await.expect("a right to create databases");
    // A session's lock on the one connection of a transaction would do too, but CREATE DATABASE refuses transactions.
    let exists =
        Statement::from_string(DbBackend::Postgres, format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"));
    if admin.query_one_raw(exists.clone()).await.expect("a query").is_none() {
        let building = format!("{name}_{}", std::process::id());
        run(format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)")).await;
        run(format!("CREATE DATABASE {building}")).await;
        broadsheet_migration::up(&with_name(server, &building), None).await.expect("a migrated template");
        let renamed = admin.execute_unprepared(&format!("ALTER DATABASE {building} RENAME TO {name}")).await;
        if renamed.is_err() && admin.query_one_raw(exists).await.expect("a query").is_some() {
            run(format!("DROP DATABASE {building} WITH (FORCE)")).await;
        }
    }
    admin.close().await.expect("a goodbye");
    name
}

fn schema_fingerprint() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    format!("{:?}", broadsheet_migration::Migrator::steps()).hash(&mut hasher);
    hasher.finish()
}

/// CREATE DATABASE fails while another session copies the same template; a moment later it works.
async fn on_server(server: &str, statements: &[&str]) {
    let admin = sea_orm::Database::connect(server).await.expect("the test server");
    for statement in statements {
        let mut tries = 0;
        while let Err(error) = admin.execute_unprepared(statement).await {
            tries += 1;
            assert!(tries < 200, "{statement}: {error}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    admin.close().await.expect("a goodbye");
}

fn with_name(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).expect("TEST_DATABASE_URL is an address");
    url.set_path(name);
    url.to_string()
}
