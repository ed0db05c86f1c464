//! The text of a tree without its marks: for search, excerpts, counting words.

use comrak::nodes::{Node, NodeValue};
use unicode_segmentation::UnicodeSegmentation;

use super::raw_html;

const EXCERPT_CHARS: usize = 280;
const WORDS_PER_MINUTE: u32 = 220;

/// What is known of a text beside its HTML.
pub(super) struct Digest {
    pub word_count: u32,
    pub reading_minutes: u32,
    pub plain_text: String,
    pub first_paragraph: String,
}

/// Gathers the text in one walk; code counts for search and not as words.
pub(super) fn digest(root: Node<'_>) -> Digest {
    let mut gatherer = Gatherer::default();
    let mut stack: Vec<Node<'_>> = root.reverse_children().collect();
    while let Some(node) = stack.pop() {
        let is_gathered = gatherer.visit(node);
        if !is_gathered {
            stack.extend(node.reverse_children());
        }
    }
    let word_count = gatherer.word_count;
    Digest {
        word_count,
        reading_minutes: word_count.div_ceil(WORDS_PER_MINUTE).max(1),
        plain_text: gatherer.plain_text,
        first_paragraph: gatherer.first_paragraph.map(|text| cut_at_word(&text, EXCERPT_CHARS)).unwrap_or_default(),
    }
}

/// Elements within a line: what stands beside them is not parted by them, as the full stop after a link.
const WITHIN_A_LINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

/// True if what stands on both sides of this element's tags may be one word.
pub(super) fn is_within_a_line(name: &str) -> bool {
    WITHIN_A_LINE.contains(&name)
}

/// Where a footnote's number ends, or the arrow that leads back to it, if this tag begins one: they are no words.
fn end_of_footnote_mark(tag: &str) -> Option<&'static str> {
    if tag.contains("class=\"footnote-ref\"") {
        Some("</sup>")
    } else if tag.contains("class=\"footnote-backref\"") {
        Some("</a>")
    } else {
        None
    }
}

/// The words of HTML that this renderer made, for snippets: tags of blocks become spaces, those within a line nothing, its
/// five entities characters. Marks of footnotes are left out.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tag = &rest[start + 1..];
        // A quoted value may hold the sign that ends a tag elsewhere.
        let mut is_quoted = false;
        let end = tag.find(|c| {
            is_quoted ^= c == '"';
            c == '>' && !is_quoted
        });
        let Some(end) = end else {
            rest = "";
            break;
        };
        let (tag, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        if let Some(close) = end_of_footnote_mark(tag) {
            rest = after.split_once(close).map_or(after, |(_, after)| after);
            continue;
        }
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        if !name.is_some_and(is_within_a_line) {
            text.push(' ');
        }
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&nbsp;", " ").replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` with at most `limit` characters, cut between words and ended with an ellipsis where something is missing.
pub fn cut_at_word(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let room = limit.saturating_sub(1);
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let word_start =
        text.split_word_bound_indices().map(|(at, _)| at).take_while(|at| *at <= end).last().unwrap_or_default();
    // A "word" that fills most of the room is no reason to show nothing.
    let cut = if word_start > end / 2 { word_start } else { end };
    format!(
        "{}…",
        text[..cut].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–'))
    )
}

#[derive(Default)]
struct Gatherer {
    plain_text: String,
    first_paragraph: Option<String>,
    word_count: u32,
}

impl Gatherer {
    /// Takes a block that holds text whole; answers whether the walk may skip its children.
    fn visit(&mut self, node: Node<'_>) -> bool {
        match &node.data().value {
            NodeValue::CodeBlock(code) => self.add_line(&code.literal),
            NodeValue::HtmlBlock(html) => {
                let text = raw_html::text_of(&html.literal);
                self.add_words(&text);
                self.add_line(&text);
            }
            NodeValue::Paragraph => {
                let text = inline_text(node);
                let is_top = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Document));
                if is_top && self.first_paragraph.is_none() && !text.is_empty() {
                    self.first_paragraph = Some(text.clone());
                }
                self.add_words(&text);
                self.add_line(&text);
            }
            NodeValue::Heading(_) | NodeValue::TableCell => {
                let text = inline_text(node);
                self.add_words(&text);
                self.add_line(&text);
            }
            _ => return false,
        }
        true
    }

    fn add_words(&mut self, text: &str) {
        let words = text.unicode_words().count();
        self.word_count = self.word_count.saturating_add(u32::try_from(words).unwrap_or(u32::MAX));
    }

    fn add_line(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.plain_text.push_str(text);
            self.plain_text.push('\n');
        }
    }
}

/// The words of one block with single blanks; footnote marks and tags left out.
fn inline_text(node: Node<'_>) -> String {
    let text = visible_text(node);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words inside a node as they are seen: a raw piece that is no tag, as in `Vec<T>`, is text.
pub(super) fn visible_text(node: Node<'_>) -> String {
    let mut text = String::new();
    for inside in node.descendants() {
        match &inside.data().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(piece) if piece.starts_with("<br") => text.push(' '),
            NodeValue::HtmlInline(piece) => text.push_str(&raw_html::text_of(piece)),
            NodeValue::LineBreak | NodeValue::SoftBreak => text.push(' '),
            _ => {}
        }
    }
    text
}
