//! Matches shown in the text as it was written.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Term;
use super::pieces::{Piece, pieces};

const GAP: &str = "…";

/// A stretch of text that matches or does not. Joined, the segments of a text are the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    pub is_match: bool,
}

/// The whole text, with the words that answer a term marked.
pub fn highlight(text: &str, terms: &[Term]) -> Vec<Segment> {
    segments(text, 0..text.len(), &merged(&matching(text, terms)))
}

/// A part of the text around the place where most terms meet, with `around` characters on either side of it, cut at words. Where
/// nothing matches, the beginning.
pub fn snippet(text: &str, terms: &[Term], around: usize) -> Vec<Segment> {
    let matches = matching(text, terms);
    let centre = densest(text, &matches, terms, around).unwrap_or(0..0);
    let start = backwards(text, centre.start, around);
    let end = forwards(text, centre.end, if matches.is_empty() { around * 2 } else { around });

    let mut found = segments(text, start..end, &merged(&matches));
    let gap = || Segment { text: GAP.to_owned(), is_match: false };
    if start > 0 {
        found.insert(0, gap());
    }
    if end < text.len() {
        found.push(gap());
    }
    found
}

fn matching(text: &str, terms: &[Term]) -> Vec<Piece> {
    if terms.is_empty() {
        return Vec::new();
    }
    pieces(text).filter(|piece| terms.iter().any(|term| term.matches(&piece.token))).collect()
}

/// The matches that, taken from one of them on within reach, answer most terms; the first such place.
fn densest(text: &str, matches: &[Piece], terms: &[Term], around: usize) -> Option<Range<usize>> {
    let mut best: Option<(usize, Range<usize>)> = None;
    for (at, first) in matches.iter().enumerate() {
        let reach = first.range.start + around.saturating_mul(2);
        let near = || matches[at..].iter().take(64).take_while(|piece| piece.range.start <= reach);
        let answered = terms.iter().filter(|term| near().any(|piece| term.matches(&piece.token))).count();
        if best.as_ref().is_none_or(|(most, _)| answered > *most) {
            let end = near().map(|piece| piece.range.end).max().unwrap_or(first.range.end);
            best = Some((answered, first.range.start..end.min(text.len())));
        }
        if answered == terms.len() {
            break;
        }
    }
    best.map(|(_, range)| range)
}

fn merged(matches: &[Piece]) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for piece in matches {
        match merged.last_mut() {
            Some(last) if piece.range.start <= last.end => last.end = last.end.max(piece.range.end),
            _ => merged.push(piece.range.clone()),
        }
    }
    merged
}

fn segments(text: &str, window: Range<usize>, matches: &[Range<usize>]) -> Vec<Segment> {
    let mut found = Vec::new();
    let mut push = |range: Range<usize>, is_match| {
        if !range.is_empty() {
            found.push(Segment { text: text[range].to_owned(), is_match });
        }
    };
    let mut from = window.start;
    for range in matches {
        if range.end <= window.start || range.start >= window.end {
            continue;
        }
        let (start, end) = (range.start.max(from), range.end.min(window.end));
        push(from..start, false);
        push(start..end, true);
        from = end;
    }
    push(from..window.end, false);
    found
}

/// The word boundary about `count` characters before `at`.
fn backwards(text: &str, at: usize, count: usize) -> usize {
    let target = text[..at].char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(index, _)| index);
    if target == 0 {
        return 0;
    }
    let boundary = text[target..at].split_word_bound_indices().nth(1).map_or(at, |(offset, _)| target + offset);
    let skipped = text[boundary..at].len() - text[boundary..at].trim_start().len();
    boundary + skipped
}

/// The word boundary about `count` characters after `at`.
fn forwards(text: &str, at: usize, count: usize) -> usize {
    let Some((offset, _)) = text[at..].char_indices().nth(count) else { return text.len() };
    let target = at + offset;
    let last = text[at..target].split_word_bound_indices().next_back().map_or(at, |(offset, _)| at + offset);
    let end = if last > at { last } else { target };
    at + text[at..end].trim_end().len()
}
