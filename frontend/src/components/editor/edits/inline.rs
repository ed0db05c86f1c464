//! Edits within a line: emphasis, code and links.

use std::ops::Range;

use super::Edit;

/// Puts `mark` around the selection, or takes it away where it stands already.
pub(super) fn wrap(text: &str, selection: Range<usize>, mark: &str) -> Edit {
    let selection = trimmed(text, selection);
    let inside = &text[selection.clone()];
    if let Some(bare) = unmarked(inside, mark) {
        let end = selection.start + bare.len();
        return Edit { text: bare.to_owned(), selection: selection.start..end, range: selection };
    }
    if is_marked_outside(text, &selection, mark) {
        let range = selection.start - mark.len()..selection.end + mark.len();
        let selected = range.start..range.start + inside.len();
        return Edit { text: inside.to_owned(), selection: selected, range };
    }
    let start = selection.start + mark.len();
    Edit { text: [mark, inside, mark].concat(), selection: start..start + inside.len(), range: selection }
}

/// Puts the selected lines between fences; the caret goes where the language is named.
pub(super) fn fence(text: &str, selection: Range<usize>) -> Edit {
    let inside = text[selection.clone()].trim_matches('\n');
    let longest = inside.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let edit = super::lines::block(text, selection, &format!("{fence}\n{inside}\n{fence}"), 0..0);
    let caret = edit.selection.start + fence.len();
    Edit { selection: caret..caret, ..edit }
}

/// `[words](address)`: the part that is still missing is selected.
pub(super) fn link(text: &str, selection: Range<usize>) -> Edit {
    const ADDRESS: &str = "https://";
    let selection = trimmed(text, selection);
    let inside = &text[selection.clone()];
    if is_address(inside) {
        let caret = selection.start + 1;
        return Edit { text: format!("[]({inside})"), selection: caret..caret, range: selection };
    }
    let address = selection.start + inside.len() + "[](".len();
    let selected = if inside.is_empty() {
        let caret = selection.start + 1;
        caret..caret
    } else {
        address..address + ADDRESS.len()
    };
    Edit { text: format!("[{inside}]({ADDRESS})"), selection: selected, range: selection }
}

/// True for a plain http, https or mailto address.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let has_scheme = ["https://", "http://", "mailto:"].iter().any(|scheme| {
        text.len() > scheme.len() && text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    has_scheme && !text.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'))
}

/// Without the white space at its ends, for marks must touch the words.
fn trimmed(text: &str, selection: Range<usize>) -> Range<usize> {
    let inside = &text[selection.clone()];
    if inside.trim().is_empty() {
        return selection;
    }
    let start = selection.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

/// The words between two marks, if the text stands between exactly these.
fn unmarked<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let bare = text.strip_prefix(mark)?.strip_suffix(mark)?;
    let is_other_mark = mark == "*" && (bare.starts_with('*') != bare.ends_with('*') || is_only_strong(bare));
    (!bare.is_empty() && !is_other_mark).then_some(bare)
}

/// True between `*` and `*` if these are halves of `**`.
fn is_only_strong(bare: &str) -> bool {
    let stars = bare.len() - bare.trim_start_matches('*').len();
    stars == 1
}

fn is_marked_outside(text: &str, selection: &Range<usize>, mark: &str) -> bool {
    let before = &text[..selection.start];
    let after = &text[selection.end..];
    if !before.ends_with(mark) || !after.starts_with(mark) {
        return false;
    }
    // One star of `**` is no emphasis: an odd number is.
    let stars = before.len() - before.trim_end_matches('*').len();
    mark != "*" || stars % 2 == 1
}
