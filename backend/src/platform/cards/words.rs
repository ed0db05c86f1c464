//! A text and its lines: where a line may end (UAX 14), and in which order its parts stand where a script runs to the left (UAX 9).

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::platform::xml::legal;

/// Where a text was cut.
pub(super) const ELLIPSIS: &str = "…";

/// Lets everything up to [`POP_DIRECTION`] run to the left: brackets on their own would not know that they are to be mirrored.
const TO_THE_LEFT: char = '\u{202e}';
const POP_DIRECTION: char = '\u{202c}';

/// A text, in parts that are each drawn as one.
#[derive(Debug)]
pub(super) struct Words {
    parts: Vec<Part>,
    base: Level,
}

/// A word or a piece of one that runs in one direction.
#[derive(Debug)]
struct Part {
    text: String,
    level: Level,
    /// The direction of the space behind it.
    gap: Option<Level>,
    /// True if a line may end behind it.
    is_end: bool,
}

/// How wide parts are, in ems.
#[derive(Debug)]
pub(super) struct Widths {
    parts: Vec<f32>,
    space: f32,
    ellipsis: f32,
}

/// A line ready to be drawn: texts with their distance from its left end, in ems.
#[derive(Debug, PartialEq)]
pub(super) struct Line {
    pub texts: Vec<(f32, String)>,
    pub width: f32,
}

impl Widths {
    pub fn new(parts: Vec<f32>, space: f32, ellipsis: f32) -> Self {
        Self { parts, space, ellipsis }
    }

    fn of(&self, parts: Range<usize>) -> f32 {
        self.parts[parts].iter().sum()
    }
}

impl Words {
    /// The words of a text. Control characters and marks of direction are no part of it.
    pub fn of(text: &str) -> Self {
        let text = plain(text);
        let bidi = BidiInfo::new(&text, None);
        let base = bidi.paragraphs.first().map_or(Level::ltr(), |paragraph| paragraph.level);
        let mut parts = Vec::new();
        let mut start = 0;
        for (end, _) in linebreaks(&text) {
            let word = &text[start..end];
            let shown = word.trim_end();
            let gap = (shown.len() < word.len()).then(|| bidi.levels[start + shown.len()]);
            push_word(&mut parts, shown, &bidi.levels[start..end], gap);
            start = end;
        }
        Self { parts, base }
    }

    /// True if it is read from the right.
    pub fn is_from_right(&self) -> bool {
        self.base.is_rtl()
    }

    /// The parts as they are handed to the fonts.
    pub fn parts(&self) -> Vec<String> {
        self.parts.iter().map(Part::drawn).collect()
    }

    /// The widest word.
    pub fn widest(&self, widths: &Widths) -> f32 {
        self.words().into_iter().map(|word| widths.of(word)).fold(0.0, f32::max)
    }

    /// Lets lines end at every letter of words that are wider than `room`, and says whether there are any. Then all parts are
    /// others, and to be measured again.
    pub fn split(&mut self, widths: &Widths, room: f32) -> bool {
        if self.widest(widths) <= room {
            return false;
        }
        let is_wide: Vec<bool> =
            self.words().into_iter().flat_map(|word| vec![widths.of(word.clone()) > room; word.len()]).collect();
        let parts = std::mem::take(&mut self.parts);
        for (part, is_wide) in parts.into_iter().zip(is_wide) {
            if is_wide { self.parts.extend(part.letters()) } else { self.parts.push(part) }
        }
        true
    }

