//! Selected words as a quotation in Markdown.

/// What stands in a form, with words quoted behind it and room to go on.
pub fn with_quotation(written: &str, words: &str) -> String {
    let before = written.trim_end();
    let gap = if before.is_empty() { "" } else { "\n\n" };
    format!("{before}{gap}{}\n\n", quotation(words))
}

/// Each line behind a `>`; blank ones at both ends go, and of several between two lines one stays.
fn quotation(words: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in words.trim().lines() {
        let line = line.trim_end();
        let is_blank = line.trim().is_empty();
        if is_blank && lines.last().is_some_and(|last| last == ">") {
            continue;
        }
        lines.push(if is_blank { ">".to_owned() } else { format!("> {}", plain(line)) });
    }
    lines.join("\n")
}

/// The line so that Markdown shows these very words: what would be a mark is escaped.
fn plain(line: &str) -> String {
    let body = line.trim_start();
    let first = place_of_mark(body);
    let mut out = line[..line.len() - body.len()].to_owned();
    let mut before = ' ';
    for (at, c) in body.char_indices() {
        let after = body[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let is_mark = match c {
            '\\' | '`' | '*' | '<' | '[' => true,
            // Within a word it is a character like any other.
            '_' => !before.is_alphanumeric() || !after.is_alphanumeric(),
            '~' => before == '~' || after == '~',
            '&' => after.is_alphanumeric() || after == '#',
            _ => first == Some(at),
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Where the mark is that would make a heading, a point of a list, a quotation or a rule of the line.
fn place_of_mark(line: &str) -> Option<usize> {
    if line.starts_with(['#', '>', '-', '+', '=', '|']) {
        return Some(0);
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = &line[digits..];
    let is_point = [". ", ") "].iter().any(|mark| behind.starts_with(mark)) || behind == "." || behind == ")";
    (digits > 0 && is_point).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_quoted_and_what_was_written_stays_in_front() {
        assert_eq!(with_quotation("", "One\nTwo"), "> One\n> Two\n\n");
        assert_eq!(with_quotation("I think\n", "\n One \n\n\n\nTwo\n"), "I think\n\n> One\n>\n> Two\n\n");
    }

    #[test]
    fn marks_are_words_again() {
        let quoted = |words: &str| quotation(words)[2..].to_owned();

        assert_eq!(quoted("# 2 * 3 = <b>"), r"\# 2 \* 3 = \<b>");
        assert_eq!(quoted("- a [link](x)"), r"\- a \[link](x)");
        assert_eq!(quoted("snake_case and _this_"), r"snake_case and \_this\_");
        assert_eq!(quoted("`a` &amp; b & c"), r"\`a\` \&amp; b & c");
        assert_eq!(quoted("1. First"), r"1\. First");
        assert_eq!(quoted("2026. A year"), r"2026\. A year");
        assert_eq!(quoted("3.5 metres"), "3.5 metres");
        assert_eq!(quoted("*"), r"\*");
    }
}
