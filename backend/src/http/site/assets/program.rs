//! The files of one program: wasm-bindgen's module and the WebAssembly that it runs.
//!
//! Trunk names one of its programs after the compiler's output, before the optimiser has seen it, and the others not at
//! all. So their addresses are made here, from what the files hold: a browser may keep them for ever.

use super::{Asset, PREFIX, is_hash, shell::Link};

/// What a page names to start a program: its own, or the live one beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramFiles {
    /// What its files are called; tells which one it is.
    pub name: &'static str,
    /// wasm-bindgen's module, which `boot` imports.
    pub glue: Link,
    /// The program.
    pub wasm: Link,
}

/// Finds the files of a program and gives them their addresses; `None` in a build without it.
pub(super) fn find(name: &'static str, assets: &mut [Asset]) -> Option<ProgramFiles> {
    let glue = rename(name, ".js", assets)?;
    let wasm = rename(name, "_bg.wasm", assets)?;
    Some(ProgramFiles { name, glue, wasm })
}

fn rename(name: &str, ending: &str, assets: &mut [Asset]) -> Option<Link> {
    let asset = assets.iter_mut().find(|asset| is_of(name, ending, &asset.path))?;
    asset.path = format!("{PREFIX}{name}-{}{ending}", &asset.sha256[..16]);
    asset.is_hashed = true;
    Some(Link { href: asset.path.clone(), integrity: asset.integrity.clone() })
}

/// `desk.js` or `desk-40a3339e05461b0.js`.
fn is_of(name: &str, ending: &str, path: &str) -> bool {
    let rest = path.strip_prefix(PREFIX).and_then(|path| path.strip_prefix(name)?.strip_suffix(ending));
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(is_hash))
}
