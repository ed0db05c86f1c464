//! The ways to run Broadsheet that are measured, and the ground that each needs: a database, perhaps a Redis.

use anyhow::Result;
use clap::ValueEnum;

use super::data::{self, Data, Size};
use super::programs::Tools;
use super::usage::Watched;
use crate::servers::{Postgres, Redis};
use crate::workspace::Workspace;

/// Where measurements take place; filling may forget everything at a crash, measuring must not.
const FILLING: &[&str] = &["maintenance_work_mem=512MB", "gin_pending_list_limit=256MB", "max_wal_size=8GB"];
const SHIPPED: &[&str] = &["shared_buffers=256MB", "fsync=on", "synchronous_commit=on", "full_page_writes=on"];

/// A way to run Broadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Setup {
    /// One program and one file.
    Sqlite,
    /// With PostgreSQL and Redis beside it.
    PostgresRedis,
}

impl Setup {
    /// All of them, the simplest first.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::PostgresRedis];

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite, no Redis",
            Self::PostgresRedis => "PostgreSQL and Redis",
        }
    }
}

/// What a server stands on; everything ends with this value.
pub struct Ground {
    pub data: Data,
    pub redis: Option<Redis>,
    pub postgres: Option<Postgres>,
    pub folder: tempfile::TempDir,
}

impl Ground {
    /// The database server, where there is one.
    pub fn database(&self) -> Option<Watched> {
        self.postgres.as_ref().map(|postgres| Watched::with_children(postgres.process()))
    }
}

/// A fresh copy of the seeded database with the servers that belong to it.
pub fn prepare(workspace: &Workspace, tools: &Tools, setup: Setup, size: Size, anew: bool) -> Result<Ground> {
    let folder = tempfile::Builder::new().prefix("broadsheet-bench-").tempdir_in(&workspace.target)?;
    match setup {
        Setup::Sqlite => {
            let data = data::sqlite(workspace, tools, size, folder.path(), anew)?;
            Ok(Ground { data, redis: None, postgres: None, folder })
        }
        Setup::PostgresRedis => {
            let cluster = data::cluster(workspace)?;
            let quick = Postgres::open(workspace, &cluster, FILLING)?;
            data::seed_postgres(workspace, tools, size, &quick, anew)?;
            drop(quick);
            let postgres = Postgres::open(workspace, &cluster, SHIPPED)?;
            let data = data::postgres(workspace, size, &postgres)?;
            Ok(Ground { data, redis: Some(Redis::start(workspace)?), postgres: Some(postgres), folder })
        }
    }
}
