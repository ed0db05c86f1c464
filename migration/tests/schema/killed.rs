//! A runner that is killed: the test starts itself again as a child that stops in the middle of a step, and kills it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use broadsheet_migration::{Migrator, status, up, up_with};
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::scratch::databases;

const URL: &str = "BROADSHEET_KILLED_URL";
const MARK: &str = "BROADSHEET_KILLED_MARK";

/// Changes the schema, says so in a file, and never ends.
struct Endless;

impl MigrationName for Endless {
    fn name(&self) -> &str {
        "9001_endless"
    }
}

#[async_trait]
impl MigrationTrait for Endless {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("CREATE TABLE half_done (id BIGINT)").await?;
        manager.get_connection().execute_unprepared("DROP TABLE redirects").await?;
        std::fs::write(std::env::var(MARK).unwrap(), "here").unwrap();
        std::future::pending().await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

struct EndlessMigrator;

impl MigratorTrait for EndlessMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut steps = Migrator::migrations();
        steps.push(Box::new(Endless));
        steps
    }
}

/// Not a test of its own: the child of the one below, and nothing without it.
#[tokio::test]
async fn child() {
    if let Ok(url) = std::env::var(URL) {
        let _ = up_with::<EndlessMigrator>(&url, None).await;
    }
}

#[tokio::test]
async fn x19_a_killed_runner_leaves_the_old_state_and_no_lock() {
    for database in databases().await {
        up(&database.url, None).await.unwrap();
        let before = database.schema().await;
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["killed::child", "--exact"])
            .env(URL, &database.url)
            .env(MARK, &mark)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(&mark).await;

        child.kill().unwrap();
        child.wait().unwrap();

        let report = up(&database.url, None).await.unwrap();
        assert_eq!(report.steps, Vec::<String>::new());
        assert_eq!(database.schema().await, before);
        assert!(status(&database.url).await.unwrap().is_current());
        database.drop_database().await;
    }
}

async fn wait_for(mark: &Path) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !mark.exists() {
        assert!(Instant::now() < deadline, "the child never got there");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
