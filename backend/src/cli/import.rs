//! `broadsheet import markdown DIR`

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use tempfile::TempDir;

use super::{Failure, Outcome, output, say};
use crate::{
    config::{Config, DatabaseUrl},
    services::import::{self, Options, Outcome as FileOutcome, Progress, Report, Source},
    startup,
};

/// Lines of each list of the report that are shown on a terminal; elsewhere all are.
const SHOWN: usize = 40;

const EXAMPLES: &str = "\
Examples:
  in a clone that `cargo xtask run` has built, running or not
      BROADSHEET_PROFILE=development target/release/broadsheet import markdown DIR
  the same folder, which stood at /srv/notes when it was imported and has moved
      broadsheet import markdown DIR --source /srv/notes";

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Import a folder of Markdown files with TOML, YAML or no front matter, and the images beside them.
    ///
    /// It wants the configuration of the site, as `serve` does, and may run beside it: posts appear within a second.
    ///
    /// Files that were imported before and have not changed are passed over; changed ones update their posts. Another
    /// folder with files of the same names makes posts of its own. Authors become accounts that nobody has claimed yet,
    /// folders become categories, old paths lead to the new ones, dates to come are the time of publishing.
    ///
    /// A changed file whose post was edited on the site since is refused and named, and the post stays as it is: bring the
    /// edit into the file, or give --overwrite.
    ///
    /// A file whose front matter is not understood is refused and named, never guessed at; so is what cannot be read, what
    /// has a name that is not UTF-8, and every symbolic link to a post or a folder, for none is followed. Pictures that are
    /// not shown are named. Front matter may have 64 KiB.
    ///
    /// Exit codes: 0 every file is a post, 3 some files were refused and named, 1 and 2 nothing could be done.
    #[command(after_help = EXAMPLES)]
    Markdown {
        /// The folder.
        dir: PathBuf,
        /// Say what would be done, and change nothing: not the database's schema either, which must be up to date. Where
        /// there is no database yet, an empty site is what the folder is compared with.
        #[arg(long)]
        dry_run: bool,
        /// What the folder is called: its posts are found again by this name and their paths in it. Without it, the
        /// folder's full path is its name. A folder that has moved is known again by the name that it had.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// Take over posts of the same paths that were imported before folders had names, though their files changed.
        #[arg(long)]
        adopt: bool,
        /// Replace posts with their changed files even where they were edited on the site since. What was written there is
        /// lost: no copy of it is kept.
        #[arg(long)]
        overwrite: bool,
    },
}

impl Import {
    /// True if nothing may be written, not even what a first start makes.
    pub(super) fn only_looks(&self) -> bool {
        let Self::Markdown { dry_run, .. } = self;
        *dry_run
    }
}

pub(super) async fn run(verb: Import, mut config: Config) -> Outcome {
    let Import::Markdown { dir, dry_run, source: name, adopt, overwrite } = verb;
    let mut source = Source::folder(&dir)
        .map_err(|error| Failure::Usage(format!("{} is no folder that can be read: {error}", dir.display())))?;
    if let Some(name) = name {
        source = source.named(&name).map_err(|error| Failure::Usage(format!("--source: {error}")))?;
    }
    // Kept until the end, and gone then.
    let mut empty_site = None;
    let context = if dry_run {
        if !has_schema(&config).await? {
            empty_site = Some(stand_in(&mut config).await?);
        }
        startup::looking_context(config).await.map_err(Failure::failed)?
    } else {
        startup::prepare_schema(&config).await.map_err(Failure::failed)?;
        startup::context(config).await.map_err(Failure::failed)?
    };
    let options = Options { is_dry_run: dry_run, adopts_unnamed: adopt, overwrites: overwrite, ..Options::default() };
    let bar = io::stdout().is_terminal().then(progress_bar);
    let mut watch = |progress: &Progress<'_>| match &bar {
        Some(bar) => draw(bar, progress),
        None => {
            say(&format!("[{}/{}] {} {}", progress.done, progress.total, word(progress.outcome), progress.file));
        }
    };
    let report = import::run(&context, source, &options, &mut watch).await.map_err(Failure::failed)?;
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    let told = output::print(&text(&report, &dir, dry_run, if bar.is_some() { SHOWN } else { usize::MAX }));
    let _ = context.database.close().await;
    drop(empty_site);
    told.and_then(|()| verdict(&report))
}

/// Whether there is a database at all. One of an older version is refused: bringing it up to date would be a change.
async fn has_schema(config: &Config) -> Result<bool, Failure> {
    let status = broadsheet_migration::status(config.database.url.expose()).await.map_err(Failure::failed)?;
    status.ensure_known().map_err(Failure::failed)?;
    match (status.applied.len(), status.pending.len()) {
        (_, 0) => Ok(true),
        (0, _) => Ok(false),
        (_, pending) => {
            let lack = format!("the database lacks {pending} schema steps, and a dry run makes none");
            Err(Failure::Failed(format!("{lack}: run `broadsheet migrate up` first")))
        }
    }
}

/// An empty site in a folder that lasts as long as what this gives: what an import would find where there is no database
/// yet.
async fn stand_in(config: &mut Config) -> Result<TempDir, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::failed)?;
    config.database.url = DatabaseUrl::new(format!("sqlite://{}", folder.path().join("empty.db").display()));
    broadsheet_migration::up(config.database.url.expose(), None).await.map_err(Failure::failed)?;
    Ok(folder)
}

