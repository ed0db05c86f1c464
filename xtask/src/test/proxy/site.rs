//! Two production servers behind nginx, with their stores.

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::exchange;
use crate::process::Running;
use crate::server::{self, Profile};
use crate::servers::{Nginx, Postgres, Redis, free_port, until_ready};
use crate::workspace::Workspace;

/// What everybody who has an account here chose.
pub const PASSWORD: &str = "harbour-lights-at-night";
/// Ten times what a stop may take.
const STOP: Duration = Duration::from_secs(150);

/// A site; dropping it ends all of it, the proxy first.
pub struct Site {
    pub nginx: Nginx,
    pub servers: Vec<Server>,
    stores: Stores,
}

/// One of the servers behind the proxy.
pub struct Server {
    /// Where it listens, without the proxy.
    pub port: u16,
    pub running: Running,
}

/// What all servers share.
struct Stores {
    postgres: Postgres,
    redis: Redis,
    folder: tempfile::TempDir,
}

impl Site {
    /// Starts everything and waits until both servers want traffic.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let postgres = Postgres::start(workspace, &[])?;
        let redis = Redis::start(workspace)?;
        let folder = tempfile::Builder::new().prefix("broadsheet-site-").tempdir()?;
        let stores = Stores { postgres, redis, folder };
        let public = Nginx::choose_port()?;
        let mut servers = Vec::new();
        for port in [free_port()?, free_port()?] {
            servers.push(Server { port, running: stores.serve(workspace, port, public)? });
        }
        let ports: Vec<u16> = servers.iter().map(|server| server.port).collect();
        let nginx = Nginx::start(workspace, public, &ports)?;
        Ok(Self { nginx, servers, stores })
    }

    /// The ports of both servers.
    pub fn ports(&self) -> Result<[u16; 2]> {
        let ports: Vec<u16> = self.servers.iter().map(|server| server.port).collect();
        ports.try_into().ok().context("there are two servers")
    }

    /// Stops a server as an operator does, and works until it has ended.
    pub fn stop(&mut self, place: usize, mut meanwhile: impl FnMut() -> Result<()>) -> Result<()> {
        let running = &mut self.servers[place].running;
        running.ask("TERM");
        let deadline = Instant::now() + STOP;
        while running.try_wait()?.is_none() {
            ensure!(Instant::now() < deadline, "a server did not stop within {} s", STOP.as_secs());
            meanwhile()?;
        }
        Ok(())
    }

    /// Starts a server that has ended, at the same port, and waits until it wants traffic.
    pub fn start_again(&mut self, workspace: &Workspace, place: usize) -> Result<()> {
        let server = &mut self.servers[place];
        server.running = self.stores.serve(workspace, server.port, self.nginx.port)?;
        Ok(())
    }

    /// Starts again what a check that failed has left stopped, so that the next one finds the site whole.
    pub fn mend(&mut self, workspace: &Workspace) -> Result<()> {
        self.nginx.stop();
        self.nginx.resume(workspace)?;
        for place in 0..self.servers.len() {
            let server = &mut self.servers[place];
            // One that is on its way out wants no more traffic, and is waited for.
            if server.running.try_wait()?.is_some() || !is_ready(server.port, self.nginx.port) {
                server.running.stop("TERM");
                self.start_again(workspace, place)?;
            }
        }
        Ok(())
    }

    /// Makes an account for somebody who may write posts.
    pub fn sign_up(&self, workspace: &Workspace, username: &str) -> Result<()> {
        let password = self.stores.folder.path().join("password");
        fs::write(&password, PASSWORD)?;
        let mut command = workspace.command(workspace.server("release"));
        self.stores.configure(&mut command, self.nginx.port);
        command.args(["user", "create", username, "--email", &format!("{username}@example.org"), "--role", "author"]);
        command.stdin(File::open(&password)?).stdout(Stdio::null());
        let status = workspace.children.spawn(&mut command)?.wait()?;
        ensure!(status.success(), "there is no account for {username}: {status}");
        Ok(())
    }
}

impl Stores {
    /// A server on a port of its own, of the site that is seen at the public one.
    fn serve(&self, workspace: &Workspace, own: u16, public: u16) -> Result<Running> {
        let mut command = server::serve(workspace, Profile::Release, own);
        self.configure(&mut command, public);
        command.env("BROADSHEET_SERVER__PORT", own.to_string());
        let mut running = workspace.children.spawn(&mut command)?;
        until_ready(&format!("the server at {own}"), &mut running, || is_ready(own, public))?;
        Ok(running)
    }

    fn configure(&self, command: &mut Command, public: u16) {
        command.current_dir(self.folder.path());
        for (variable, value) in [
            ("PROFILE", "production"),
            ("SITE__BASE_ADDRESS", &*server::address(public)),
            ("SECRETS__KEY", "Zt0mPq7dVw3kXh9cRb5nLs2fGj8yTa4eUo6iMzQx"),
            ("DATABASE__URL", &self.postgres.url),
            ("REDIS__URL", &self.redis.url),
            ("SERVER__TRUSTED_PROXIES", "127.0.0.1"),
            // Every check comes from one address.
            ("LIMITS__FACTOR", "1000"),
            ("CHANNEL__SOCKETS_PER_ADDRESS", "1000"),
            ("LOGGING__ACCESS_LOG", "off"),
            ("LOGGING__FILTER", "warn"),
        ] {
            command.env(format!("BROADSHEET_{variable}"), value);
        }
    }
}

fn is_ready(own: u16, public: u16) -> bool {
    let request = format!("GET /readyz HTTP/1.1\r\nHost: localhost:{public}\r\nConnection: close\r\n\r\n");
    exchange::send(own, &request).is_ok_and(|answer| answer.status == 200)
}
