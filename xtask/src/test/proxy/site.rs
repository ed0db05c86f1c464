//! Two production servers behind nginx, with their stores.

use anyhow::Result;

use super::exchange;
use crate::process::Running;
use crate::server::{self, Profile};
use crate::servers::{Nginx, Postgres, Redis, free_port, until_ready};
use crate::workspace::Workspace;

/// A site; dropping it ends all of it, the proxy first.
pub struct Site {
    pub nginx: Nginx,
    pub servers: Vec<Running>,
    _redis: Redis,
    _postgres: Postgres,
    _folder: tempfile::TempDir,
}

impl Site {
    /// Starts everything and waits until both servers want traffic.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let postgres = Postgres::start(workspace, &[])?;
        let redis = Redis::start(workspace)?;
        let folder = tempfile::Builder::new().prefix("broadsheet-site-").tempdir()?;
        let port = Nginx::choose_port()?;
        let ports = [free_port()?, free_port()?];
        let mut servers = Vec::new();
        for (number, own) in ports.into_iter().enumerate() {
            let mut command = server::serve(workspace, Profile::Release, own);
            command.current_dir(folder.path());
            for (variable, value) in [
                ("PROFILE", "production"),
                ("SITE__BASE_ADDRESS", &server::address(port)),
                ("SECRETS__KEY", "Zt0mPq7dVw3kXh9cRb5nLs2fGj8yTa4eUo6iMzQx"),
                ("DATABASE__URL", &postgres.url),
                ("REDIS__URL", &redis.url),
                ("SERVER__PORT", &own.to_string()),
                ("SERVER__TRUSTED_PROXIES", "127.0.0.1"),
                // Every check comes from one address.
                ("LIMITS__FACTOR", "1000"),
                ("LOGGING__ACCESS_LOG", "off"),
                ("LOGGING__FILTER", "warn"),
            ] {
                command.env(format!("BROADSHEET_{variable}"), value);
            }
            let mut running = workspace.children.spawn(&mut command)?;
            until_ready(&format!("server {number}"), &mut running, || is_ready(own, port))?;
            servers.push(running);
        }
        let nginx = Nginx::start(workspace, port, &ports)?;
        Ok(Self { nginx, servers, _redis: redis, _postgres: postgres, _folder: folder })
    }
}

fn is_ready(own: u16, public: u16) -> bool {
    let request = format!("GET /readyz HTTP/1.1\r\nHost: localhost:{public}\r\nConnection: close\r\n\r\n");
    exchange::send(own, &request).is_ok_and(|answer| answer.status == 200)
}
