//! `cargo xtask dev`: rebuild and reload when a file changes.
//!
//! The browser talks to the server, as it does in production, so that it shows the same first HTML. The server is built
//! without the app and reads the app's files from a folder that Trunk fills. A page asks every second whether that
//! folder is another one, and reloads itself then. Nothing of it touches what `run` and `test` build for release.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::process::Running;
use crate::setup::AppTools;
use crate::workspace::Workspace;
use crate::{console, server, setup, spa};

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_millis(500);
/// What server and app are made of. The server renders the app's views too.
const INPUTS: &[&str] = &["Cargo.lock", "Cargo.toml", "Trunk.toml", "backend", "frontend", "migration", "shared"];
/// Added to the module that starts the app; compares `STAMP`.
const RELOAD: &str = include_str!("dev/reload.js");
/// Holds the moment of the last rebuild.
const STAMP: &str = "stamp.txt";

/// Options of `cargo xtask dev`.
#[derive(Args)]
pub struct Options {
    /// Port to serve on.
    #[arg(long, default_value_t = server::PORT)]
    port: u16,
}

/// What was last seen of a set of files.
type Seen = Vec<(PathBuf, Option<SystemTime>)>;

/// What a round of work needs.
struct Session<'a> {
    workspace: &'a Workspace,
    tools: AppTools,
    port: u16,
}

/// Builds, starts, watches; ends with Ctrl-C.
pub fn dev(workspace: &Workspace, options: &Options) -> Result<()> {
    console::step("Tools");
    let session = Session { workspace, tools: setup::for_app(workspace)?, port: options.port };
    let mut seen = look(workspace)?;
    let mut running = None;
    session.renew(&mut running);
    while !workspace.children.is_interrupted() {
        thread::sleep(INTERVAL);
        if let Some(server) = &mut running
            && let Some(status) = server.try_wait()?
        {
            console::warn(&format!("the server ended with {status}; the next change starts it again"));
            running = None;
        }
        let now = look(workspace)?;
        if now != seen {
            announce(&seen, &now);
            seen = now;
            session.renew(&mut running);
        }
    }
    Ok(())
}

impl Session<'_> {
    /// Builds and puts the new server in the old one's place. What does not build leaves the old one at work.
    fn renew(&self, running: &mut Option<Running>) {
        let started = self.build().and_then(|()| {
            drop(running.take());
            self.start()
        });
        match started {
            Ok(server) => *running = Some(server),
            Err(_) if self.workspace.children.is_interrupted() => {}
            Err(error) => {
                console::error(&error);
                console::say("waiting for the next change");
            }
        }
    }

    fn build(&self) -> Result<()> {
        let start = Instant::now();
        spa::build(self.workspace, &self.tools, spa::Mode::Development)?;
        watch_for_reload(&spa::Mode::Development.folder(self.workspace))?;
        server::build(self.workspace, server::Profile::Debug)?;
        console::say(&format!("ready in {}", console::duration(start.elapsed())));
        Ok(())
    }

    fn start(&self) -> Result<Running> {
        let mut command = server::serve(self.workspace, server::Profile::Debug, self.port);
        command.env("BROADSHEET_SERVER__ASSETS_DIR", spa::Mode::Development.folder(self.workspace));
        let running = self.workspace.children.spawn(&mut command).context("start the server")?;
        console::say(&format!("{} shows the result and reloads by itself", server::address(self.port)));
        Ok(running)
    }
}

/// Makes the app's starting module ask for reloads, and notes the moment.
fn watch_for_reload(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("boot-") && name.ends_with(".js") {
            let script = fs::read_to_string(&path)?;
            if !script.contains(RELOAD) {
                fs::write(&path, format!("{RELOAD}\n{script}"))?;
            }
        }
    }
    let moment = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
    Ok(fs::write(folder.join(STAMP), moment.to_string())?)
}

/// Says which file made us work, the first of several.
fn announce(before: &Seen, now: &Seen) {
    let new = now.iter().find(|entry| !before.contains(entry));
    let gone = || before.iter().find(|(file, _)| !now.iter().any(|(other, _)| other == file));
    if let Some((file, _)) = new.or_else(gone) {
        console::step(&format!("{} changed", file.display()));
    }
}

fn look(workspace: &Workspace) -> Result<Seen> {
    let mut files = Vec::new();
    for input in INPUTS {
        spa::collect(&workspace.root, Path::new(input), &mut files)?;
    }
    files.sort();
    let changed = |file: &PathBuf| fs::metadata(workspace.root.join(file)).and_then(|data| data.modified()).ok();
    Ok(files.into_iter().map(|file| (file.clone(), changed(&file))).collect())
}
