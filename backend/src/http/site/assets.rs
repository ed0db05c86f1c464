//! The browser's files: scripts, styles and WebAssembly that Trunk built, with their compressed forms and addresses.
//!
//! A release carries them in the binary (`backend/build.rs` makes the table). A folder takes their place while someone
//! develops. Pages learn the hashed names from [`Assets::head`]; nothing else may guess them.

mod program;
mod shell;

use std::collections::HashMap;
use std::path::Path;
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use broadsheet_frontend::routes::{LIVE, Program};
use bytes::Bytes;
use sha2::{Digest, Sha256, Sha384};

pub use program::ProgramFiles;
pub use shell::{Link, Shell};

/// Where the files are served; Trunk's `public_url`.
pub const PREFIX: &str = "/assets/";

/// One file as the build script embeds it.
struct Embedded {
    path: &'static str,
    identity: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file ready to be sent.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Address on this server, such as `/assets/boot-826a251e90214603.js`.
    pub path: String,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// Lower-case hexadecimal SHA-256 of the plain bytes; good as a strong ETag, with a suffix for each encoding.
    pub sha256: String,
    /// Value for an `integrity` attribute.
    pub integrity: String,
    /// The name holds a hash of the content, so the address may be cached for ever. Others need a check each time.
    pub is_hashed: bool,
    /// The plain bytes.
    pub identity: Bytes,
    /// The same with brotli, where that is worth it.
    pub brotli: Option<Bytes>,
    /// The same with gzip, where that is worth it.
    pub gzip: Option<Bytes>,
}

/// All files, found by address. Made once at start; read-only from then on.
#[derive(Debug, Default)]
pub struct Assets {
    by_path: HashMap<String, Asset>,
    shell: Shell,
    heads: [String; Program::ALL.len()],
    build: String,
}

impl Assets {
    /// The files inside this binary: none in a build for development or one made without the app.
    pub fn embedded() -> Self {
        let assets = EMBEDDED.iter().map(|file| {
            let mut asset = Asset::new(file.path, Bytes::from_static(file.identity));
            asset.brotli = file.brotli.map(Bytes::from_static);
            asset.gzip = file.gzip.map(Bytes::from_static);
            asset
        });
        Self::from_parts(assets.collect(), INDEX)
    }

    /// The files of a folder that Trunk filled, read once, uncompressed. For development: start again to see changes.
    pub fn from_dir(dir: &Path) -> io::Result<Self> {
        let mut assets = Vec::new();
        let index = fs::read_to_string(dir.join("index.html"))?;
        // Names that begin with a dot are what Trunk and xtask keep there for themselves.
        let is_shown =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(dir).into_iter().filter_entry(is_shown) {
            let entry = entry?;
            let relative = entry.path().strip_prefix(dir).map_err(io::Error::other)?;
            if let (true, Some(path)) = (entry.file_type().is_file(), relative.to_str())
                && path != "index.html"
            {
                assets.push(Asset::new(path, fs::read(entry.path())?.into()));
            }
        }
        Ok(Self::from_parts(assets, &index))
    }

    fn from_parts(mut assets: Vec<Asset>, index: &str) -> Self {
        let programs = Program::ALL.into_iter().filter_map(|one| program::find(one.name(), &mut assets)).collect();
        let live = program::find(LIVE, &mut assets);
        let by_path: HashMap<_, _> = assets.into_iter().map(|asset| (asset.path.clone(), asset)).collect();
        let found = Shell { programs, live, ..Shell::default() };
        let shell = Shell::read(index, found, |path| by_path.get(path).map(|asset| asset.integrity.clone()));
        let heads = Program::ALL.map(|program| shell.tags(program));
        let build = hexadecimal(&Sha256::digest(heads.concat()));
        Self { by_path, shell, heads, build }
    }

    /// The file at an address, `/assets/` included. Only listed names are found: there is no path to climb out of.
    pub fn find(&self, path: &str) -> Option<&Asset> {
        self.by_path.get(path)
    }

    /// What Trunk has linked, and the programs.
    pub fn shell(&self) -> &Shell {
        &self.shell
    }

    /// The part of a `<head>` that styles a page and starts its program, and the live one after it.
    pub fn head(&self, program: Program) -> &str {
        let place = Program::ALL.iter().position(|one| *one == program);
        place.map_or("", |place| &self.heads[place])
    }

    /// Tells these files from those of another build, for what is kept with their names in it.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// Whether there is nothing to serve: pages can be read then, but no app starts.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }
}

impl Asset {
    fn new(relative: &str, identity: Bytes) -> Self {
        Self {
            path: format!("{PREFIX}{relative}"),
            content_type: content_type(relative),
            sha256: hexadecimal(&Sha256::digest(&identity)),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(&identity))),
            is_hashed: is_hashed(relative),
            identity,
            brotli: None,
            gzip: None,
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("html") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webp") => "image/webp",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash as Trunk writes it: up to 16 hexadecimal digits without leading zeros.
fn is_hash(text: &str) -> bool {
    (12..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Trunk writes `name-<hash>.ext` and `name-<hash>_bg.wasm`; wasm-bindgen's snippets stand in a folder named after a
/// hash.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches("_bg");
    let ends_in_hash = |text: &str| text.rsplit_once('-').is_some_and(|(_, hash)| is_hash(hash));
    ends_in_hash(stem) || (path.starts_with("snippets/") && path.split('/').nth(1).is_some_and(ends_in_hash))
}

#[cfg(test)]
mod tests;
