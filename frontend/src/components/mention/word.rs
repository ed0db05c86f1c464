//! The name that is being typed behind an `@`, as plain functions from text and caret.

use std::ops::Range;

use crate::components::editor::edits::Edit;

/// Longer ones are nobody's.
const MAX_CHARS: usize = 30;

/// A name that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// It with its `@`, in bytes of the text.
    pub range: Range<usize>,
    /// What is typed of the name so far; at least one character.
    pub name: String,
}

impl Word {
    /// The one that ends at the caret. An address of a mail or a page has an `@` too, and names nobody.
    pub fn at(text: &str, caret: usize) -> Option<Self> {
        let (before, behind) = (text.get(..caret)?, text.get(caret..)?);
        let start = before.rfind('@')?;
        let name = &before[start + 1..];
        let is_name = !name.is_empty() && name.chars().count() <= MAX_CHARS && name.chars().all(is_of_name);
        let is_first = before[..start].chars().next_back().is_none_or(|c| !is_of_name(c) && !"@./&=".contains(c));
        let is_last = behind.chars().next().is_none_or(|c| !is_of_name(c));
        (is_name && is_first && is_last).then(|| Self { range: start..caret, name: name.to_owned() })
    }

    /// The edit that puts a person's name in its place, and goes on behind it. What is right already is left alone: a browser
    /// that takes the edit back selects what the edit had replaced, and the next key would replace it once more.
    pub fn completed(&self, text: &str, username: &str) -> Edit {
        let is_followed = text[self.range.end..].starts_with(char::is_whitespace);
        let whole = format!("@{username}{}", if is_followed { "" } else { " " });
        let end = self.range.start + whole.len();
        let is_begun = whole.starts_with(&text[self.range.clone()]);
        let kept = if is_begun { self.range.len() } else { 0 };
        let range = self.range.start + kept..self.range.end;
        Edit { range, text: whole[kept..].to_owned(), selection: end..end }
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<String> {
        Word::at(text, text.len()).map(|word| word.name)
    }

    #[test]
    fn a_name_is_what_follows_an_at_up_to_the_caret() {
        assert_eq!(name("Hello @na").as_deref(), Some("na"));
        assert_eq!(name("(@été-1").as_deref(), Some("été-1"));
        assert_eq!(name("> @a").as_deref(), Some("a"));
        assert_eq!(Word::at("@ada, and", 4).map(|word| word.range), Some(0..4));
    }

    #[test]
    fn what_names_nobody_is_left_alone() {
        for text in ["", "@", "na", "ada@example", "https://a.example/@ada", "@@ada", "@a b", "@ada.", "a.@ada"] {
            assert_eq!(name(text), None, "{text}");
        }
        assert_eq!(Word::at("@ada", 2), None, "the caret is within a word");
        assert_eq!(Word::at("é@a", 1), None, "the caret is within a character");
        assert_eq!(name(&format!("@{}", "a".repeat(31))), None);
    }

    #[test]
    fn the_whole_name_takes_its_place_and_one_goes_on_behind_it() {
        let done = |text: &str, caret: usize| {
            let edit = Word::at(text, caret).unwrap().completed(text, "nadia");
            (edit.applied_to(text), edit.selection.start)
        };

        assert_eq!(done("Dear @na", 8), ("Dear @nadia ".to_owned(), 12));
        assert_eq!(done("Dear @na and all", 8), ("Dear @nadia and all".to_owned(), 11));
        assert_eq!(done("Dear @Na", 8), ("Dear @nadia ".to_owned(), 12));
    }

    #[test]
    fn what_is_typed_already_is_not_typed_again() {
        let edit = |text: &str| Word::at(text, text.len()).unwrap().completed(text, "nadia");

        assert_eq!((edit("@na").range, edit("@na").text.as_str()), (3..3, "dia "));
        assert_eq!((edit("@moreau").range, edit("@moreau").text.as_str()), (0..7, "@nadia "));
    }
}
