//! A text cut into indexed words, each with the place it came from, so that matches can be shown in the text as it was written.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::ops::Range;

use unicode_segmentation::{GraphemeIndices, UnicodeSegmentation};

use super::fold::fold;

/// Longer words are cut: nobody types them, and indexes have limits.
const MAX_TOKEN_CHARS: usize = 64;

/// A word, folded, and the bytes of the original text it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub token: String,
    pub range: Range<usize>,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Two neighbours of a run without spaces.
    Pair,
    /// The last character of such a run.
    RunEnd {
        run_length: usize,
    },
}

/// Cuts `text` into pieces, in order.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { graphemes: text.grapheme_indices(true).peekable(), word: None, run: Vec::new(), ready: VecDeque::new() }
}

pub(super) struct Pieces<'t> {
    graphemes: Peekable<GraphemeIndices<'t>>,
    word: Option<(String, Range<usize>)>,
    run: Vec<(char, Range<usize>)>,
    ready: VecDeque<Piece>,
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            match self.graphemes.next() {
                Some((start, grapheme)) => self.take(start, grapheme),
                None if self.word.is_none() && self.run.is_empty() => return None,
                None => self.flush(),
            }
        }
    }
}

impl Pieces<'_> {
    fn take(&mut self, start: usize, grapheme: &str) {
        let range = start..start + grapheme.len();
        let folded = fold(grapheme);
        match folded.chars().next() {
            Some(first) if is_unspaced(first) => {
                self.flush_word();
                self.run.extend(folded.chars().filter(|c| is_part_of_word(*c)).map(|c| (c, range.clone())));
            }
            Some(first) if first.is_alphanumeric() => {
                self.flush_run();
                let (word, whole) = self.word.get_or_insert_with(|| (String::new(), range.clone()));
                word.push_str(&folded);
                whole.end = range.end;
            }
            // Invisible: part of whatever it stands in.
            None => {}
            _ => self.take_separator(&range, grapheme),
        }
    }

    fn take_separator(&mut self, range: &Range<usize>, grapheme: &str) {
        let next = self.graphemes.peek().map_or("", |(_, next)| *next);
        let is_apostrophe = matches!(grapheme, "'" | "’") && next.starts_with(char::is_alphabetic);
        if is_apostrophe && self.word.is_some() {
            return;
        }
        self.name_language(range, grapheme, next);
        self.flush();
    }

    /// C++, C# and F# would otherwise be single letters.
    fn name_language(&mut self, range: &Range<usize>, grapheme: &str, next: &str) {
        let Some((word, whole)) = &mut self.word else { return };
        let named = match (word.as_str(), grapheme, next) {
            ("c", "+", "+") => "cplusplus",
            ("c", "#", _) => "csharp",
            ("f", "#", _) => "fsharp",
            _ => return,
        };
        *word = named.to_owned();
        whole.end = if grapheme == "+" { range.end + 1 } else { range.end };
    }

    fn flush(&mut self) {
        self.flush_word();
        self.flush_run();
    }

    fn flush_word(&mut self) {
        let Some((word, range)) = self.word.take() else { return };
        // Folding may part a character, as it does with ½.
        for part in word.split(|c: char| !is_part_of_word(c)).filter(|part| part.chars().any(char::is_alphanumeric)) {
            let token = part.chars().take(MAX_TOKEN_CHARS).collect();
            self.ready.push_back(Piece { token, range: range.clone(), kind: Kind::Word });
        }
    }

    fn flush_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        for pair in run.windows(2) {
            let token = pair.iter().map(|(c, _)| *c).collect();
            self.ready.push_back(Piece { token, range: pair[0].1.start..pair[1].1.end, kind: Kind::Pair });
        }
        if let Some((c, range)) = run.last() {
            self.ready.push_back(Piece {
                token: c.to_string(),
                range: range.clone(),
                kind: Kind::RunEnd { run_length: run.len() },
            });
        }
    }
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Scripts written without spaces between words, and Hangul, whose words carry their endings.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{3100}'..='\u{318F}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
        && is_part_of_word(c)
}
