//! Text as XML 1.0 may hold it: most control characters cannot stand in it at all, not even escaped.

use std::borrow::Cow;

/// The text without what XML cannot say. What it may say and nobody means, as old control codes and the mark for a character
/// that was lost, goes too: validators of feeds complain of them.
pub fn legal(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_legal) { Cow::Borrowed(text) } else { text.chars().filter(|char| is_legal(*char)).collect() }
}

const fn is_legal(char: char) -> bool {
    match char {
        '\t' | '\n' | '\r' => true,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffd}' | '\u{fdd0}'..='\u{fdef}' => false,
        // Noncharacters: the last two of every plane.
        _ => (char as u32) & 0xfffe != 0xfffe,
    }
}

/// [`legal`] text that can neither end an element nor an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for char in text.chars().filter(|char| is_legal(*char)) {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser would make a line break of it.
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escaped("a < b & \"c\"\u{1}]]>\r\n"), "a &lt; b &amp; &quot;c&quot;]]&gt;\n");
    }

    #[test]
    fn what_xml_cannot_say_is_left_out_and_the_rest_stays() {
        assert_eq!(legal("a\u{0}\u{b}\u{1b}b\u{85}c\u{fffe}\u{ffff}\u{fffd}d"), "abcd");
        assert_eq!(legal("a\u{fdd0}b\u{1fffe}c\u{10ffff}d"), "abcd");
        let whole = "tab\t, line\n, é, 日本, 😀, \u{10fffd}";
        assert!(matches!(legal(whole), Cow::Borrowed(same) if same == whole));
    }
}
