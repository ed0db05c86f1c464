//! Where things are, and commands that start in the right place with the right search path.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process::Children;

/// The checkout that xtask works on.
pub struct Workspace {
    /// Top folder of the repository.
    pub root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR`, or `target`.
    pub target: PathBuf,
    /// A missing piece is a failure, never a skip.
    pub is_ci: bool,
    /// Processes that must not outlive us.
    pub children: Children,
}

impl Workspace {
    /// The checkout this program was compiled from.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?.to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => env::current_dir()?.join(dir),
            None => root.join("target"),
        };
        let is_ci = env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false" && value != "0");
        Ok(Self { root, target, is_ci, children: Children::watched()? })
    }

    /// Output of builds for the browser, apart from native ones: another compiler may make them.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// Trunk's output, which the release server embeds.
    pub fn dist(&self) -> PathBuf {
        self.root.join("frontend/dist")
    }

    /// Tools installed for this checkout alone.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The server program of a profile folder (`debug`, `release`).
    pub fn server(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join(format!("broadsheet{}", env::consts::EXE_SUFFIX))
    }

    /// A command in the top folder that sees installed tools and the target folder.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target).env("PATH", self.search_path(&[]));
        if self.is_ci {
            // Nobody builds there twice, and nobody takes a debugger to it.
            command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "false");
        }
        command
    }

    /// `PATH` with the folders given first, then cargo's and our own tools.
    pub fn search_path(&self, first: &[&Path]) -> std::ffi::OsString {
        let mut folders: Vec<PathBuf> = first.iter().map(|folder| folder.to_path_buf()).collect();
        folders.push(cargo_home().join("bin"));
        folders.push(self.tools().join("node_modules/.bin"));
        let inherited = env::var_os("PATH").unwrap_or_default();
        folders.extend(env::split_paths(&inherited));
        // Debian keeps servers there, and a person's PATH may not name it.
        folders.push("/usr/sbin".into());
        env::join_paths(folders).unwrap_or(inherited)
    }

    /// The first program of that name on the search path.
    pub fn which(&self, program: &str) -> Option<PathBuf> {
        let name = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.search_path(&[])).map(|folder| folder.join(&name)).find(|path| path.is_file())
    }

    /// What a command prints, trimmed; `None` when it is missing or fails.
    pub fn output(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.command(program).args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    }

    /// Whether root runs us.
    pub fn is_root(&self) -> bool {
        self.output("id", &["-u"]).as_deref() == Some("0")
    }

    /// The oldest compiler that builds us, as `rust-version` in Cargo.toml names it.
    pub fn oldest_rust(&self) -> Result<(u32, u32)> {
        let path = self.root.join("Cargo.toml");
        let manifest: toml::Table = std::fs::read_to_string(&path).context("read Cargo.toml")?.parse()?;
        let package = manifest.get("workspace").and_then(|workspace| workspace.get("package"));
        let version = package.and_then(|package| package.get("rust-version")?.as_str());
        version.and_then(major_and_minor).context("Cargo.toml names a rust-version")
    }

    /// The version of a package in Cargo.lock.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock: toml::Table = std::fs::read_to_string(&path).context("read Cargo.lock")?.parse()?;
        let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock lists packages")?;
        let found = packages.iter().find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package));
        let version = found.and_then(|entry| entry.get("version")?.as_str());
        version.map(str::to_owned).with_context(|| format!("Cargo.lock has no {package}"))
    }
}

/// `1.95`, `1.95.0` or `1.95.0-nightly` as numbers that can be compared.
pub fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map_while(|number| number.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

fn cargo_home() -> PathBuf {
    let home = env::var_os("HOME").unwrap_or_default();
    env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), PathBuf::from)
}
