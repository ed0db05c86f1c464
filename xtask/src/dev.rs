//! `cargo xtask dev`: rebuild and reload when a file changes.
//!
//! The browser talks to the server, as it does in production, so that it shows the same first HTML. The server is built
//! without the app and reads the app's files from the folder Trunk fills. A page asks every second whether that folder
//! is another one, and reloads itself then.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result};

use crate::process::Running;
use crate::setup::AppTools;
use crate::workspace::Workspace;
use crate::{console, server, setup, spa};

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_millis(500);
/// What the server is made of. It renders the app's views too.
const SERVER_INPUTS: &[&str] = &["Cargo.lock", "Cargo.toml", "backend", "frontend", "migration", "shared"];
/// Added to the module that starts the app; compares `STAMP`.
const RELOAD: &str = include_str!("dev/reload.js");
/// Holds the moment of the last rebuild.
const STAMP: &str = "stamp.txt";

/// What was last seen of a set of files.
type Seen = Vec<(PathBuf, Option<SystemTime>)>;

/// Builds, starts, watches; ends with Ctrl-C.
pub fn dev(workspace: &Workspace) -> Result<()> {
    let tools = setup::for_app(workspace)?;
    let mut seen = look(workspace)?;
    let mut running = rebuild(workspace, &tools);
    loop {
        thread::sleep(INTERVAL);
        if workspace.children.is_interrupted() {
            return Ok(());
        }
        if let Some(server) = &mut running
            && let Some(status) = server.try_wait()?
        {
            console::warn(&format!("the server ended with {status}; the next change starts it again"));
            running = None;
        }
        let now = look(workspace)?;
        if now != seen {
            seen = now;
            // The old server answers until the new one is built.
            let next = build(workspace, &tools);
            match next {
                Ok(()) => {
                    drop(running.take());
                    running = start(workspace).map_err(|error| console::error(&error)).ok();
                }
                Err(error) => console::error(&error),
            }
        }
    }
}

fn rebuild(workspace: &Workspace, tools: &AppTools) -> Option<Running> {
    build(workspace, tools).and_then(|()| start(workspace)).map_err(|error| console::error(&error)).ok()
}

fn build(workspace: &Workspace, tools: &AppTools) -> Result<()> {
    let start = Instant::now();
    console::step("Rebuilding");
    spa::build(workspace, tools, spa::Mode::Development)?;
    watch_for_reload(&workspace.dist())?;
    server::build(workspace, server::Profile::Debug)?;
    console::say(&format!("rebuilt in {}", console::duration(start.elapsed())));
    Ok(())
}

fn start(workspace: &Workspace) -> Result<Running> {
    let mut command = workspace.command(workspace.server("debug"));
    command.arg("serve").env("BROADSHEET_PROFILE", "development");
    command.env("BROADSHEET_SERVER__ASSETS_DIR", workspace.dist());
    let running = workspace.children.spawn(&mut command).context("start the server")?;
    console::say("http://localhost:8080 shows the result and reloads by itself");
    Ok(running)
}

/// Makes the app's starting module ask for reloads, and notes the moment.
fn watch_for_reload(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist)? {
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
    Ok(fs::write(dist.join(STAMP), moment.to_string())?)
}

fn look(workspace: &Workspace) -> Result<Seen> {
    let mut files = Vec::new();
    for input in SERVER_INPUTS.iter().chain(&["Trunk.toml"]) {
        spa::collect(&workspace.root, Path::new(input), &mut files)?;
    }
    files.sort();
    files.dedup();
    let changed = |file: &PathBuf| fs::metadata(workspace.root.join(file)).and_then(|data| data.modified()).ok();
    Ok(files.into_iter().map(|file| (file.clone(), changed(&file))).collect())
}