/// A script that imports wants to know whether every file is a post now.
fn verdict(report: &Report) -> Outcome {
    match report.count(|outcome| matches!(outcome, FileOutcome::Refused(_))) {
        0 => Ok(()),
        refused => Err(Failure::Partly(format!("{refused} of {} files were refused", report.files.len()))),
    }
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{bar:40.cyan/dim} {pos}/{len} {elapsed} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    // A post of many drawings takes its time: a clock that goes says that something is done.
    bar.set_message("looking through the folder");
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

fn draw(bar: &ProgressBar, progress: &Progress<'_>) {
    bar.set_length(progress.total as u64);
    bar.set_position(progress.done as u64);
    bar.set_message(progress.file.to_owned());
}

fn word(outcome: &FileOutcome) -> &'static str {
    match outcome {
        FileOutcome::Imported => "imported ",
        FileOutcome::Updated => "updated  ",
        FileOutcome::Unchanged => "unchanged",
        FileOutcome::Refused(_) => "REFUSED  ",
    }
}

/// All that a person should know when it is over.
fn text(report: &Report, dir: &Path, is_dry_run: bool, shown: usize) -> String {
    let refused: Vec<String> = report
        .files
        .iter()
        .filter_map(|(file, outcome)| match outcome {
            FileOutcome::Refused(reason) => Some(format!("{file}: {reason}")),
            _ => None,
        })
        .collect();
    let missing: Vec<String> = report.missing.iter().map(|(file, picture)| format!("{file}: {picture}")).collect();
    let several: Vec<String> = report.several_authors.iter().map(|(file, names)| format!("{file}: {names}")).collect();
    let fonts = "This machine has no fonts, so words are missing from drawings (SVG). Install some, such as DejaVu, and \
        import again: these files are drawn anew then";
    let mut text = list("Refused", &refused, shown);
    text += &list("Pictures that are not there", &missing, shown);
    text += &list("Several authors: the first has the post, a line beneath its text names all", &several, shown);
    text += &list(fonts, &report.lacking_fonts, shown);
    let count = |wanted: FileOutcome| report.count(|outcome| *outcome == wanted);
    text += &format!(
        "\n{}: {} imported, {} updated, {} skipped (unchanged), {} refused, {} pictures missing\n",
        dir.display(),
        count(FileOutcome::Imported),
        count(FileOutcome::Updated),
        count(FileOutcome::Unchanged),
        refused.len(),
        missing.len()
    );
    if is_dry_run {
        text += "This was a dry run: nothing was stored.\n";
    }
    text
}

fn list(title: &str, lines: &[String], shown: usize) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{title}:\n");
    lines.iter().take(shown).for_each(|line| text += &format!("  {line}\n"));
    if lines.len() > shown {
        text += &format!("  and {} more; send the output to a file to see all\n", lines.len() - shown);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        config,
        repositories::{Database, posts},
    };

    /// A folder with one post, and the configuration of a site that would stand beside it.
    fn site() -> (tempfile::TempDir, Config) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("posts")).unwrap();
        fs::write(folder.path().join("posts/a.md"), "---\ntitle: A\n---\nText").unwrap();
        let mut config = config::testing();
        config.database.url = DatabaseUrl::new(format!("sqlite://{}/data/site.db", folder.path().display()));
        config.media.folder = folder.path().join("data/media");
        (folder, config)
    }

    fn markdown(folder: &Path, dry_run: bool) -> Import {
        Import::Markdown { dir: folder.join("posts"), dry_run, source: None, adopt: false, overwrite: false }
    }

    #[tokio::test]
    async fn a_dry_run_on_no_database_tells_what_an_empty_site_would_get_and_makes_none() {
        let (folder, mut config) = site();
        assert!(!has_schema(&config).await.unwrap());
        let empty_site = stand_in(&mut config.clone()).await.unwrap();
        let place = empty_site.path().to_owned();
        assert!(place.join("empty.db").exists());
        drop(empty_site);
        assert!(!place.exists());

        config.database.migrate = false;
        run(markdown(folder.path(), true), config).await.unwrap();

        assert!(!folder.path().join("data").exists());
    }

    #[tokio::test]
    async fn a_dry_run_leaves_an_older_schema_as_it_is() {
        let (folder, config) = site();
        let url = config.database.url.expose().to_owned();
        broadsheet_migration::up(&url, None).await.unwrap();
        broadsheet_migration::down(&url, Some(1)).await.unwrap();

        let tried = run(markdown(folder.path(), true), config).await;

        let Err(Failure::Failed(said)) = tried else { panic!("{tried:?}") };
        assert!(said.contains("lacks 1 schema steps") && said.contains("`broadsheet migrate up`"), "{said}");
        assert_eq!(broadsheet_migration::status(&url).await.unwrap().pending.len(), 1);
    }

    #[tokio::test]
    async fn a_dry_run_stores_no_post_and_makes_no_folder_and_an_import_does() {
        let (folder, config) = site();
        broadsheet_migration::up(config.database.url.expose(), None).await.unwrap();
        let settings = startup::database_settings(&config);

        for (dry_run, is_stored) in [(true, false), (false, true)] {
            run(markdown(folder.path(), dry_run), config.clone()).await.unwrap();

            let database = Database::connect(&settings).await.unwrap();
            let found = posts::find_by_slug(database.read(), "a").await.unwrap();
            database.close().await.unwrap();
            assert_eq!((found.is_some(), config.media.folder.exists()), (is_stored, is_stored), "{dry_run}");
        }
    }

    #[test]
    fn a_refused_file_is_told_to_scripts() {
        let report = |outcome| Report { files: vec![("a.md".to_owned(), outcome)], ..Report::default() };

        assert!(verdict(&report(FileOutcome::Imported)).is_ok());
        let refused = verdict(&report(FileOutcome::Refused("title: it is missing".to_owned())));
        assert!(matches!(refused, Err(Failure::Partly(message)) if message == "1 of 1 files were refused"));
    }
}
