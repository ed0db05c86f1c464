//! Embeds the browser's files in a release build.
//!
//! Trunk's output (`frontend/dist`) becomes a table of paths and bytes, each file also compressed with brotli and gzip,
//! so that the server never compresses while someone waits. Builds for development embed nothing: they stay quick, and
//! `BROADSHEET_SERVER__ASSETS_DIR` shows such a server the folder instead. `http::site::assets` reads both.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Compression pays only where it saves something: below this share of the original the compressed form is kept.
const WORTHWHILE: f64 = 0.9;

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(variable("OUT_DIR")?);
    if variable("PROFILE")? != "release" {
        return fs::write(out.join("assets.rs"), table("", ""));
    }
    let dist = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../frontend/dist");
    // Cargo runs this script at every build while a watched folder is missing.
    fs::create_dir_all(&dist)?;
    let dist = dist.canonicalize()?;
    println!("cargo:rerun-if-changed={}", dist.display());

    let index = dist.join("index.html");
    if !index.is_file() {
        println!("cargo:warning=frontend/dist is empty: this server has pages but no app (`trunk build --release`)");
        return fs::write(out.join("assets.rs"), table("", ""));
    }
    let mut files = Vec::new();
    walk(&dist, &mut files)?;
    files.sort();
    let mut entries = String::new();
    for (number, file) in files.iter().filter(|file| **file != index).enumerate() {
        entries.push_str(&entry(&dist, file, &out, number)?);
    }
    fs::write(out.join("assets.rs"), table(&entries, &fs::read_to_string(&index)?))
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|_| io::Error::other(format!("cargo did not set {name}")))
}

fn table(entries: &str, index: &str) -> String {
    format!("const EMBEDDED: &[Embedded] = &[{entries}];\nconst INDEX: &str = {index:?};\n")
}

/// Every file below a folder, but for what Trunk and xtask keep there for themselves: their names begin with a dot.
fn walk(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn entry(dist: &Path, file: &Path, out: &Path, number: usize) -> io::Result<String> {
    let relative = file.strip_prefix(dist).map_err(io::Error::other)?;
    let path = relative.to_str().ok_or_else(|| io::Error::other("a file name is not UTF-8"))?.replace('\\', "/");
    let bytes = fs::read(file)?;
    let mut code = String::new();
    let mut include = |field: &str, compressed: Vec<u8>| -> io::Result<()> {
        if compressed.len() as f64 > bytes.len() as f64 * WORTHWHILE {
            code.push_str(&format!("{field}: None, "));
            return Ok(());
        }
        let target = out.join(format!("asset-{number}.{field}"));
        fs::write(&target, compressed)?;
        write!(code, "{field}: Some(include_bytes!({target:?})), ").map_err(io::Error::other)
    };
    include("brotli", brotli(&bytes)?)?;
    include("gzip", gzip(&bytes)?)?;
    Ok(format!("Embedded {{ path: {path:?}, identity: include_bytes!({file:?}), {code}}},\n"))
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    // Quality 11 of 11, a window of 4 MiB.
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    encoder.write_all(bytes)?;
    encoder.flush()?;
    drop(encoder);
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
