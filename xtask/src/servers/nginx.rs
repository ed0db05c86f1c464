//! nginx with the repository's own configuration, unprivileged places and ports put in.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{free_port, until_ready};
use crate::process::Running;
use crate::setup;
use crate::workspace::Workspace;

/// What must be other than in a container, as text in `nginx.conf` and what takes its place; `{}` is a folder.
const PLACES: &[(&str, &str)] = &[
    ("user nginx;\n", ""),
    ("pid /var/run/nginx.pid;", "pid {}/nginx.pid;"),
    ("/dev/stderr", "{}/error.log"),
    ("/dev/stdout", "{}/access.log"),
    ("http {\n", "http {\n    client_body_temp_path {}/body;\n    proxy_temp_path {}/proxy;\n"),
];

/// A running proxy; dropping it ends it.
pub struct Nginx {
    /// The port it listens on.
    pub port: u16,
    running: Running,
    folder: tempfile::TempDir,
}

impl Nginx {
    /// A port to build `http://localhost:PORT` from, before there is a proxy.
    pub fn choose_port() -> Result<u16> {
        free_port()
    }

    /// Starts a proxy in front of servers on these ports of 127.0.0.1.
    pub fn start(workspace: &Workspace, port: u16, servers: &[u16]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("broadsheet-nginx-").tempdir()?;
        // Its workers are not root, even where root starts it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        configure(&workspace.root.join("nginx"), folder.path(), port, servers)?;
        let running = run(workspace, folder.path(), port)?;
        Ok(Self { port, running, folder })
    }

    /// Ends it at once, with every connection through it; what is configured stays.
    pub fn stop(&mut self) {
        self.running.stop("TERM");
    }

    /// Starts it again at the same port.
    pub fn resume(&mut self, workspace: &Workspace) -> Result<()> {
        self.running = run(workspace, self.folder.path(), self.port)?;
        Ok(())
    }
}

/// Runs nginx over its folder and waits until it listens.
fn run(workspace: &Workspace, folder: &Path, port: u16) -> Result<Running> {
    let mut command = workspace.command(setup::nginx(workspace)?);
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
    command.arg("-e").arg(folder.join("error.log")).args(["-g", "daemon off;"]);
    let mut running = workspace.children.spawn(&mut command)?;
    until_ready("nginx", &mut running, || TcpStream::connect(("127.0.0.1", port)).is_ok())
        .with_context(|| fs::read_to_string(folder.join("error.log")).unwrap_or_default())?;
    Ok(running)
}

/// Copies the configuration and does what the nginx image does with its templates.
fn configure(from: &Path, to: &Path, port: u16, servers: &[u16]) -> Result<()> {
    let place = to.display().to_string();
    let mut main = fs::read_to_string(from.join("nginx.conf"))?;
    for (text, other) in PLACES {
        anyhow::ensure!(main.contains(text), "nginx.conf holds no `{}` any more", text.trim());
        main = main.replace(text, &other.replace("{}", &place));
    }
    fs::write(to.join("nginx.conf"), main)?;
    fs::create_dir(to.join("snippets"))?;
    for entry in fs::read_dir(from.join("snippets"))? {
        let entry = entry?;
        fs::copy(entry.path(), to.join("snippets").join(entry.file_name()))?;
    }
    let servers: Vec<String> = servers.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    let site = fs::read_to_string(from.join("templates/site.conf.template"))?;
    let site = site
        .replace("${SITE_HOST}", "localhost")
        .replace("${APP_ADDRESS}", &servers.join(" max_fails=0;\n    server "))
        .replace("listen 80", &format!("listen {port}"))
        .replace("listen [::]:80", &format!("listen [::]:{port}"));
    fs::create_dir(to.join("conf.d"))?;
    Ok(fs::write(to.join("conf.d/site.conf"), site)?)
}
