//! `cargo xtask size`: what a reader downloads, as the server sends it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::workspace::Workspace;
use crate::{console, setup, spa};

/// The reading app's WebAssembly may weigh this much with brotli.
const LIMIT_KB: f64 = 350.0;

/// Whether the limit could be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The app keeps it.
    Kept,
    /// wasm-opt is missing, so this is not the app that readers would get.
    NotOptimised,
}

/// Builds the app if needed, prints its sizes and fails above the limit.
pub fn size(workspace: &Workspace) -> Result<Judgement> {
    let tools = setup::for_app(workspace)?;
    spa::build(workspace, &tools, spa::Mode::Release)?;
    let reader_kb = print(workspace)?;
    let finding = format!("the reading app weighs {reader_kb:.1} kB with brotli; the limit is {LIMIT_KB} kB");
    if !tools.has_optimiser {
        console::warn(&format!("{finding}, for an app that wasm-opt has been over; this one it has not"));
        return Ok(Judgement::NotOptimised);
    }
    if reader_kb > LIMIT_KB {
        bail!("{finding}");
    }
    console::say(&finding);
    Ok(Judgement::Kept)
}

/// Prints what `frontend/dist` holds; returns the kilobytes of the reading app's WebAssembly with brotli.
fn print(workspace: &Workspace) -> Result<f64> {
    let mut files: Vec<PathBuf> = fs::read_dir(workspace.dist())
        .context("frontend/dist is missing: build the app first")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|kind| kind == "wasm" || kind == "js" || kind == "css"));
    files.sort();
    println!("{:<44} {:>10} {:>10}", "file", "plain kB", "brotli kB");
    let mut wasm_kb = None;
    for path in &files {
        let bytes = fs::read(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let brotli_kb = compressed_len(&bytes)? as f64 / 1000.0;
        println!("{name:<44} {:>10.1} {brotli_kb:>10.1}", bytes.len() as f64 / 1000.0);
        if name.starts_with("reader") && name.ends_with(".wasm") {
            wasm_kb = Some(brotli_kb);
        }
    }
    wasm_kb.context("frontend/dist holds no reader*.wasm")
}

/// Length with the settings of `backend/build.rs`.
fn compressed_len(bytes: &[u8]) -> Result<usize> {
    let mut compressed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    encoder.write_all(bytes)?;
    drop(encoder);
    Ok(compressed.len())
}
