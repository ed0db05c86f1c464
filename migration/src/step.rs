//! One schema step as data: its name and its statements up and down.
//!
//! Statements are written once for both engines. Where the engines differ, a word in braces stands for the difference:
//! `{id}` an identifier column, `{flag}` a boolean column, `{key}` text that is compared and ordered byte by byte,
//! `{table}` the end of an ordinary table, `{clustered}` the end of a small table kept in key order, `{to_media}` a
//! reference that only SQLite accepts before its table exists, and `{uuid 0190...}` an identifier's value. Everything else that differs is a statement for one engine alone.

use async_trait::async_trait;
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager};

use crate::Engine;

/// A statement, and the engine that it is for.
#[derive(Clone, Copy, Debug)]
pub enum Sql {
    Both(&'static str),
    Sqlite(&'static str),
    Postgres(&'static str),
}

/// A schema step.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Recorded in the database once applied; steps run in the order of [`crate::Migrator`], and names keep that order.
    pub name: &'static str,
    pub up: &'static [Sql],
    pub down: &'static [Sql],
}

impl Sql {
    /// The statement as `engine` reads it, or `None` when it is for the other one.
    pub fn for_engine(&self, engine: Engine) -> Option<String> {
        match (self, engine) {
            (Self::Both(text), _) | (Self::Sqlite(text), Engine::Sqlite) | (Self::Postgres(text), Engine::Postgres) => {
                Some(fill_in(text, engine))
            }
            _ => None,
        }
    }
}

fn fill_in(text: &str, engine: Engine) -> String {
    let (id, flag, key, table, clustered, uuid_open, uuid_close) = match engine {
        Engine::Sqlite => ("BLOB", "INTEGER", "TEXT", "STRICT", "STRICT, WITHOUT ROWID", "x'", "'"),
        Engine::Postgres => ("uuid", "boolean", "text COLLATE \"C\"", "", "", "'", "'::uuid"),
    };
    let mut filled = text
        .replace("{id}", id)
        .replace("{flag}", flag)
        .replace("{key}", key)
        .replace("{table}", table)
        .replace("{clustered}", clustered);
    filled = match engine {
        Engine::Sqlite => {
            filled.replace("BIGINT", "INTEGER").replace("{to_media}", "REFERENCES media (id) ON DELETE SET NULL")
        }
        Engine::Postgres => filled.replace("{to_media}", ""),
    };
    while let Some((before, rest)) = filled.split_once("{uuid ") {
        let Some((digits, after)) = rest.split_once('}') else { break };
        filled = format!("{before}{uuid_open}{digits}{uuid_close}{after}");
    }
    filled
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(self.up, manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(self.down, manager).await
    }

    /// Always: sea-orm-migration would otherwise run SQLite's steps outside a transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn run(statements: &[Sql], manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let engine = Engine::of_backend(manager.get_database_backend());
    for statement in statements.iter().filter_map(|statement| statement.for_engine(engine)) {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
