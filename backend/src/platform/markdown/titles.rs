//! Titles that were written as Markdown: their words. A title of ours is plain text.

use comrak::{
    Arena,
    arena_tree::NodeEdge,
    nodes::{Node, NodeValue},
};

use super::{Profile, caps, options};

/// A title without the marks of code, emphasis, links and pictures. One that has none stays to the letter.
pub fn plain_title(title: &str) -> String {
    // As a heading, for what begins with a number or a dash is no list here. Its line ends where the title does.
    let source = format!("# {}", title.split_whitespace().collect::<Vec<_>>().join(" "));
    let arena = Arena::new();
    let Ok(root) = caps::parse_within_budget(&arena, &source, &options(Profile::Comment)) else {
        return title.to_owned();
    };
    let (mut text, mut has_marks) = (String::new(), false);
    for edge in root.traverse() {
        let (node, is_start) = match edge {
            NodeEdge::Start(node) => (node, true),
            NodeEdge::End(node) => (node, false),
        };
        match &node.data().value {
            NodeValue::Text(words) if is_start => text.push_str(words),
            NodeValue::HtmlInline(piece) if is_start => text.push_str(piece),
            NodeValue::Code(code) if is_start => {
                has_marks = true;
                text.push_str(&code.literal);
            }
            NodeValue::Emph | NodeValue::Strong => match kept_mark(node, &source) {
                Some(mark) => text.push_str(mark),
                None => has_marks = true,
            },
            NodeValue::Strikethrough | NodeValue::Link(_) | NodeValue::Image(_) => has_marks = true,
            _ => {}
        }
    }
    if has_marks && !text.trim().is_empty() { text } else { title.to_owned() }
}

/// The mark of what is hardly meant as emphasis: a name such as `__init__`, a product such as 2*3*4.
fn kept_mark<'s>(node: Node<'_>, source: &'s str) -> Option<&'s str> {
    let data = node.data();
    let length = if matches!(data.value, NodeValue::Strong) { 2 } else { 1 };
    let (start, end) = (data.sourcepos.start.column.checked_sub(1)?, data.sourcepos.end.column);
    let mark = source.get(start..start + length)?;
    let is_within_word =
        source.get(..start)?.ends_with(char::is_alphanumeric) && source.get(end..)?.starts_with(char::is_alphanumeric);
    (mark == "__" || is_within_word).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        for (title, expected) in [
            ("Stabilizing `-Znext-solver=coherence`", "Stabilizing -Znext-solver=coherence"),
            ("1. `Vec<T>` & *how* it **grows**", "1. Vec<T> & how it grows"),
            ("Read [the ~~old~~ `book`](https://example.org/) _now_", "Read the old book now"),
            ("Über ``a ` b`` and *c*", "Über a ` b and c"),
            ("*new*: what __init__ does", "new: what __init__ does"),
            ("`C` and 2*3*4", "C and 2*3*4"),
        ] {
            assert_eq!(plain_title(title), expected, "{title}");
        }
    }

    #[test]
    fn a_title_without_marks_stays_to_the_letter() {
        for title in [
            "",
            "- Dashes, 2 * 3 * 4 and snake_case_names",
            "Generics: Vec<T>, &amp; and C #",
            "What __init__ does with *args and **kwargs",
            "[WIP] A \\ and a ` alone",
        ] {
            assert_eq!(plain_title(title), title);
        }
    }
}
