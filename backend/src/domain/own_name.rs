//! Whether a password leans on a name: the site's or the person's own.
//!
//! Cases of letters, marks and the usual stand-ins (`4` for `a`, `$` for `s`) fold into one before anything is compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name this long may not stand in a password at all; a shorter one, as `ada`, stands in too many words.
const MIN_NAME: usize = 4;
/// A word of a name that is worth looking for.
const MIN_WORD: usize = 4;
/// What is left of a password without the name must be as long as a password.
const MIN_REST: usize = 8;

/// True if the password holds the name, or is little more than a word of it.
pub fn leans_on(password: &str, name: &str) -> bool {
    let (password, whole) = (folded(password), folded(name));
    let is_long_enough = whole.chars().count() >= MIN_NAME;
    if !whole.is_empty() && (is_long_enough && password.contains(&whole) || is_little_more(&password, &whole)) {
        return true;
    }
    let mut words = name.split(|c: char| !c.is_alphanumeric()).map(folded);
    words.any(|word| word.chars().count() >= MIN_WORD && is_little_more(&password, &word))
}

fn is_little_more(password: &str, word: &str) -> bool {
    password.contains(word) && password.replace(word, "").chars().count() < MIN_REST
}

/// Letters and digits alone, without marks, in one case, stand-ins as what they stand for.
fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    plain.map(stood_for).filter(|c| c.is_alphanumeric()).collect()
}

fn stood_for(c: char) -> char {
    match c {
        '4' | '@' => 'a',
        '3' | '€' => 'e',
        '1' | '!' | '|' | 'i' => 'l',
        '0' => 'o',
        '5' | '$' => 's',
        '7' | '+' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a18_a_password_holds_no_name_however_it_is_spelled() {
        for (password, name) in [
            ("lovelace-writes-here", "lovelace"),
            ("LoveLace1815!", "lovelace"),
            ("l0v3l4ce-and-others", "lovelace"),
            ("my-lövelace-password", "lovelace"),
            ("ada12345", "ada"),
            ("4d4-1815", "ada"),
            ("lovelace1815", "Ada Lovelace"),
            ("adalovelace and more words", "Ada Lovelace"),
            ("broadsheet-is-fine", "Broadsheet"),
            ("the daily ferris rocks", "The Daily Ferris"),
            ("анна-и-ещё-слова", "анна"),
        ] {
            assert!(leans_on(password, name), "{password} {name}");
        }
    }

    #[test]
    fn a_name_among_other_words_is_no_reason() {
        for (password, name) in [
            ("correct horse battery", "ada"),
            ("an adamant horse battery", "ada"),
            ("a daily walk by the harbour", "The Daily Ferris"),
            ("correct horse battery", ""),
            ("correct horse battery", "---"),
            ("harbour-lights-at-night", "Mina Okafor"),
        ] {
            assert!(!leans_on(password, name), "{password} {name}");
        }
    }
}
