//! Where in its source a parsed text has its addresses.

use std::{collections::HashMap, ops::Range};

use comrak::nodes::{Ast, NodeValue, Sourcepos};

use super::Place;

/// Bytes that are searched in all for addresses that do not stand where the parser says.
const MAX_SEARCHED: usize = 4_000_000;

/// Ends that are tried of a picture's words, from behind, for a title may look like one; and of its address.
const MAX_TRIES: usize = 8;

/// Finds places, each under the number that its caller gives it.
pub(super) struct Places<'s> {
    source: &'s str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// First and last lines of blocks in which nothing is Markdown.
    skipped: Vec<(usize, usize)>,
    /// Names by reference: the labels that it may be, and the address.
    by_label: Vec<(usize, Vec<String>, String)>,
    found: Vec<(usize, Place)>,
    searched: usize,
}

impl<'s> Places<'s> {
    pub fn new(source: &'s str) -> Self {
        let lines = [0].into_iter().chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { source, lines, skipped: Vec::new(), by_label: Vec::new(), found: Vec::new(), searched: 0 }
    }

    /// Passes over a block of code or HTML when definitions are looked for.
    pub fn skip(&mut self, block: &Ast) {
        self.skipped.push((block.sourcepos.start.line, block.sourcepos.end.line));
    }

    /// Looks for the address of a picture or link within `block`.
    pub fn seek(&mut self, number: usize, node: &Ast, block: &Ast, address: &str) {
        let opening = if matches!(node.value, NodeValue::Image(_)) { "![" } else { "[" };
        let range = self.range(node.sourcepos);
        let written = range.clone().and_then(|range| self.source.get(range)).unwrap_or_default();
        if let Some(inner) = written.strip_prefix(opening) {
            if let Some(inner) = inner.strip_suffix(']') {
                self.by_label.push((number, labels(inner), address.to_owned()));
                return;
            }
            let begin = range.map_or(0, |range| range.start);
            let tries = written.rmatch_indices("](").take(MAX_TRIES).filter(|_| written.ends_with(')'));
            let place = tries.map(|(at, _)| begin + at + 2).find_map(|at| address_at(self.source, at, address));
            if let Some(range) = place {
                self.found.push((number, Place { range, is_certain: true }));
                return;
            }
        }
        self.search(number, block.sourcepos, address);
    }

    /// Looks through all lines of a block, behind what was found there before.
    fn search(&mut self, number: usize, block: Sourcepos, address: &str) {
        if let Some(lines) = self.rest_of(block) {
            let mut ends = self.source[lines.clone()].match_indices("](").map(|(at, _)| lines.start + at + 2);
            let range = ends.find_map(|at| address_at(self.source, at, address));
            self.found.extend(range.map(|range| (number, Place { range, is_certain: false })));
        }
    }

    fn rest_of(&mut self, block: Sourcepos) -> Option<Range<usize>> {
        let lines = self.line(block.start.line)?.start..self.line(block.end.line)?.end;
        let behind = self.found.last().map(|(_, place)| place.range.end).filter(|end| lines.contains(end));
        let begin = behind.unwrap_or(lines.start);
        self.searched += lines.end - begin;
        (self.searched <= MAX_SEARCHED).then_some(begin..lines.end)
    }

