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

/// The words of HTML that this renderer made, for snippets: tags become spaces, its five entities characters.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut is_inside_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_inside_tag = true,
            '>' if is_inside_tag => {
                is_inside_tag = false;
                text.push(' ');
            }
            c if !is_inside_tag => text.push(c),
            _ => {}
        }
    }
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
            NodeValue::HtmlInline(piece) => text.push_str(&raw_html::text_of(piece)),
            NodeValue::LineBreak | NodeValue::SoftBreak => text.push(' '),
            _ => {}
        }
    }
    text
}
