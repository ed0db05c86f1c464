//! The runner: one at a time, all or nothing, children kept, newer schemas refused.

use async_trait::async_trait;
use broadsheet_migration::{MigrationError, Migrator, Sql, Step, down_with, status, up, up_with};
use sea_orm_migration::{DbErr, MigrationTrait, MigratorTrait, SchemaManager};

use crate::scratch::{Scratch, databases};

const FAMILY: Step = Step {
    name: "9001_family",
    up: &[
        Sql::Both("CREATE TABLE parents (id BIGINT PRIMARY KEY, name TEXT NOT NULL) {table}"),
        Sql::Both(
            "CREATE TABLE children (
                id BIGINT PRIMARY KEY,
                parent_id BIGINT NOT NULL REFERENCES parents (id) ON DELETE CASCADE
            ) {table}",
        ),
        Sql::Both("INSERT INTO parents (id, name) VALUES (1, 'one'), (2, 'two')"),
        Sql::Both("INSERT INTO children (id, parent_id) VALUES (10, 1), (20, 2)"),
    ],
    down: &[Sql::Both("DROP TABLE children"), Sql::Both("DROP TABLE parents")],
};

/// SQLite's way to change a column: a new table, the rows, the old table dropped, the new one renamed.
const REBUILD: Step = Step {
    name: "9002_rebuild",
    up: &[
        Sql::Sqlite("CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> '')) STRICT"),
        Sql::Sqlite("INSERT INTO parents_new SELECT id, name FROM parents"),
        Sql::Sqlite("DROP TABLE parents"),
        Sql::Sqlite("ALTER TABLE parents_new RENAME TO parents"),
        Sql::Postgres("ALTER TABLE parents ADD CHECK (name <> '')"),
    ],
    down: &[],
};

/// A rebuild that forgets a row which has children.
const CARELESS_REBUILD: Step = Step {
    name: "9002_careless",
    up: &[
        Sql::Sqlite("CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"),
        Sql::Sqlite("INSERT INTO parents_new SELECT id, name FROM parents WHERE id = 1"),
        Sql::Sqlite("DROP TABLE parents"),
        Sql::Sqlite("ALTER TABLE parents_new RENAME TO parents"),
    ],
    down: &[],
};

macro_rules! migrator {
    ($name:ident: $($step:expr),+) => {
        struct $name;
        impl MigratorTrait for $name {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![$(Box::new($step)),+]
            }
        }
    };
}

migrator!(FamilyMigrator: FAMILY);
migrator!(RebuildMigrator: FAMILY, REBUILD);
migrator!(CarelessMigrator: FAMILY, CARELESS_REBUILD);

#[tokio::test]
async fn x19_a_rebuilt_parent_keeps_its_children() {
    for database in databases().await {
        up_with::<RebuildMigrator>(&database.url, None).await.unwrap();

        let children = database.texts("SELECT CAST(id AS TEXT) FROM children ORDER BY id").await;

        assert_eq!(children, ["10", "20"]);
        assert!(database.execute("INSERT INTO parents (id, name) VALUES (3, '')").await.is_err());
        database.execute("DELETE FROM parents WHERE id = 1").await.unwrap();
        assert_eq!(database.texts("SELECT CAST(id AS TEXT) FROM children").await, ["20"]);
        database.drop_database().await;
    }
}

#[tokio::test]
async fn x19_a_rebuild_that_orphans_children_is_refused_and_undone() {
    let database = Scratch::sqlite();
    up_with::<FamilyMigrator>(&database.url, None).await.unwrap();
    let before = database.schema().await;

    let error = up_with::<CarelessMigrator>(&database.url, None).await.unwrap_err();

    assert!(matches!(&error, MigrationError::BrokenReference { table, .. } if table == "children"), "{error}");
    assert_eq!(database.schema().await, before);
    assert_eq!(database.texts("SELECT name FROM parents ORDER BY id").await, ["one", "two"]);
}

#[tokio::test]
async fn x19_many_runners_at_once_apply_each_step_once() {
    for database in databases().await {
        let runs = (0..6).map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move { up(&url, None).await.unwrap().steps.len() })
        });

        let mut applied = Vec::new();
        for run in runs.collect::<Vec<_>>() {
            applied.push(run.await.unwrap());
        }

        applied.sort_unstable();
        assert_eq!(applied, [0, 0, 0, 0, 0, Migrator::steps().len()]);
        database.drop_database().await;
    }
}

#[tokio::test]
async fn x19_a_newer_schema_is_refused_in_one_line() {
    for database in databases().await {
        up(&database.url, None).await.unwrap();
        database.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('9999_future', 0)").await.unwrap();

        let found = status(&database.url).await.unwrap();
        let error = up(&database.url, None).await.unwrap_err();

        assert_eq!(found.unknown, ["9999_future"]);
        assert!(found.ensure_known().is_err());
        assert!(matches!(&error, MigrationError::NewerSchema(step) if step == "9999_future"));
        assert!(!error.to_string().contains('\n'));
        assert!(broadsheet_migration::down(&database.url, None).await.is_err());
        database.drop_database().await;
    }
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    let error = up("mysql://localhost/x", None).await.unwrap_err();

    assert!(matches!(error, MigrationError::UnknownEngine));
}

/// Broadsheet's own step `STEP`, broken off before its statement number `AT`.
struct BrokenOff {
    step: Step,
    at: usize,
}

impl sea_orm_migration::MigrationName for BrokenOff {
    fn name(&self) -> &str {
        self.step.name
    }
}

#[async_trait]
impl MigrationTrait for BrokenOff {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
        let engine = match manager.get_database_backend() {
            DbBackend::Postgres => broadsheet_migration::Engine::Postgres,
            _ => broadsheet_migration::Engine::Sqlite,
        };
        for statement in self.step.up.iter().filter_map(|statement| statement.for_engine(engine)).take(self.at) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Err(DbErr::Custom("broken off".to_owned()))
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

thread_local! {
    /// Which step is broken off, and where; a migrator's list of steps takes no arguments.
    static BROKEN: std::cell::Cell<(usize, usize)> = const { std::cell::Cell::new((0, 0)) };
}

struct BrokenMigrator;

impl MigratorTrait for BrokenMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let (broken, at) = BROKEN.get();
        let steps = Migrator::steps().iter().enumerate();
        steps
            .map(|(number, step)| -> Box<dyn MigrationTrait> {
                if number == broken { Box::new(BrokenOff { step: *step, at }) } else { Box::new(*step) }
            })
            .collect()
    }
}

#[tokio::test]
async fn x19_a_step_broken_off_at_any_statement_leaves_the_old_state() {
    for database in databases().await {
        for (number, step) in Migrator::steps().iter().enumerate() {
            let before = database.schema().await;
            for at in 0..=step.up.len() {
                BROKEN.set((number, at));
                let error = up_with::<BrokenMigrator>(&database.url, Some(1)).await.unwrap_err();

                assert!(matches!(error, MigrationError::Step { .. }), "{error}");
                assert_eq!(database.schema().await, before, "{} before statement {at}", step.name);
            }
            up(&database.url, Some(1)).await.unwrap();
        }
        assert!(status(&database.url).await.unwrap().is_current());
        down_with::<Migrator>(&database.url, None).await.unwrap();
        database.drop_database().await;
    }
}
