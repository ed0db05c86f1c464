//! Bringing posts in from Markdown files: read, prepared side by side, stored one after the other in order.
//!
//! Pattern: pipeline. Reading, decoding and rendering run on blocking threads; each post is then one transaction, so a bad
//! file never stops the rest and a good one is stored whole. What a file made is known by its source, path and hash, so a
//! second run changes nothing, and another folder with files of the same names makes posts of its own. A post that was edited
//! on the site since is not replaced, unless whoever imports says so.

mod byline;
mod dates;
mod facts;
mod front_matter;
mod people;
mod pictures;
mod prepare;
mod source;
mod store;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, io, sync::Arc, thread};

use broadsheet_shared::id::UserId;
use futures_util::{StreamExt, stream};

pub use self::source::{Source, SourceNameError};
use self::{
    byline::Byline,
    facts::cut,
    prepare::{Library, Limits, Prepared, Remarks, prepare},
    source::Listing,
};
use super::{Context, freshness, posts::PostError};
use crate::{
    platform::{cache::Tag, images::Fonts},
    repositories::DatabaseError,
};

/// Longest reason in a report: a line that a person reads. What a file holds may stand in it, and be of any length.
const MAX_REASON_CHARS: usize = 200;

/// Files that are prepared beside each other at most: each may hold a decoded picture.
const MAX_AT_ONCE: usize = 4;

/// Why an import ended early. What was stored until then stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder cannot be read.
    #[error("the folder cannot be read: {0}")]
    Folder(#[from] io::Error),
    /// More files than one run may have.
    #[error("there are {0} Markdown files; at most {1} are taken at once (BROADSHEET_IMPORTER__MAX_FILES)")]
    TooMany(usize, u64),
    /// The database is away, which is no file's fault.
    #[error("the database: {0}")]
    Database(#[from] DatabaseError),
    /// A task broke.
    #[error("a task of the import broke: {0}")]
    Worker(#[from] tokio::task::JoinError),
}

/// How to import.
#[derive(Debug, Default)]
pub struct Options {
    /// Looks at everything and stores nothing.
    pub is_dry_run: bool,
    /// Takes over posts of the same path that were imported before sources had names, though their files have changed.
    pub adopts_unnamed: bool,
    /// Replaces posts with their changed files though somebody edited them on the site since.
    pub overwrites: bool,
    /// Fonts for drawings; otherwise those of the system.
    pub fonts: Option<Fonts>,
    /// Accounts of authors by name. Other authors get accounts that nobody has claimed.
    pub people: HashMap<String, UserId>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new post.
    Imported,
    /// The file had changed, and so did its post.
    Updated,
    /// As it was the last time.
    Unchanged,
    /// No post, for this reason: one line of at most 200 characters.
    Refused(String),
}

impl Outcome {
    fn refused(reason: &str) -> Self {
        let line: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self::Refused(cut(&line, MAX_REASON_CHARS))
    }

    /// True if a post is now what it was not before.
    pub fn is_new(&self) -> bool {
        matches!(self, Self::Imported | Self::Updated)
    }
}

/// A file that is done.
#[derive(Debug)]
pub struct Progress<'a> {
    /// Files done, this one included.
    pub done: usize,
    /// All files.
    pub total: usize,
    /// The file.
    pub file: &'a str,
    /// What became of it.
    pub outcome: &'a Outcome,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Report {
    /// Entries that nothing could be done with, then the files, each in order.
    pub files: Vec<(String, Outcome)>,
    /// File and picture that it names, which is not there or cannot be read.
    pub missing: Vec<(String, String)>,
    /// File that became a post and has several authors, and who they are. The first has the post; its text names all.
    pub several_authors: Vec<(String, String)>,
    /// Files with drawings whose words are missing, for this machine has no fonts. They are drawn anew once it has.
    pub lacking_fonts: Vec<String>,
}

impl Report {
    /// How many files had this outcome.
    pub fn count(&self, is_wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.files.iter().filter(|(_, outcome)| is_wanted(outcome)).count()
    }

    fn add(&mut self, file: String, outcome: Outcome, remarks: Remarks, byline: Option<Byline>) {
        let shown = |name: String| if name.len() > MAX_REASON_CHARS { cut(&name, MAX_REASON_CHARS) } else { name };
        self.missing.extend(remarks.missing.into_iter().map(|picture| (file.clone(), shown(picture))));
        self.lacking_fonts.extend(remarks.lacks_fonts.then(|| file.clone()));
        if let Some(byline) = byline.filter(|_| outcome.is_new()) {
            self.several_authors.push((file.clone(), byline.written));
        }
        self.files.push((file, outcome));
    }
}

/// Imports every Markdown file of a source; `watch` hears of each.
pub async fn run(
    context: &Context,
    source: Source,
    options: &Options,
    watch: &mut (dyn FnMut(&Progress<'_>) + Send),
) -> Result<Report, ImportError> {
    let max_files = context.config.importer.max_files;
    let limits = Limits::of(&context.config, options);
    let fonts = options.fonts.clone();
    let (files, passed_over, library) = tokio::task::spawn_blocking(move || {
        let Listing { files, passed_over } = source.list()?;
        if files.len() as u64 > max_files {
            return Err(ImportError::TooMany(files.len(), max_files));
        }
        let library = Library::new(source, &files, limits, fonts);
        Ok((files, passed_over, Arc::new(library)))
    })
    .await??;
    let total = passed_over.len() + files.len();
    let at_once = thread::available_parallelism().map_or(2, |number| number.get() + 1).min(MAX_AT_ONCE);
    let tasks = files.into_iter().map(|file| tokio::spawn(prepare(context.clone(), library.clone(), file)));
    let mut prepared = stream::iter(tasks).buffered(at_once);
    let mut report = Report::default();
    for (file, reason) in passed_over {
        let outcome = Outcome::refused(&reason);
        watch(&Progress { done: report.files.len() + 1, total, file: &file, outcome: &outcome });
        report.files.push((file, outcome));
    }
    while let Some(next) = prepared.next().await {
        let (file, prepared, remarks) = next?;
        let byline = prepared.byline().cloned();
        let outcome = finish(context, prepared, options).await?;
        watch(&Progress { done: report.files.len() + 1, total, file: &file, outcome: &outcome });
        report.add(file, outcome, remarks, byline);
    }
    if !options.is_dry_run {
        context.cache.drop_tags(&[Tag::Users, Tag::Categories]).await;
        if report.count(Outcome::is_new) > 0 {
            freshness::announce(context).await?;
        }
    }
    Ok(report)
}

async fn finish(context: &Context, prepared: Prepared, options: &Options) -> Result<Outcome, ImportError> {
    let ready = match prepared {
        Prepared::Unchanged => return Ok(Outcome::Unchanged),
        Prepared::Unnamed(post, identity) => {
            if !options.is_dry_run {
                store::name(context, post, &identity).await?;
            }
            return Ok(Outcome::Unchanged);
        }
        Prepared::Refused(reason) => return Ok(Outcome::refused(&reason)),
        Prepared::Ready(ready) => ready,
    };
    let done = if ready.is_update { Outcome::Updated } else { Outcome::Imported };
    if options.is_dry_run {
        return Ok(done);
    }
    match store::store(context, *ready, &options.people).await {
        Ok(()) => Ok(done),
        Err(PostError::Database(error @ DatabaseError::Unavailable(..))) => Err(error.into()),
        Err(error) => Ok(Outcome::refused(&error.to_string())),
    }
}
