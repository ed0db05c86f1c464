//! The tree between parsing and writing: measured against the caps, raw HTML tidied in place, prose found.

use comrak::nodes::{Node, NodeValue};

use super::raw_html::Tidier;
use super::{MAX_NESTING, RenderError};

/// Nodes of one document. Prose of the greatest length has about 15,000; writing and sanitising take their time by the node.
const MAX_NODES: usize = 30_000;

/// Marks that lead to footnotes; each is answered by a link back, several times its size, with the footnote's name in it.
const MAX_FOOTNOTE_REFERENCES: usize = 1_000;

/// A footnote's name longer than this counts as several.
const FOOTNOTE_NAME_BYTES: usize = 16;

/// Blocks that are written with much around them count as several nodes.
const HEAVY_NODE: usize = 4;

/// The sanitiser's writer looks through the rest of a block's text at each of the bytes it may have to escape; this bounds the sum.
const MAX_ESCAPING: usize = 400_000_000;

/// What the writer wants to know before it starts.
pub(super) struct Survey<'a> {
    /// Added to heading levels, so that the page's title stays the only first-level heading.
    pub heading_shift: u8,
    /// Pieces of text with an `@` in them that stand neither in a link nor in code, whether by marks or by tags.
    pub prose: Vec<Node<'a>>,
}

/// Walks the tree once without recursion.
pub(super) fn prepare<'a>(root: Node<'a>) -> Result<Survey<'a>, RenderError> {
    let mut tidier = Tidier::default();
    let mut has_first_level = false;
    let mut seen = 0usize;
    let mut footnote_references = 0usize;
    let mut escaping = Escaping::default();
    let mut prose = Vec::new();
    let mut stack = vec![(root, 0usize, false)];
    while let Some((node, depth, is_within_link)) = stack.pop() {
        seen += 1;
        if depth > MAX_NESTING {
            return Err(RenderError::TooDeep);
        }
        if seen > MAX_NODES || footnote_references > MAX_FOOTNOTE_REFERENCES {
            return Err(RenderError::TooComplex);
        }
        let value = &mut node.data_mut().value;
        escaping.visit(value);
        if escaping.total > MAX_ESCAPING {
            return Err(RenderError::TooComplex);
        }
        let mut is_link = is_within_link;
        match value {
            NodeValue::HtmlBlock(block) => block.literal = tidier.tidy(&block.literal)?,
            NodeValue::HtmlInline(literal) => *literal = tidier.tidy(literal)?,
            NodeValue::FootnoteReference(footnote) => {
                footnote_references += 1 + footnote.name.len() / FOOTNOTE_NAME_BYTES;
            }
            NodeValue::CodeBlock(_) | NodeValue::TaskItem(_) => seen += HEAVY_NODE - 1,
            NodeValue::Text(text) => {
                tidier.pass_text(text);
                if text.contains('@') && !is_within_link && !tidier.is_quoting() {
                    prose.push(node);
                }
            }
            NodeValue::Link(_) | NodeValue::Image(_) => is_link = true,
            NodeValue::Heading(heading) => has_first_level |= heading.level == 1,
            _ => {}
        }
        for child in node.reverse_children() {
            stack.push((child, depth + 1, is_link));
        }
    }
    Ok(Survey { heading_shift: u8::from(has_first_level), prose })
}

/// The work of escaping: for each block, its text's length times the bytes in it that may need it.
#[derive(Default)]
struct Escaping {
    bytes: usize,
    special: usize,
    total: usize,
}

impl Escaping {
    fn visit(&mut self, value: &NodeValue) {
        if value.block() {
            (self.bytes, self.special) = (0, 0);
        }
        match value {
            NodeValue::Text(text) => self.add(text),
            NodeValue::Code(code) => self.add(&code.literal),
            NodeValue::CodeBlock(code) => self.add(&code.literal),
            NodeValue::HtmlBlock(html) => self.add(&html.literal),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                self.add(&link.url);
                self.add(&link.title);
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        // `&`, and the first byte of the no-break space and of its neighbours.
        let special = text.bytes().filter(|byte| matches!(byte, b'&' | 0xC2)).count();
        self.total = self.total.saturating_add(self.special * text.len() + special * (self.bytes + text.len()));
        self.bytes += text.len();
        self.special += special;
    }
}
