//! Markdown to safe HTML: the one renderer behind posts, comments, biographies and the editor's preview.
//!
//! Pattern: a pipeline of walls. Caps, parse, tidy the tree, write, sanitise; each step trusts nothing of the one before.
//! Pure and synchronous: no database, no network. Callers with long texts run it on a blocking thread.
//!
//! Highlighted code carries these classes and no others (the front end gives them colours):
//! `hl-attribute hl-comment hl-constant hl-deleted hl-function hl-inserted hl-keyword hl-number hl-operator hl-string hl-tag hl-type
//! hl-variable`. Further hooks for styles: `pre[data-language]`, `.table-scroll`, `.heading-anchor`, `.link-host`, `.footnotes`,
//! `.footnote-ref`, `.footnote-backref`, `.contains-task-list`, `.task-list-item`, `a.mention`.

mod caps;
mod document;
mod escape;
mod highlight;
mod languages;
mod links;
mod mentions;
mod outbound;
mod pictures;
mod raw_html;
mod sanitise;
mod syndication;
mod text;
mod titles;

pub use mentions::{MAX_MENTIONS, People};
pub use outbound::linked_hosts;
pub use pictures::{PictureName, Readdressed, picture_names, with_addresses};
pub use syndication::for_feeds;
pub use text::{cut_at_word, text_of_html};
pub use titles::plain_title;
mod write;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use broadsheet_shared::id::UserId;
use comrak::{Arena, Options};

use highlight::Highlighter;
use sanitise::Sanitiser;

/// Stored beside every piece of HTML; a text whose number is lower is rendered again.
pub const RENDERER_VERSION: i32 = 6;

/// The longest source that is rendered at all.
pub const MAX_SOURCE_BYTES: usize = 200_000;

/// The deepest nesting of blocks and inlines, and of raw tags left open.
pub const MAX_NESTING: usize = 100;

/// Code beyond this many bytes of one document stays plain, and often less is coloured: what that costs is counted.
pub const MAX_HIGHLIGHTED_BYTES: usize = 50_000;

/// Where a text will stand, and so what it may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Everything: headings with anchors, footnotes, images, tables, code.
    Post,
    /// No images, no footnotes, no ids, no links within the page; headings become bold paragraphs. Many stand on one page.
    Comment,
    /// As a comment.
    Bio,
}

/// What rendering gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// Sanitised; safe to place in a page as it is.
    pub html: String,
    /// The post's headings in order; empty for other profiles.
    pub table_of_contents: Vec<Heading>,
    /// Words of prose, without code blocks.
    pub word_count: u32,
    /// At least 1.
    pub reading_minutes: u32,
    /// All text with code, one block a line: for the search index.
    pub plain_text: String,
    /// The first paragraph's text, at most 280 characters, cut at a word: for a generated excerpt.
    pub first_paragraph: String,
    /// Own images shown, as they stand in `src` (`/media/...`), in order, without repetition.
    pub images: Vec<String>,
    /// People whom the text names, in order, without repetition; at most [`MAX_MENTIONS`].
    pub mentions: Vec<UserId>,
}

/// One entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// 2 to 6, as written in the page: the title above the text is the only first-level heading.
    pub level: u8,
    /// The heading's id in the page, always beginning with `h-`.
    pub id: String,
    /// Plain text.
    pub text: String,
}

/// Why a text is refused. Every refusal but `TooComplex` by time is the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    #[error("the text has {bytes} bytes, at most {MAX_SOURCE_BYTES} are allowed: split it into several posts")]
    TooLong { bytes: usize },
    #[error("quotes, lists or emphasis are nested more than {MAX_NESTING} deep: take some levels out")]
    TooDeep,
    #[error("the text is too complex to render: use fewer or smaller tables and lists")]
    TooComplex,
}

/// The renderer. Built once, cheap to clone; languages load at the first code block.
#[derive(Clone)]
pub struct Markdown {
    inner: Arc<Inner>,
}

struct Inner {
    highlighter: Highlighter,
    post: Sanitiser,
    talk: Sanitiser,
}

impl Default for Markdown {
    fn default() -> Self {
        Self::new()
    }
}

impl Markdown {
    pub fn new() -> Self {
        let inner =
            Inner { highlighter: Highlighter::default(), post: Sanitiser::for_posts(), talk: Sanitiser::for_talk() };
        Self { inner: Arc::new(inner) }
    }

    /// Renders `source`, which names nobody. The same source and profile give the same bytes, whoever asks.
    pub fn render(&self, source: &str, profile: Profile) -> Result<Rendered, RenderError> {
        self.render_with(source, profile, &People::default())
    }

    /// The canonical names behind an `@` in `source`, for whoever looks up which of them are people's.
    pub fn names(&self, source: &str, profile: Profile) -> Result<Vec<String>, RenderError> {
        // A reference as `&#64;` is one too, and hardly anybody writes it: it stays as it is.
        if !source.contains('@') {
            return Ok(Vec::new());
        }
        let source = caps::admit(source)?;
        let arena = Arena::new();
        let root = caps::parse_within_budget(&arena, &source, &options(profile))?;
        let survey = document::prepare(root)?;
        Ok(mentions::names(&survey.prose))
    }

    /// Renders `source` with links to the people whom it names.
    pub fn render_with(&self, source: &str, profile: Profile, people: &People) -> Result<Rendered, RenderError> {
        let source = caps::admit(source)?;
        let options = options(profile);
        let arena = Arena::new();
        let root = caps::parse_within_budget(&arena, &source, &options)?;
        let survey = document::prepare(root)?;
        let mentions = mentions::link(&arena, &survey.prose, people);
        let digest = text::digest(root);

        let written = write::write(root, &options, profile, &survey, &self.inner.highlighter);

        Ok(Rendered {
            html: self.sanitiser(profile).clean(&written.html),
            table_of_contents: written.table_of_contents,
            word_count: digest.word_count,
            reading_minutes: digest.reading_minutes,
            plain_text: digest.plain_text,
            first_paragraph: digest.first_paragraph,
            images: written.images,
            mentions,
        })
    }

    fn sanitiser(&self, profile: Profile) -> &Sanitiser {
        match profile {
            Profile::Post => &self.inner.post,
            Profile::Comment | Profile::Bio => &self.inner.talk,
        }
    }
}

fn options(profile: Profile) -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = profile == Profile::Post;
    options.render.tasklist_classes = true;
    // Raw HTML is tidied in the tree and judged by the sanitiser, so the writer may pass it on.
    options.render.r#unsafe = true;
    options
}
