//! Seeded databases: made once for each size and each version of what makes them, then copied for every measurement.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::programs::Tools;
use super::subject;
use crate::servers::Postgres;
use crate::workspace::Workspace;
use crate::{console, spa};

/// What a seeded database depends on.
const INPUTS: &[&str] = &[
    "migration/src",
    "backend/src/services/testing/seed.rs",
    "backend/src/services/testing/seed",
    "backend/src/platform/markdown.rs",
    "backend/src/platform/markdown",
    "backend/src/domain/search_text.rs",
    "backend/src/domain/search_text",
];
/// Name of the database that measurements change.
const COPY: &str = "bench";

/// How much of everything.
#[derive(Debug, Clone, Copy, Hash)]
pub struct Size {
    pub people: u32,
    pub posts: u32,
    pub comments: u32,
}

impl Size {
    /// What the wanted figures speak of.
    pub const FULL: Self = Self { people: 10_000, posts: 100_000, comments: 500_000 };
    /// Just enough for page 1,000 of short pages.
    pub const QUICK: Self = Self { people: 200, posts: 2_000, comments: 5_000 };
}

/// A database that may be changed.
pub struct Data {
    /// Its address.
    pub url: String,
    /// Who can sign in.
    pub people: Vec<String>,
    /// Who follows a thousand people.
    pub reader: String,
    /// The post with most comments.
    pub busiest: String,
    /// The password of all of them.
    pub password: String,
}

/// A copy of the seeded SQLite file in `folder`.
pub fn sqlite(workspace: &Workspace, tools: &Tools, size: Size, folder: &Path, anew: bool) -> Result<Data> {
    let home = home(workspace)?.join(format!("sqlite-{:016x}", fingerprint(workspace, size)?));
    if anew && home.exists() {
        fs::remove_dir_all(&home)?;
    }
    if !home.exists() {
        let part = home.with_extension("part");
        if part.exists() {
            fs::remove_dir_all(&part)?;
        }
        fs::create_dir_all(&part)?;
        let people = fill(workspace, tools, size, &sqlite_url(&part))?;
        fs::write(part.join("people"), people)?;
        fs::rename(&part, &home)?;
    }
    fs::copy(home.join("broadsheet.db"), folder.join("broadsheet.db")).context("copy the seeded database")?;
    // A file that is still on its way to the disk would make the first measurement pay for the copy.
    fs::File::open(folder.join("broadsheet.db"))?.sync_all()?;
    data(sqlite_url(folder), &fs::read_to_string(home.join("people"))?)
}

/// Where PostgreSQL's cluster of measurements lies: kept, for filling it takes minutes.
pub fn cluster(workspace: &Workspace) -> Result<PathBuf> {
    Ok(home(workspace)?.join("postgres"))
}

/// Fills a database of the cluster, unless it is there. The server should be quick and may be forgetful.
pub fn seed_postgres(workspace: &Workspace, tools: &Tools, size: Size, postgres: &Postgres, anew: bool) -> Result<()> {
    let (name, people) = seeded(workspace, size)?;
    let exists = postgres.sql(&format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'"))? == "1";
    if exists && people.exists() && !anew {
        return Ok(());
    }
    for database in ["building", &name] {
        postgres.sql(&format!("DROP DATABASE IF EXISTS {database}"))?;
    }
    postgres.sql("CREATE DATABASE building")?;
    let written = fill(workspace, tools, size, &postgres.url_of("building"))?;
    // What autovacuum would have done by itself a minute later.
    postgres.sql_in("building", "VACUUM ANALYZE")?;
    postgres.sql(&format!("ALTER DATABASE building RENAME TO {name}"))?;
    Ok(fs::write(people, written)?)
}

/// A copy of the seeded database, in the same cluster.
pub fn postgres(workspace: &Workspace, size: Size, postgres: &Postgres) -> Result<Data> {
    let (name, people) = seeded(workspace, size)?;
    postgres.sql(&format!("DROP DATABASE IF EXISTS {COPY}"))?;
    postgres.sql(&format!("CREATE DATABASE {COPY} TEMPLATE {name}"))?;
    postgres.sql("CHECKPOINT")?;
    data(postgres.url_of(COPY), &fs::read_to_string(people)?)
}

fn seeded(workspace: &Workspace, size: Size) -> Result<(String, PathBuf)> {
    let name = format!("seed_{:016x}", fingerprint(workspace, size)?);
    let people = home(workspace)?.join(&name);
    Ok((name, people))
}

fn home(workspace: &Workspace) -> Result<PathBuf> {
    let home = workspace.target.join("bench");
    fs::create_dir_all(&home)?;
    Ok(home)
}

fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("broadsheet.db").display())
}

fn data(url: String, people: &str) -> Result<Data> {
    let mut lines = people.lines().map(str::to_owned);
    let mut line = || lines.next().context("the seed told less than it should");
    let (password, reader, busiest) = (line()?, line()?, line()?);
    Ok(Data { url, password, reader, busiest, people: lines.collect() })
}

/// Runs the seed; gives what it printed: see [`data`].
fn fill(workspace: &Workspace, tools: &Tools, size: Size, url: &str) -> Result<String> {
    let Size { people, posts, comments } = size;
    console::say(&format!("filling a database with {people} people, {posts} posts and {comments} comments"));
    let start = Instant::now();
    let folder = tempfile::tempdir()?;
    let mut command = workspace.command(&tools.load);
    subject::configure(&mut command, url, None, folder.path());
    command.arg("seed").args(["--people", &people.to_string(), "--posts", &posts.to_string()]);
    command.args(["--comments", &comments.to_string()]).stderr(Stdio::inherit());
    // Bulk is no request: a thousand posts go into the search index in one statement.
    command.env("BROADSHEET_DATABASE__STATEMENT_TIMEOUT_MS", "600000");
    let mut printed = Vec::new();
    let status = workspace.children.read(&mut command, |line| {
        // Lines of a log are JSON; they are for nobody here.
        if !line.starts_with('{') {
            let _ = writeln!(printed, "{line}");
        }
    })?;
    ensure!(status.success(), "the seed ended with {status}");
    console::say(&format!("filled in {}", console::duration(start.elapsed())));
    Ok(String::from_utf8(printed)?)
}

/// Changes when another database would come out.
fn fingerprint(workspace: &Workspace, size: Size) -> Result<u64> {
    let mut files = Vec::new();
    for input in INPUTS {
        spa::collect(&workspace.root, Path::new(input), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    size.hash(&mut hasher);
    for file in files {
        file.hash(&mut hasher);
        fs::read(workspace.root.join(&file))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}
