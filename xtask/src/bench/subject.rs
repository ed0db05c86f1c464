//! The server that is measured: the release program in its production profile, with the app inside, all header fields,
//! and its access log in a file.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::channel;
use super::client::Client;
use super::setup::Ground;
use super::usage::Watched;
use crate::process::Running;
use crate::servers::free_port;
use crate::workspace::Workspace;

/// How long it may take to start.
const START: Duration = Duration::from_secs(60);
/// Stands in the environment of programs that end with this measurement.
const SECRET: &str = "q7Zk2mXv9LrTn4Wc8HbYs1Dg6PfJe3Ua";

/// A server that runs.
pub struct Subject {
    /// `http://127.0.0.1:PORT`, as that of the bare handlers.
    pub base: String,
    /// The port alone.
    pub port: u16,
    /// For everything that is not measured.
    pub client: Client,
    /// From the start of the process to the first answer of `/readyz`.
    pub start: Duration,
    running: Running,
}

/// Whether answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// As shipped.
    On,
    /// Every answer is made for its caller alone: each request is the first one.
    Off,
}

impl Subject {
    /// Starts the server over a ground and waits until it is ready.
    pub fn start(workspace: &Workspace, ground: &Ground, cache: Cache) -> Result<Self> {
        Self::run(workspace, ground, workspace.command(workspace.server("release")), None, cache)
    }

    /// The same as shipped, with room for this many descriptors.
    pub fn start_wide(workspace: &Workspace, ground: &Ground, descriptors: u32) -> Result<Self> {
        let program = workspace.server("release").display().to_string();
        Self::run(workspace, ground, channel::wide(workspace, &program, descriptors), None, Cache::On)
    }

    /// The same for one of several servers, whose site is seen at a proxy on this port.
    pub fn start_behind(workspace: &Workspace, ground: &Ground, descriptors: u32, proxy: u16) -> Result<Self> {
        let program = workspace.server("release").display().to_string();
        Self::run(workspace, ground, channel::wide(workspace, &program, descriptors), Some(proxy), Cache::On)
    }

    fn run(
        workspace: &Workspace,
        ground: &Ground,
        mut command: Command,
        proxy: Option<u16>,
        cache: Cache,
    ) -> Result<Self> {
        let port = free_port()?;
        let events = ground.folder.path().join(format!("events-{port}.log"));
        let base = format!("http://127.0.0.1:{port}");
        let redis = ground.redis.as_ref().map(|redis| redis.url.as_str());
        configure(&mut command, &ground.data.url, redis, ground.folder.path());
        command.arg("serve").current_dir(ground.folder.path()).stderr(Stdio::inherit());
        command.stdout(fs::File::create(&events)?);
        command.env("BROADSHEET_SERVER__PORT", port.to_string());
        command.env("BROADSHEET_SITE__BASE_ADDRESS", format!("http://localhost:{}", proxy.unwrap_or(port)));
        if proxy.is_some() {
            command.env("BROADSHEET_SERVER__TRUSTED_PROXIES", "127.0.0.1");
        }
        if cache == Cache::Off {
            command.env("BROADSHEET_CACHE__ENABLED", "false");
        }
        let client = Client::new(&base);
        let begun = Instant::now();
        let mut running = workspace.children.spawn(&mut command)?;
        while client.status("/readyz") != Some(200) {
            if let Some(status) = running.try_wait()? {
                let said = fs::read_to_string(&events)?;
                bail!("the server ended at its start with {status}: {said}");
            }
            if begun.elapsed() > START {
                bail!("the server was not ready within {} s", START.as_secs());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(Self { base, port, client, start: begun.elapsed(), running })
    }

    /// Its process.
    pub fn watched(&self) -> Watched {
        Watched::alone(self.running.id())
    }
}

/// The production profile over a database, with nothing inherited from whoever measures.
pub fn configure(command: &mut Command, url: &str, redis: Option<&str>, folder: &Path) {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BROADSHEET_")) {
        command.env_remove(name);
    }
    command.env("BROADSHEET_PROFILE", "production").env("BROADSHEET_SECRETS__KEY", SECRET);
    command.env("BROADSHEET_DATABASE__URL", url).env("BROADSHEET_MEDIA__FOLDER", folder.join("media"));
    command.env("BROADSHEET_LOGGING__ACCESS_LOG", folder.join("access.log"));
    // All of the load comes from one address; it is counted as always, and never refused.
    command.env("BROADSHEET_LIMITS__FACTOR", "10000");
    if let Some(redis) = redis {
        command.env("BROADSHEET_REDIS__URL", redis);
    }
}