    /// Takes an address of raw HTML from its literal, whose lines lack what stands before them in quotes and lists.
    pub fn map(&mut self, number: usize, html: &Ast, block: &Ast, literal: &str, range: &Range<usize>) {
        let begin = literal[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let line = literal[begin..].lines().next().unwrap_or_default();
        let within = range.start - begin..range.end - begin;
        if line.get(within.clone()).is_none() {
            return;
        }
        let (start, is_certain) = match self.line_of_html(html, literal[..begin].matches('\n').count(), line) {
            Some(start) => (start, true),
            None => {
                let found = self.rest_of(block.sourcepos);
                let found = found.and_then(|lines| Some(lines.start + self.source[lines].find(line)?));
                let Some(start) = found else { return };
                (start, false)
            }
        };
        self.found.push((number, Place { range: start + within.start..start + within.end, is_certain }));
    }

    /// Where a line of raw HTML stands, the first of which has the number 0.
    fn line_of_html(&self, html: &Ast, number: usize, line: &str) -> Option<usize> {
        let lines = self.line(html.sourcepos.start.line + number)?;
        let source = self.source[lines.clone()].trim_end_matches('\n');
        let column = html.sourcepos.start.column.saturating_sub(1);
        let is_first = number == 0 && !html.value.block();
        let by_column = source.get(column..).filter(|rest| is_first && rest.starts_with(line)).map(|_| column);
        let offset = by_column.or_else(|| source.strip_suffix(line).map(str::len)).or_else(|| source.find(line))?;
        Some(lines.start + offset)
    }

    /// All that was found, those by reference too.
    pub fn found(mut self) -> Vec<(usize, Place)> {
        if !self.by_label.is_empty() {
            let definitions = self.definitions();
            for (number, labels, address) in &self.by_label {
                let places = labels.iter().filter_map(|label| definitions.get(label));
                let range = places.filter_map(|at| address_at(self.source, *at, address)).next();
                self.found.extend(range.map(|range| (*number, Place { range, is_certain: false })));
            }
        }
        self.found
    }

    /// What looks like a definition, by label: where its address may begin. The first of a label counts.
    fn definitions(&self) -> HashMap<String, usize> {
        let mut definitions = HashMap::new();
        let mut skipped = self.skipped.clone();
        skipped.sort_unstable();
        let mut skipped = skipped.into_iter().peekable();
        for number in 1..=self.lines.len() {
            while skipped.peek().is_some_and(|(_, last)| *last < number) {
                skipped.next();
            }
            let is_skipped = skipped.peek().is_some_and(|(first, _)| *first <= number);
            let Some(range) = self.line(number).filter(|_| !is_skipped) else { continue };
            let line = &self.source[range.clone()];
            let is_before = |c: char| matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')') || c.is_ascii_digit();
            let Some(rest) = line.trim_start_matches(is_before).strip_prefix('[') else { continue };
            let end =
                unescaped(rest, ']').next().filter(|end| rest[*end..].starts_with("]:") && !rest.starts_with('^'));
            if let Some(end) = end {
                let at = range.end - rest.len() + end + 2;
                definitions.entry(normal(&rest[..end])).or_insert(at);
            }
        }
        definitions
    }

    /// A line by its number from 1, with its end.
    fn line(&self, number: usize) -> Option<Range<usize>> {
        let begin = *self.lines.get(number.checked_sub(1)?)?;
        Some(begin..self.lines.get(number).copied().unwrap_or(self.source.len()))
    }

    fn range(&self, at: Sourcepos) -> Option<Range<usize>> {
        let begin = self.line(at.start.line)?.start + at.start.column.checked_sub(1)?;
        let end = self.line(at.end.line)?.start + at.end.column;
        (begin < end).then_some(begin..end)
    }
}

/// The labels that the inside of a reference may mean: `words][label`, `label][` or `label`.
fn labels(inner: &str) -> Vec<String> {
    if let Some(label) = inner.strip_suffix("][") {
        return vec![normal(label)];
    }
    let last = unescaped(inner, '[').last().filter(|at| inner[..*at].ends_with(']'));
    last.map(|at| normal(&inner[at + 1..])).into_iter().chain([normal(inner)]).collect()
}

/// Labels are compared without case, and all white space is alike.
fn normal(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn unescaped(text: &str, mark: char) -> impl Iterator<Item = usize> + '_ {
    let is_escaped = |at: usize| text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    text.match_indices(mark).map(|(at, _)| at).filter(move |at| !is_escaped(*at))
}

/// The place of the address that is written at `at`, behind white space, if it is this one.
fn address_at(source: &str, at: usize, address: &str) -> Option<Range<usize>> {
    let rest = &source[at..];
    let begin = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
    let rest = &rest[begin..];
    let (inner, length) = match rest.strip_prefix('<') {
        Some(inside) => (1, inside.find(['\n', '<', '>']).filter(|end| inside[*end..].starts_with('>'))?),
        None => (0, rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())),
    };
    // Written bare, it ends at white space or at the parenthesis that is not its own: where the address itself does.
    let (start, written) = (at + begin + inner, &rest[inner..inner + length]);
    let brackets = unescaped(written, ')').filter(|end| inner == 0 && *end >= address.len()).take(MAX_TRIES);
    let end = [length].into_iter().chain(brackets).find(|end| plain(&written[..*end]) == address)?;
    Some(start..start + end)
}

/// Without the backslashes of Markdown and the one reference that addresses hold.
fn plain(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut letters = written.chars().peekable();
    while let Some(c) = letters.next() {
        match letters.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => text.extend(letters.next()),
            _ => text.push(c),
        }
    }
    text.replace("&amp;", "&")
}
