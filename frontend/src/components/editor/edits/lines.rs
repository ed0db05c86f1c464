//! Edits of whole lines: headings, lists, quotations and blocks.

use std::ops::Range;

use super::Edit;

/// What can stand before every selected line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Quote,
    Bullet,
    Number,
    Task,
}

impl Mark {
    fn at(self, index: usize) -> String {
        match self {
            Self::Quote => "> ".to_owned(),
            Self::Bullet => "- ".to_owned(),
            Self::Number => format!("{}. ", index + 1),
            Self::Task => "- [ ] ".to_owned(),
        }
    }
}

/// Marks every selected line, or unmarks them if all have the mark already; another list's mark is exchanged.
pub(super) fn toggle(text: &str, selection: Range<usize>, mark: Mark) -> Edit {
    let range = whole_lines(text, &selection);
    let lines: Vec<_> = text[range.clone()].split('\n').collect();
    let is_single = lines.len() == 1;
    let counts = |line: &str| is_single || !line.trim().is_empty();
    let has_all = lines.iter().filter(|line| counts(line)).all(|line| marked(line).0 == Some(mark))
        && lines.iter().any(|line| counts(line));
    let mut index = 0;
    let changed: Vec<_> = lines
        .iter()
        .map(|line| {
            if !counts(line) {
                return (*line).to_owned();
            }
            let (found, indent, rest) = marked(line);
            let rest = if mark == Mark::Quote && found != Some(Mark::Quote) { &line[indent.len()..] } else { rest };
            if has_all {
                return format!("{indent}{rest}");
            }
            index += 1;
            format!("{indent}{}{rest}", mark.at(index - 1))
        })
        .collect();
    with_selection(text, selection, range, changed.join("\n"))
}

/// `##`, then `###`, then `####`, then plain again.
pub(super) fn heading(text: &str, selection: Range<usize>) -> Edit {
    let range = whole_lines(text, &(selection.start..selection.start));
    let line = &text[range.clone()];
    let level = line.len() - line.trim_start_matches('#').len();
    let title = line[level..].trim_start();
    let changed = match level {
        0 => format!("## {title}"),
        1..=3 => format!("{} {title}", "#".repeat(level + 1)),
        _ => title.to_owned(),
    };
    let end = range.start + changed.len();
    Edit { range, text: changed, selection: end..end }
}

/// A block in place of the selection, with empty lines around it; `select` counts from the block's start.
pub(super) fn block(text: &str, selection: Range<usize>, block: &str, select: Range<usize>) -> Edit {
    let before = text[..selection.start].trim_end_matches([' ', '\t']);
    let lead = if before.is_empty() || before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let after = &text[selection.end..];
    let trail = if after.starts_with("\n\n") {
        ""
    } else if after.starts_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let start = selection.start + lead.len();
    let selected = start + select.start..start + select.end;
    Edit { range: selection, text: [lead, block, trail].concat(), selection: selected }
}

/// What the Enter key does at the end of a point or a quotation: begins the next one, or ends the list if it is empty.
pub fn continue_line(text: &str, caret: usize) -> Option<Edit> {
    let line_start = text[..caret].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line_start..caret];
    let (mark, indent, rest) = marked(line);
    let mark = mark?;
    if rest.trim().is_empty() {
        let is_whole = text[caret..].is_empty() || text[caret..].starts_with('\n');
        return is_whole.then(|| Edit {
            range: line_start..caret,
            text: String::new(),
            selection: line_start..line_start,
        });
    }
    let next = match mark {
        Mark::Quote => "> ".to_owned(),
        Mark::Task => format!("{} [ ] ", bullet_of(line)),
        Mark::Bullet => format!("{} ", bullet_of(line)),
        Mark::Number => {
            let digits: String = line[indent.len()..].chars().take_while(char::is_ascii_digit).collect();
            let delimiter = if line[indent.len() + digits.len()..].starts_with(')') { ')' } else { '.' };
            format!("{}{delimiter} ", digits.parse::<u32>().unwrap_or_default().saturating_add(1))
        }
    };
    let inserted = format!("\n{indent}{next}");
    let end = caret + inserted.len();
    Some(Edit { range: caret..caret, text: inserted, selection: end..end })
}

fn bullet_of(line: &str) -> char {
    line.trim_start().chars().next().unwrap_or('-')
}

/// The mark of a line, the white space before it and the words behind it.
fn marked(line: &str) -> (Option<Mark>, &str, &str) {
    let body = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - body.len()];
    if let Some(rest) = body.strip_prefix('>') {
        return (Some(Mark::Quote), indent, rest.strip_prefix(' ').unwrap_or(rest));
    }
    if let Some(rest) = ["- ", "* ", "+ "].iter().find_map(|bullet| body.strip_prefix(bullet)) {
        let task = ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| rest.strip_prefix(task));
        return task.map_or((Some(Mark::Bullet), indent, rest), |rest| (Some(Mark::Task), indent, rest));
    }
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=9).contains(&digits)
        && let Some(rest) = body[digits..].strip_prefix(". ").or_else(|| body[digits..].strip_prefix(") "))
    {
        return (Some(Mark::Number), indent, rest);
    }
    (None, indent, body)
}

/// From the first selected line's start to the last one's end, without its line feed.
fn whole_lines(text: &str, selection: &Range<usize>) -> Range<usize> {
    let start = text[..selection.start].rfind('\n').map_or(0, |at| at + 1);
    // A selection that ends at a line's start does not reach into that line.
    let last = if selection.end > selection.start && text[..selection.end].ends_with('\n') {
        selection.end - 1
    } else {
        selection.end
    };
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    start..end
}

/// A caret keeps its distance to the line's end; a selection becomes the changed lines.
fn with_selection(text: &str, selection: Range<usize>, range: Range<usize>, changed: String) -> Edit {
    let selection = if selection.is_empty() {
        let from_end = range.end - selection.end;
        let caret = (range.start + changed.len()).saturating_sub(from_end).max(range.start);
        caret..caret
    } else {
        range.start..range.start + changed.len()
    };
    debug_assert!(range.end <= text.len());
    Edit { range, text: changed, selection }
}
