//! Changes that toolbar, shortcuts and keys make to Markdown, as plain functions from text and selection to one edit.
//!
//! Nothing here touches the page: offsets are bytes of the text, and [`utf16`] converts from and to the browser's.

mod inline;
mod lines;
pub mod utf16;

use std::ops::Range;

pub use lines::continue_line;

use crate::text::toolbar::{CELL, COLUMN};

/// Replaces `range` of the text by `text` and selects `selection` of the new text. Offsets are bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes away.
    pub range: Range<usize>,
    /// What comes in its place.
    pub text: String,
    /// What is selected afterwards, counted in the text after the edit.
    pub selection: Range<usize>,
}

impl Edit {
    /// The text after the edit.
    pub fn applied_to(&self, text: &str) -> String {
        [&text[..self.range.start], &self.text, &text[self.range.end..]].concat()
    }
}

/// What a button of the toolbar, or its shortcut, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// `**strong**`
    Bold,
    /// `*emphasis*`
    Italic,
    /// `~~gone~~`
    Strikethrough,
    /// `` `code` ``, or a fenced block if lines are selected
    Code,
    /// `[text](address)`
    Link,
    /// `## Heading`, one level deeper each time, then plain again
    Heading,
    /// `> quotation`
    Quote,
    /// `- point`
    BulletList,
    /// `1. point`
    NumberedList,
    /// `- [ ] task`
    TaskList,
    /// A table of two columns
    Table,
    /// A line across
    Rule,
}

/// The edit that `action` makes on the selected part of `text`.
pub fn apply(action: Action, text: &str, selection: Range<usize>) -> Edit {
    match action {
        Action::Bold => inline::wrap(text, selection, "**"),
        Action::Italic => inline::wrap(text, selection, "*"),
        Action::Strikethrough => inline::wrap(text, selection, "~~"),
        Action::Code if text[selection.clone()].contains('\n') => inline::fence(text, selection),
        Action::Code => inline::wrap(text, selection, "`"),
        Action::Link => inline::link(text, selection),
        Action::Heading => lines::heading(text, selection),
        Action::Quote => lines::toggle(text, selection, lines::Mark::Quote),
        Action::BulletList => lines::toggle(text, selection, lines::Mark::Bullet),
        Action::NumberedList => lines::toggle(text, selection, lines::Mark::Number),
        Action::TaskList => lines::toggle(text, selection, lines::Mark::Task),
        Action::Table => {
            let table = format!("| {COLUMN} | {COLUMN} |\n| --- | --- |\n| {CELL} | {CELL} |");
            let first = "| ".len();
            lines::block(text, selection, &table, first..first + COLUMN.len())
        }
        Action::Rule => lines::block(text, selection, "---", 3..3),
    }
}

/// The edit that a pasted address makes: a link, if words are selected and the address is one.
pub fn paste_address(text: &str, selection: Range<usize>, pasted: &str) -> Option<Edit> {
    let words = &text[selection.clone()];
    let is_words = !words.trim().is_empty() && !words.contains(['\n', '[', ']']) && !inline::is_address(words);
    (is_words && inline::is_address(pasted)).then(|| {
        let replacement = format!("[{words}]({pasted})");
        let end = selection.start + replacement.len();
        Edit { range: selection, text: replacement, selection: end..end }
    })
}

/// The edit that puts a block, as the stand-in of an upload, at the selection.
pub fn insert_block(text: &str, selection: Range<usize>, block: &str) -> Edit {
    lines::block(text, selection, block, block.len()..block.len())
}

/// The edit that replaces the first `needle` by `replacement` and leaves the selection on the same words.
pub fn replace(text: &str, selection: Range<usize>, needle: &str, replacement: &str) -> Option<Edit> {
    let start = text.find(needle)?;
    let range = start..start + needle.len();
    let moved = |offset: usize| {
        if offset <= range.start {
            offset
        } else if offset >= range.end {
            offset - needle.len() + replacement.len()
        } else {
            range.start + replacement.len()
        }
    };
    let selection = moved(selection.start)..moved(selection.end);
    Some(Edit { range, text: replacement.to_owned(), selection })
}

#[cfg(test)]
mod tests;
