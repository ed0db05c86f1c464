//! Debian's compiler and the library it needs for wasm32, built from the sources that are packaged with it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{LINKER, STAMP, TARGET, WasmCompiler, holds_std, is_recent, linker};
use crate::console;
use crate::setup::apt;
use crate::workspace::Workspace;

/// Where Debian's packages put the compiler.
pub const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CLIPPY: &str = "/usr/bin/cargo-clippy";
/// The name under which rustup gets to know it.
const LINKED_NAME: &str = "debian";
const PACKAGES: &[&str] = &["rustc-web", "rust-web-src", "cargo-web"];

/// Whether it is installed, recent enough, and has the library.
pub fn is_ready(workspace: &Workspace) -> bool {
    let libraries = libraries(workspace);
    Path::new(CARGO).exists()
        && version(workspace)
            .zip(libraries)
            .is_some_and(|(version, libraries)| is_recent(workspace, &version) && holds_std(&libraries, &version))
}

/// How to use it.
pub fn compiler(workspace: &Workspace) -> Result<WasmCompiler> {
    let mut environment = Vec::new();
    if workspace.which("rustup").is_some() {
        let known = workspace.output("rustup", &["toolchain", "list"]).unwrap_or_default();
        if !known.lines().any(|line| line.split_whitespace().next() == Some(LINKED_NAME)) {
            workspace.children.run(workspace.command("rustup").args(["toolchain", "link", LINKED_NAME, "/usr"]))?;
        }
        environment.push(("RUSTUP_TOOLCHAIN".to_owned(), LINKED_NAME.to_owned()));
    }
    environment.push((LINKER.to_owned(), linker(workspace)?.display().to_string()));
    let version = version(workspace).context("ask Debian's rustc for its version")?;
    Ok(WasmCompiler { version, environment, has_clippy: Path::new(CLIPPY).exists() })
}

/// Installs what is missing and builds the library.
pub fn install(workspace: &Workspace) -> Result<()> {
    let is_complete = Path::new(CARGO).exists()
        && sources(workspace).is_some_and(|folder| folder.exists())
        && version(workspace).is_some_and(|version| is_recent(workspace, &version));
    if !is_complete {
        apt::install(workspace, PACKAGES, "a compiler with the sources of its library")?;
    }
    let version = version(workspace).context("ask Debian's rustc for its version")?;
    if !is_recent(workspace, &version) {
        let (major, minor) = workspace.oldest_rust()?;
        bail!("this Debian has {version}, and Broadsheet needs Rust {major}.{minor}: take rustup, https://rustup.rs");
    }
    if !Path::new(CLIPPY).exists() && apt::is_usable(workspace) {
        // Lints of browser code are worth having and not worth failing for.
        let _ = apt::install(workspace, &["rust-web-clippy"], "lints of browser code");
    }
    let built = build_library(workspace, &version)?;
    let place = libraries(workspace).context("ask Debian's rustc for its library folder")?;
    put(&built, &place).or_else(|error| match error.kind() {
        ErrorKind::PermissionDenied => bail!(
            "the library is built, and only root may put it where the compiler looks: sudo cp -rT {} {}",
            built.display(),
            place.display()
        ),
        _ => Err(error).with_context(|| format!("copy the library to {}", place.display())),
    })
}

/// The version of LLVM inside, which names the packages of its linker.
pub fn llvm_version(workspace: &Workspace) -> Option<String> {
    let text = workspace.output(RUSTC, &["--version", "--verbose"])?;
    let version = text.lines().find_map(|line| line.strip_prefix("LLVM version: "))?;
    version.split('.').next().map(str::to_owned)
}

fn version(workspace: &Workspace) -> Option<String> {
    workspace.output(RUSTC, &["--version"])
}

fn libraries(workspace: &Workspace) -> Option<PathBuf> {
    workspace.output(RUSTC, &["--print", "target-libdir", "--target", TARGET]).map(PathBuf::from)
}

fn sources(workspace: &Workspace) -> Option<PathBuf> {
    let sysroot = workspace.output(RUSTC, &["--print", "sysroot"])?;
    Some(Path::new(&sysroot).join("lib/rustlib/src/rust/library"))
}

/// Builds std, panic_abort and test for wasm32 in an empty crate; returns a folder with nothing but the libraries.
fn build_library(workspace: &Workspace, version: &str) -> Result<PathBuf> {
    let built = workspace.tools().join("wasm32-library");
    if holds_std(&built, version) {
        return Ok(built);
    }
    console::say("building the standard library for wasm32 (about a minute)");
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("src/lib.rs"), "")?;
    let manifest = "[package]\nname = \"empty\"\nedition = \"2021\"\n[workspace]\n";
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    let output = folder.path().join("target");
    let mut command = workspace.command(CARGO);
    command.current_dir(folder.path()).args(["build", "--release", "--target", TARGET]);
    command.arg("-Zbuild-std=std,panic_abort,test").env("CARGO_TARGET_DIR", &output);
    command.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1").env_remove("LD_LIBRARY_PATH");
    // Without embedded bitcode a later `lto = true` fails: "Can't find section .llvmbc".
    command.env("RUSTFLAGS", "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked");
    workspace.children.run(&mut command)?;

    if built.exists() {
        fs::remove_dir_all(&built)?;
    }
    fs::create_dir_all(&built)?;
    for entry in fs::read_dir(output.join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(&path, built.join(&name))?;
        }
    }
    fs::write(built.join(STAMP), version)?;
    Ok(built)
}

/// Copies the library in place of the one of an older compiler.
fn put(built: &Path, place: &Path) -> std::io::Result<()> {
    if place.exists() {
        fs::remove_dir_all(place)?;
    }
    fs::create_dir_all(place)?;
    for entry in fs::read_dir(built)? {
        let entry = entry?;
        fs::copy(entry.path(), place.join(entry.file_name()))?;
    }
    Ok(())
}
