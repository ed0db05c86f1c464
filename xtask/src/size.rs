//! `cargo xtask size`: what the browser downloads, as the server sends it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

use crate::workspace::Workspace;
use crate::{console, setup, spa};

/// Each program's WebAssembly may weigh this much with brotli.
const LIMIT_KB: f64 = 350.0;

/// Whether the limit could be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Every program keeps it.
    Kept,
    /// wasm-opt is missing, so this is not the app that readers would get.
    NotOptimised,
}

/// A program's name and the kilobytes of its WebAssembly with brotli.
type Weight = (String, f64);

/// Builds the app if needed, prints its sizes and fails if a program is above the limit.
pub fn size(workspace: &Workspace) -> Result<Judgement> {
    let tools = setup::for_app(workspace)?;
    spa::build(workspace, &tools, spa::Mode::Release)?;
    judge(&print(workspace)?, tools.has_optimiser)
}

fn judge(programs: &[Weight], is_optimised: bool) -> Result<Judgement> {
    let weights: Vec<_> = programs.iter().map(|(name, kb)| format!("{name} {kb:.1} kB")).collect();
    let mut finding = format!("with brotli: {}; the limit for each program is {LIMIT_KB} kB", weights.join(", "));
    if let (Some(reader), Some(live)) = (weight_of("reader", programs), weight_of("live", programs)) {
        let both = reader + live;
        finding.push_str(&format!("; who stays on a page for reading has {both:.1} kB in the end, with live updates"));
    }
    if !is_optimised {
        console::warn(&format!("{finding}, for programs that wasm-opt has been over; these it has not"));
        return Ok(Judgement::NotOptimised);
    }
    if programs.iter().any(|(_, kb)| *kb > LIMIT_KB) {
        bail!("too heavy {finding}");
    }
    console::say(&finding);
    Ok(Judgement::Kept)
}

fn weight_of(name: &str, programs: &[Weight]) -> Option<f64> {
    programs.iter().find(|(program, _)| program == name).map(|(_, kb)| *kb)
}

/// Prints what `frontend/dist` holds; returns the weights of its programs.
fn print(workspace: &Workspace) -> Result<Vec<Weight>> {
    let mut files: Vec<PathBuf> = fs::read_dir(workspace.dist())
        .context("frontend/dist is missing: build the app first")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|kind| kind == "wasm" || kind == "js" || kind == "css"));
    files.sort();
    println!("{:<44} {:>10} {:>10}", "file", "plain kB", "brotli kB");
    let mut programs = Vec::new();
    for path in &files {
        let bytes = fs::read(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let brotli_kb = compressed_len(&bytes)? as f64 / 1000.0;
        println!("{name:<44} {:>10.1} {brotli_kb:>10.1}", bytes.len() as f64 / 1000.0);
        if name.ends_with(".wasm") {
            let program = name.split(['-', '_']).next().unwrap_or(&name).to_owned();
            programs.push((program, brotli_kb));
        }
    }
    ensure!(!programs.is_empty(), "frontend/dist holds no program");
    Ok(programs)
}

/// Length with the settings of `backend/build.rs`.
fn compressed_len(bytes: &[u8]) -> Result<usize> {
    let mut compressed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    encoder.write_all(bytes)?;
    drop(encoder);
    Ok(compressed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_heavy_program_is_enough_to_fail() {
        let light = ("reader".to_owned(), LIMIT_KB);
        let heavy = ("desk".to_owned(), LIMIT_KB + 0.1);

        assert_eq!(judge(std::slice::from_ref(&light), true).unwrap(), Judgement::Kept);
        let both = [light, heavy];
        assert!(judge(&both, true).unwrap_err().to_string().contains("desk 350.1 kB"));
        assert_eq!(judge(&both, false).unwrap(), Judgement::NotOptimised);
    }
}
