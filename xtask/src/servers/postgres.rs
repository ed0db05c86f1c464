//! A PostgreSQL that trusts its callers and promises nothing after a crash.
//!
//! PostgreSQL refuses to run as root, so root starts it as the user `postgres`, which its packages make.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

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
    programs: PathBuf,
    port: String,
    running: Running,
    /// What to remove with a throw-away cluster.
    temporary: Option<tempfile::TempDir>,
}

struct Owner {
    user: u32,
    group: u32,
}

impl Postgres {
    /// Makes a cluster, starts it and waits until it answers. Further settings look like `shared_buffers=1GB`.
    pub fn start(workspace: &Workspace, settings: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("broadsheet-postgres-").tempdir()?;
        let mut server = Self::open(workspace, folder.path(), settings)?;
        server.temporary = Some(folder);
        Ok(server)
    }

    /// Starts the cluster of a folder, which is made if it is not there and stays for the next time.
    pub fn open(workspace: &Workspace, folder: &Path, settings: &[&str]) -> Result<Self> {
        let programs = setup::postgres(workspace)?;
        let owner = owner(workspace)?;
        fs::create_dir_all(folder)?;
        if let Some(owner) = &owner {
            std::os::unix::fs::chown(folder, Some(owner.user), Some(owner.group))?;
        }
        let data = folder.join("data");
        let as_owner = |program: &str| {
            let mut command = workspace.command(programs.join(program));
            command.current_dir(folder).env("LC_ALL", "C.UTF-8").stdout(Stdio::null());
            become_owner(&mut command, owner.as_ref());
            command
        };
        if !data.join("PG_VERSION").exists() {
            let mut initdb = as_owner("initdb");
            initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]);
            workspace.children.run(initdb.arg("--pgdata").arg(&data)).context("make a PostgreSQL cluster")?;
        }

        let port = free_port()?.to_string();
        let mut server = as_owner("postgres");
        // Its socket has a short path of its own: those of sockets are limited to some hundred bytes.
        server.arg("-D").arg(&data).args(["-p", &port, "-k", ""]).stderr(log(folder)?);
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
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        Ok(Self { url, programs, port, running, temporary: None })
    }

    /// The address of another database of this server.
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs a statement in the database `postgres`; gives what it answers.
    pub fn sql(&self, statement: &str) -> Result<String> {
        self.sql_in("postgres", statement)
    }

    /// Runs a statement in a database; gives what it answers.
    pub fn sql_in(&self, database: &str, statement: &str) -> Result<String> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--dbname", &self.url_of(database)]);
        let output = command.args(["--command", statement]).output().context("start psql")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "PostgreSQL refuses `{statement}`: {}", said.trim());
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Number of the server's main process, for measurements of its processor time.
    pub fn process(&self) -> u32 {
        self.running.id()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Immediate shutdown where nobody wants the cluster again, an orderly one where somebody does.
        self.running.stop(if self.temporary.is_some() { "QUIT" } else { "INT" });
    }
}

/// The server's messages go to a file: a test run's output is for the tests.
fn log(folder: &Path) -> Result<fs::File> {
    fs::File::create(folder.join("server.log")).context("make PostgreSQL's log file")
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
