//! Empty databases for one test each, and a way to look at them.

use std::sync::atomic::{AtomicU32, Ordering};

use broadsheet_migration::Engine;
use sea_orm_migration::sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement,
};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// An empty database that disappears with the value (call [`Scratch::drop_database`] on PostgreSQL).
pub struct Scratch {
    pub engine: Engine,
    pub url: String,
    folder: Option<tempfile::TempDir>,
    server: Option<(String, String)>,
}

/// One empty database for each engine at hand.
pub async fn databases() -> Vec<Scratch> {
    let mut databases = vec![Scratch::sqlite()];
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        databases.push(Scratch::postgres(server).await);
    }
    databases
}

impl Scratch {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.db", folder.path().display());
        Self { engine: Engine::Sqlite, url, folder: Some(folder), server: None }
    }

    async fn postgres(server: String) -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("broadsheet_schema_{}_{number}", std::process::id());
        let admin = Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let (address, _) = server.rsplit_once('/').unwrap();
        let url = format!("{address}/{name}");
        Self { engine: Engine::Postgres, url, folder: None, server: Some((server, name)) }
    }

    pub async fn open(&self) -> DatabaseConnection {
        let url = match self.engine {
            Engine::Sqlite => format!("{}?mode=rwc", self.url),
            Engine::Postgres => self.url.clone(),
        };
        Database::connect(url).await.unwrap()
    }

    /// Ends the test's use of the database.
    pub async fn drop_database(self) {
        if let Some((server, name)) = &self.server {
            let admin = Database::connect(server).await.unwrap();
            admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            admin.close().await.unwrap();
        }
        drop(self.folder);
    }

    /// Everything in the schema that steps make, as lines that can be compared; without the bookkeeping table.
    pub async fn schema(&self) -> Vec<String> {
        let query = match self.engine {
            Engine::Sqlite => {
                // A table that was rebuilt and renamed is written with its name in quotes, and is the same.
                "SELECT type || ' ' || name || ' ' || replace(coalesce(sql, ''), '\"', '') FROM sqlite_master
                    WHERE tbl_name <> 'seaql_migrations' ORDER BY 1"
            }
            Engine::Postgres => {
                "SELECT line FROM (
                    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type AS line
                        FROM information_schema.columns
                        WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
                    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes
                        WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
                    UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'seaql_migrations'
                ) AS lines ORDER BY line"
            }
        };
        self.texts(query).await
    }

    /// The first column of every row, as text.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        let connection = self.open().await;
        let rows = self.rows(&connection, query).await.unwrap();
        connection.close().await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    pub async fn execute(&self, statement: &str) -> Result<(), DbErr> {
        let connection = self.open().await;
        let outcome = connection.execute_unprepared(statement).await.map(|_| ());
        connection.close().await.unwrap();
        outcome
    }

    async fn rows(&self, connection: &DatabaseConnection, query: &str) -> Result<Vec<QueryResult>, DbErr> {
        let backend = match self.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        connection.query_all_raw(Statement::from_string(backend, query)).await
    }
}
