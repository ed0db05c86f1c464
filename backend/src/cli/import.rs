//! `broadsheet import markdown DIR`

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Outcome, output, say};
use crate::{
    config::Config,
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
    /// A file whose front matter is not understood is refused and named, never guessed at; so is what cannot be read, what
    /// has a name that is not UTF-8, and every symbolic link to a post or a folder, for none is followed. Pictures that are
    /// not shown are named. Front matter may have 64 KiB.
    ///
    /// Exit codes: 0 every file is a post, 3 some files were refused and named, 1 and 2 nothing could be done.
    #[command(after_help = EXAMPLES)]
    Markdown {
        /// The folder.
        dir: PathBuf,
        /// Say what would be done, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// What the folder is called: its posts are found again by this name and their paths in it. Without it, the
        /// folder's full path is its name. A folder that has moved is known again by the name that it had.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// Take over posts of the same paths that were imported before folders had names, though their files changed.
        #[arg(long)]
        adopt: bool,
    },
}

pub(super) async fn run(verb: Import, config: Config) -> Outcome {
    let Import::Markdown { dir, dry_run, source: name, adopt } = verb;
    let mut source = Source::folder(&dir)
        .map_err(|error| Failure::Usage(format!("{} is no folder that can be read: {error}", dir.display())))?;
    if let Some(name) = name {
        source = source.named(&name).map_err(|error| Failure::Usage(format!("--source: {error}")))?;
    }
    startup::prepare_schema(&config).await.map_err(Failure::failed)?;
    let context = startup::context(config).await.map_err(Failure::failed)?;
    let options = Options { is_dry_run: dry_run, adopts_unnamed: adopt, ..Options::default() };
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
    told.and_then(|()| verdict(&report))
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
    use super::*;

    #[test]
    fn a_refused_file_is_told_to_scripts() {
        let report = |outcome| Report { files: vec![("a.md".to_owned(), outcome)], ..Report::default() };

        assert!(verdict(&report(FileOutcome::Imported)).is_ok());
        let refused = verdict(&report(FileOutcome::Refused("title: it is missing".to_owned())));
        assert!(matches!(refused, Err(Failure::Partly(message)) if message == "1 of 1 files were refused"));
    }
}
