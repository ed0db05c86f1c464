//! The tree between parsing and writing: measured against the caps, raw HTML tidied in place.

use comrak::nodes::{Node, NodeValue};

use super::raw_html::Tidier;
use super::{MAX_NESTING, RenderError};

/// Nodes of one document; about three times what a dense list of the greatest length needs.
const MAX_NODES: usize = 200_000;

/// What the writer wants to know before it starts.
pub(super) struct Survey {
    /// Added to heading levels, so that the page's title stays the only first-level heading.
    pub heading_shift: u8,
}

/// Walks the tree once without recursion.
pub(super) fn prepare(root: Node<'_>) -> Result<Survey, RenderError> {
    let mut tidier = Tidier::default();
    let mut has_first_level = false;
    let mut seen = 0usize;
    let mut stack = vec![(root, 0usize)];
    while let Some((node, depth)) = stack.pop() {
        seen += 1;
        if depth > MAX_NESTING {
            return Err(RenderError::TooDeep);
        }
        if seen > MAX_NODES {
            return Err(RenderError::TooComplex);
        }
        match &mut node.data_mut().value {
            NodeValue::HtmlBlock(block) => block.literal = tidier.tidy(&block.literal)?,
            NodeValue::HtmlInline(literal) => *literal = tidier.tidy(literal)?,
            NodeValue::Text(text) => tidier.pass_text(text),
            NodeValue::Heading(heading) => has_first_level |= heading.level == 1,
            _ => {}
        }
        for child in node.reverse_children() {
            stack.push((child, depth + 1));
        }
    }
    Ok(Survey { heading_shift: u8::from(has_first_level) })
}
