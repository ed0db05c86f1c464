//! A compiler that has a standard library for wasm32-unknown-unknown.
//!
//! Rustup's is the normal one. Where rustup cannot fetch the target, Debian's packaged compiler comes with its sources,
//! and the library is built from them in under a minute. `backend/deploy/` and the README tell the same story.

use std::fs;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::apt;
use crate::console;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
/// Where Debian's packages put the compiler.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
/// The name under which rustup knows Debian's compiler.
const LINKED_NAME: &str = "debian";
/// Tells cargo which linker to use for wasm32.
const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";
/// Names the compiler that the library in this folder was built by.
const STAMP: &str = "built-by";
const PACKAGES: &[&str] = &["rustc-web", "rust-web-src", "cargo-web"];

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
    if is_debian_ready(workspace) {
        return debian_compiler(workspace);
    }
    if workspace.which("rustup").is_some() && can_reach_rustup() {
        console::say("adding the wasm32 target with rustup (some seconds)");
        let added = workspace.children.run(workspace.command("rustup").args(["target", "add", TARGET]));
        if let (Ok(()), Some(compiler)) = (added, default_compiler(workspace)) {
            return Ok(compiler);
        }
    }
    console::say("rustup cannot fetch the wasm32 target here; taking Debian's compiler and building its library");
    install_debian(workspace)?;
    debian_compiler(workspace)
}

fn default_compiler(workspace: &Workspace) -> Option<WasmCompiler> {
    let version = workspace.output("rustc", &["--version"])?;
    let libraries = workspace.output("rustc", &["--print", "target-libdir", "--target", TARGET])?;
    if !holds_std(Path::new(&libraries), &version) {
        return None;
    }
    let mut environment = Vec::new();
    if workspace.which("rustc")? == Path::new(DEBIAN_RUSTC) && Path::new("/etc/debian_version").exists() {
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

/// Rustup waits very long for a network that is not there, so it is asked only when its server answers a knock.
fn can_reach_rustup() -> bool {
    let has_other_way = ["RUSTUP_DIST_SERVER", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    if has_other_way.iter().any(|name| std::env::var_os(name).is_some()) {
        return true;
    }
    let Ok(mut addresses) = "static.rust-lang.org:443".to_socket_addrs() else { return false };
    addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(3)).is_ok())
}

fn debian_libraries(workspace: &Workspace) -> Option<PathBuf> {
    workspace.output(DEBIAN_RUSTC, &["--print", "target-libdir", "--target", TARGET]).map(PathBuf::from)
}

fn is_debian_ready(workspace: &Workspace) -> bool {
    let version = workspace.output(DEBIAN_RUSTC, &["--version"]);
    let libraries = debian_libraries(workspace);
    Path::new(DEBIAN_CARGO).exists()
        && version.zip(libraries).is_some_and(|(version, libraries)| holds_std(&libraries, &version))
}

fn debian_compiler(workspace: &Workspace) -> Result<WasmCompiler> {
    let mut environment = Vec::new();
    if workspace.which("rustup").is_some() {
        let known = workspace.output("rustup", &["toolchain", "list"]).unwrap_or_default();
        if !known.lines().any(|line| line.split_whitespace().next() == Some(LINKED_NAME)) {
            workspace.children.run(workspace.command("rustup").args(["toolchain", "link", LINKED_NAME, "/usr"]))?;
        }
        environment.push(("RUSTUP_TOOLCHAIN".to_owned(), LINKED_NAME.to_owned()));
    }
    let linker = linker(workspace)?;
    environment.push((LINKER.to_owned(), linker.display().to_string()));
    let version = workspace.output(DEBIAN_RUSTC, &["--version"]).context("ask Debian's rustc for its version")?;
    let has_clippy = Path::new("/usr/bin/cargo-clippy").exists();
    Ok(WasmCompiler { version, environment, has_clippy })
}

/// Debian's compiler looks for `rust-lld`, which it does not bring; rustup's copy serves, or LLVM's own `wasm-ld`.
fn linker(workspace: &Workspace) -> Result<PathBuf> {
    let rustup = workspace.output("rustc", &["--print", "sysroot"]).map(|sysroot| {
        let host = std::env::consts::ARCH.to_owned() + "-unknown-linux-gnu";
        Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld")
    });
    if let Some(found) = rustup.filter(|path| path.exists()).or_else(|| workspace.which("wasm-ld")) {
        return Ok(found);
    }
    apt::install(workspace, &["lld"], "the linker for wasm32")?;
    workspace.which("wasm-ld").context("the package lld brought no wasm-ld")
}

fn install_debian(workspace: &Workspace) -> Result<()> {
    if !apt::is_usable(workspace) {
        bail!(
            "no standard library for {TARGET}. Either give rustup a network (`rustup target add {TARGET}`), or run \
             `cargo xtask setup` once as root on Debian: it installs {} and builds the library from their sources",
            PACKAGES.join(", ")
        );
    }
    let sources = workspace.output(DEBIAN_RUSTC, &["--print", "sysroot"]);
    let has_sources = sources.is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library").exists());
    if !has_sources || !Path::new(DEBIAN_CARGO).exists() {
        apt::install(workspace, PACKAGES, "a compiler with sources")?;
    }
    if !Path::new("/usr/bin/cargo-clippy").exists() {
        // Lints of browser code are worth having and not worth failing for.
        let _ = apt::install(workspace, &["rust-web-clippy"], "lints of browser code");
    }
    build_library(workspace)
}

/// Builds std, panic_abort and test for wasm32 in an empty crate and puts them where the compiler looks.
fn build_library(workspace: &Workspace) -> Result<()> {
    console::say("building the standard library for wasm32 (about a minute)");
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("src/lib.rs"), "")?;
    let manifest = "[package]\nname = \"empty\"\nedition = \"2021\"\n[workspace]\n";
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    let output = folder.path().join("target");
    let mut command = workspace.command(DEBIAN_CARGO);
    command.current_dir(folder.path()).args(["build", "--release", "--target", TARGET]);
    command.arg("-Zbuild-std=std,panic_abort,test").env("CARGO_TARGET_DIR", &output);
    command.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1").env_remove("LD_LIBRARY_PATH");
    // Without embedded bitcode a later `lto = true` fails: "Can't find section .llvmbc".
    command.env("RUSTFLAGS", "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked");
    workspace.children.run(&mut command)?;

    let libraries = debian_libraries(workspace).context("ask Debian's rustc for its library folder")?;
    if libraries.exists() {
        fs::remove_dir_all(&libraries)?;
    }
    fs::create_dir_all(&libraries)?;
    for entry in fs::read_dir(output.join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(&path, libraries.join(&name))?;
        }
    }
    let version = workspace.output(DEBIAN_RUSTC, &["--version"]).context("ask Debian's rustc for its version")?;
    fs::write(libraries.join(STAMP), version)?;
    Ok(())
}
