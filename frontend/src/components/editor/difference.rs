//! Where two texts differ: the lines between their common beginning and their common end.

/// A text in three parts, the middle one being what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The same in both.
    pub before: &'a str,
    /// Not the same. May be empty.
    pub changed: &'a str,
    /// The same in both.
    pub after: &'a str,
}

/// Both texts, divided at whole lines.
pub fn divide<'a>(mine: &'a str, stored: &'a str) -> (Parts<'a>, Parts<'a>) {
    let lines = |text: &'a str| text.split_inclusive('\n').collect::<Vec<_>>();
    let (my_lines, stored_lines) = (lines(mine), lines(stored));
    let same_at_start = my_lines.iter().zip(&stored_lines).take_while(|(a, b)| a == b);
    let count = same_at_start.clone().count();
    let before: usize = same_at_start.map(|(line, _)| line.len()).sum();
    let same_at_end =
        my_lines[count..].iter().rev().zip(stored_lines[count..].iter().rev()).take_while(|(a, b)| a == b);
    let after: usize = same_at_end.map(|(line, _)| line.len()).sum();
    let part = |text: &'a str| Parts {
        before: &text[..before],
        changed: &text[before..text.len() - after],
        after: &text[text.len() - after..],
    };
    (part(mine), part(stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_found_at_whole_lines() {
        let (mine, stored) = divide("a\nb\nc\n", "a\nX\nY\nc\n");

        assert_eq!(mine, Parts { before: "a\n", changed: "b\n", after: "c\n" });
        assert_eq!(stored, Parts { before: "a\n", changed: "X\nY\n", after: "c\n" });
    }

    #[test]
    fn repeated_lines_are_not_counted_twice() {
        let (mine, stored) = divide("a\na\n", "a\na\na\n");
        assert_eq!((mine.changed, stored.changed), ("", "a\n"));

        let (mine, stored) = divide("", "new");
        assert_eq!((mine.changed, stored.changed), ("", "new"));

        let (mine, _) = divide("same", "same");
        assert_eq!(mine.changed, "");
    }
}
