//! A compiler that has a standard library for wasm32-unknown-unknown.
//!
//! Rustup's is the normal one. Where there is no rustup, or it cannot fetch the target, Debian's packaged compiler comes
//! with its sources, and the library is built from them in about a minute.

mod debian;

use std::fs;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::apt;
use crate::console;
use crate::workspace::{Workspace, major_and_minor};

const TARGET: &str = "wasm32-unknown-unknown";
/// Tells cargo which linker to use for wasm32.
const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";
/// Names the compiler that the library in this folder was built by.
const STAMP: &str = "built-by";

/// A compiler and what must stand in the environment to use it.
pub struct WasmCompiler {
    version: String,
    environment: Vec<(String, String)>,
    /// Whether `cargo clippy` works with it.
    pub has_clippy: bool,
}

impl WasmCompiler {
    /// Variables that make cargo and Trunk use this compiler.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// As `rustc --version` says.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// Finds a compiler, or makes one.
pub fn ensure(workspace: &Workspace) -> Result<WasmCompiler> {
    if let Some(compiler) = default_compiler(workspace) {
        return Ok(compiler);
    }
    if debian::is_ready(workspace) {
        return debian::compiler(workspace);
    }
    if workspace.which("rustup").is_some() {
        if can_reach_rustup() {
            console::say("adding the wasm32 target with rustup (some seconds)");
            let added = workspace.children.run(workspace.command("rustup").args(["target", "add", TARGET]));
            if let (Ok(()), Some(compiler)) = (added, default_compiler(workspace)) {
                return Ok(compiler);
            }
        }
        console::warn("rustup cannot fetch the wasm32 target here: Debian's compiler builds the app instead");
    }
    debian::install(workspace).with_context(|| {
        let rustup = format!("with rustup and a network, `rustup target add {TARGET}` is all it takes");
        format!("the compiler here has no standard library for {TARGET}; {rustup}")
    })?;
    debian::compiler(workspace)
}

fn default_compiler(workspace: &Workspace) -> Option<WasmCompiler> {
    let version = workspace.output("rustc", &["--version"])?;
    let libraries = workspace.output("rustc", &["--print", "target-libdir", "--target", TARGET])?;
    if !holds_std(Path::new(&libraries), &version) {
        return None;
    }
    let mut environment = Vec::new();
    if workspace.which("rustc")? == Path::new(debian::RUSTC) && Path::new("/etc/debian_version").exists() {
        environment.push((LINKER.to_owned(), linker(workspace).ok()?.display().to_string()));
    }
    let has_clippy = workspace.output("cargo", &["clippy", "--version"]).is_some();
    Some(WasmCompiler { version, environment, has_clippy })
}

/// Whether a folder holds the library, and, where we built it, built it with the compiler that is installed now.
fn holds_std(libraries: &Path, version: &str) -> bool {
    let Ok(entries) = fs::read_dir(libraries) else { return false };
    let has_std = entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"));
    has_std && fs::read_to_string(libraries.join(STAMP)).map_or(true, |built_by| built_by == version)
}

/// Whether a compiler that says `rustc 1.96.0 (...)` is one that our code is written for.
fn is_recent(workspace: &Workspace, version: &str) -> bool {
    let found = version.split_whitespace().nth(1).and_then(major_and_minor);
    found.zip(workspace.oldest_rust().ok()).is_some_and(|(found, oldest)| found >= oldest)
}

/// Rustup waits very long for a network that is not there, so it is asked only when its server answers a knock.
fn can_reach_rustup() -> bool {
    let has_other_way = ["RUSTUP_DIST_SERVER", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    if has_other_way.iter().any(|name| std::env::var_os(name).is_some()) {
        return true;
    }
    let Ok(mut addresses) = "static.rust-lang.org:443".to_socket_addrs() else { return false };
    addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(3)).is_ok())
}

/// Debian's compiler looks for `rust-lld`, which it does not bring. Rustup's copy serves, or LLVM's own linker, best in
/// the compiler's version.
fn linker(workspace: &Workspace) -> Result<PathBuf> {
    let rustup = workspace.output("rustc", &["--print", "sysroot"]).map(|sysroot| {
        let host = std::env::consts::ARCH.to_owned() + "-unknown-linux-gnu";
        Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld")
    });
    if let Some(found) = rustup.filter(|path| path.exists()) {
        return Ok(found);
    }
    let llvm = debian::llvm_version(workspace).context("ask Debian's rustc for its LLVM")?;
    let program = format!("wasm-ld-{llvm}");
    if let Some(found) = workspace.which(&program) {
        return Ok(found);
    }
    let package = format!("lld-{llvm}");
    apt::install(workspace, &[&package], "the linker for wasm32")?;
    workspace.which(&program).with_context(|| format!("the package {package} brought no {program}"))
}
