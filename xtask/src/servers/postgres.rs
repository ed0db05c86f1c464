//! A PostgreSQL that trusts its callers and promises nothing after a crash.
//!
//! PostgreSQL refuses to run as root, so root starts it as the user `postgres`, which its packages make.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use super::{free_port, until_ready};
use crate::process::Running;
use crate::setup;
use crate::workspace::Workspace;

/// Speed instead of durability, and room for many tests at once.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "listen_addresses=127.0.0.1",
    "logging_collector=off",
];

/// A running cluster; dropping it ends the server and removes its folder.
pub struct Postgres {
    /// `postgres://postgres@127.0.0.1:PORT/postgres`; the user may create databases.
    pub url: String,
    running: Running,
    _folder: tempfile::TempDir,
}

struct Owner {
    user: u32,
    group: u32,
}

impl Postgres {
    /// Makes a cluster, starts it and waits until it answers. Further settings look like `shared_buffers=1GB`.
    pub fn start(workspace: &Workspace, settings: &[&str]) -> Result<Self> {
        let programs = setup::postgres(workspace)?;
        let folder = tempfile::Builder::new().prefix("broadsheet-postgres-").tempdir()?;
        let owner = owner(workspace)?;
        if let Some(owner) = &owner {
            std::os::unix::fs::chown(folder.path(), Some(owner.user), Some(owner.group))?;
        }
        let data = folder.path().join("data");
        let as_owner = |program: &str| {
            let mut command = workspace.command(programs.join(program));
            command.current_dir(folder.path()).env("LC_ALL", "C.UTF-8").stdout(Stdio::null());
            become_owner(&mut command, owner.as_ref());
            command
        };
        let mut initdb = as_owner("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]);
        workspace.children.run(initdb.arg("--pgdata").arg(&data)).context("make a PostgreSQL cluster")?;

        let port = free_port()?.to_string();
        let mut server = as_owner("postgres");
        server.arg("-D").arg(&data).args(["-p", &port]).arg("-k").arg(folder.path()).stderr(log(folder.path())?);
        for setting in SETTINGS.iter().chain(settings) {
            server.args(["-c", setting]);
        }
        let mut running = workspace.children.spawn(&mut server)?;
        let ready = programs.join("pg_isready");
        until_ready("PostgreSQL", &mut running, || {
            let mut command = Command::new(&ready);
            command.args(["--quiet", "--host=127.0.0.1", "--username=postgres", "--port", &port]);
            command.status().is_ok_and(|status| status.success())
        })?;
        Ok(Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), running, _folder: folder })
    }

    /// Number of the server's main process, for measurements of its processor time.
    #[expect(dead_code, reason = "the bench verb measures with it")]
    pub fn process(&self) -> u32 {
        self.running.id()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Immediate shutdown: nobody wants this cluster again.
        self.running.stop("QUIT");
    }
}

/// The server's messages go to a file: a test run's output is for the tests.
fn log(folder: &Path) -> Result<std::fs::File> {
    std::fs::File::create(folder.join("server.log")).context("make PostgreSQL's log file")
}

fn owner(workspace: &Workspace) -> Result<Option<Owner>> {
    if !workspace.is_root() {
        return Ok(None);
    }
    let number = |flag: &str| -> Result<u32> {
        let text = workspace.output("id", &[flag, "postgres"]).context("there is no user postgres to run it as")?;
        Ok(text.parse()?)
    };
    Ok(Some(Owner { user: number("-u")?, group: number("-g")? }))
}

fn become_owner(command: &mut Command, owner: Option<&Owner>) {
    if let Some(owner) = owner {
        command.uid(owner.user).gid(owner.group);
    }
}