    /// Lines of at most `room`; a word that is wider stands alone.
    pub fn lines(&self, widths: &Widths, room: f32) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        for word in self.words() {
            match lines.last_mut() {
                Some(line) if self.width(&(line.start..word.end), widths) <= room => line.end = word.end,
                _ => lines.push(word),
            }
        }
        lines
    }

    /// The first lines, ready to be drawn. Where there are more, the last one gives up words until an ellipsis has room.
    pub fn set(&self, lines: &[Range<usize>], most: usize, widths: &Widths, room: f32) -> Vec<Line> {
        let is_cut = lines.len() > most;
        let shown = &lines[..lines.len().min(most)];
        let last = shown.len().saturating_sub(1);
        let lines = shown.iter().enumerate().map(|(number, line)| {
            if is_cut && number == last {
                self.line(self.shortened(line.clone(), widths, room), true, widths)
            } else {
                self.line(line.clone(), false, widths)
            }
        });
        lines.collect()
    }

    fn shortened(&self, mut line: Range<usize>, widths: &Widths, room: f32) -> Range<usize> {
        while self.width(&line, widths) + widths.ellipsis > room {
            let mut ends = (line.start..line.end - 1).rev();
            match ends.find(|part| self.parts[*part].is_end) {
                Some(part) => line.end = part + 1,
                // One word alone; it reaches into the margin.
                None => break,
            }
        }
        line
    }

    /// Parts in the order in which they are seen.
    fn line(&self, parts: Range<usize>, is_cut: bool, widths: &Widths) -> Line {
        let mut boxes: Vec<(Level, f32, Option<String>)> = Vec::new();
        for index in parts.clone() {
            let part = &self.parts[index];
            boxes.push((part.level, widths.parts[index], Some(part.drawn())));
            if let Some(gap) = part.gap.filter(|_| index + 1 < parts.end) {
                boxes.push((gap, widths.space, None));
            }
        }
        if is_cut {
            boxes.push((self.base, widths.ellipsis, Some(ELLIPSIS.to_owned())));
        }
        let levels: Vec<Level> = boxes.iter().map(|(level, ..)| *level).collect();
        let (mut texts, mut left) = (Vec::new(), 0.0);
        for index in BidiInfo::reorder_visual(&levels) {
            let (_, width, text) = &mut boxes[index];
            texts.extend(text.take().map(|text| (left, text)));
            left += *width;
        }
        Line { texts, width: left }
    }

    fn width(&self, parts: &Range<usize>, widths: &Widths) -> f32 {
        let inner = parts.start..parts.end.saturating_sub(1).max(parts.start);
        let gaps = self.parts[inner].iter().filter(|part| part.gap.is_some()).count();
        widths.of(parts.clone()) + widths.space * gaps as f32
    }

    /// Between the places where a line may end.
    fn words(&self) -> Vec<Range<usize>> {
        let mut words = Vec::new();
        let mut start = 0;
        for (index, _) in self.parts.iter().enumerate().filter(|(_, part)| part.is_end) {
            words.push(start..index + 1);
            start = index + 1;
        }
        words
    }
}

impl Part {
    fn drawn(&self) -> String {
        if self.level.is_rtl() { format!("{TO_THE_LEFT}{}{POP_DIRECTION}", self.text) } else { self.text.clone() }
    }

    /// A part for each of its letters, with its accents.
    fn letters(self) -> Vec<Self> {
        let letter = |text: &str| Self { text: text.to_owned(), level: self.level, gap: None, is_end: true };
        let mut letters: Vec<Self> = self.text.graphemes(true).map(letter).collect();
        if let Some(last) = letters.last_mut() {
            last.gap = self.gap;
        }
        letters
    }
}

/// One part for each stretch of one direction.
fn push_word(parts: &mut Vec<Part>, word: &str, levels: &[Level], gap: Option<Level>) {
    let mut start = 0;
    for (at, _) in word.char_indices() {
        if levels[at] != levels[start] {
            parts.push(Part { text: word[start..at].to_owned(), level: levels[start], gap: None, is_end: false });
            start = at;
        }
    }
    if start < word.len() {
        parts.push(Part { text: word[start..].to_owned(), level: levels[start], gap, is_end: true });
    }
}

/// On one line, and nothing in it that is not seen but by what it does to others.
fn plain(text: &str) -> String {
    let shown: String = legal(text).chars().filter(|char| char.is_whitespace() || !is_mark(*char)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_mark(char: char) -> bool {
    let is_of_direction = matches!(
        char,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    );
    char.is_control() || is_of_direction
}
