//! What a slip of a finger or a forger may do to a token: one character changed, taken away or put in. Property tests of
//! everything that we sign or check take their edits from here.

use proptest::{prelude::*, sample::Index};

/// One edit, of a text of any length.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    place: Index,
    stroke: Stroke,
}

#[derive(Debug, Clone)]
enum Stroke {
    Change(char),
    Remove,
    Add(char),
}

impl Edit {
    /// The text with this edit; always another one.
    ///
    /// # Panics
    /// For an empty text, which has nothing to edit.
    pub fn of(&self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        let place = self.place.index(letters.len());
        match self.stroke {
            Stroke::Change('a') if letters[place] == 'a' => letters[place] = 'b',
            Stroke::Change(letter) if letters[place] == letter => letters[place] = 'a',
            Stroke::Change(letter) => letters[place] = letter,
            Stroke::Remove => {
                letters.remove(place);
            }
            Stroke::Add(letter) => letters.insert(self.place.index(letters.len() + 1), letter),
        }
        letters.into_iter().collect()
    }
}

/// Any edit; mostly with letters that tokens are made of.
pub(crate) fn edits() -> impl Strategy<Value = Edit> {
    let fitting = prop::char::ranges(vec!['a'..='z', 'A'..='Z', '0'..='9', '-'..='-', '_'..='_', '.'..='.'].into());
    let letter = prop_oneof![8 => fitting, 1 => any::<char>()];
    let stroke = (0..3, letter).prop_map(|(kind, letter)| match kind {
        0 => Stroke::Change(letter),
        1 => Stroke::Remove,
        _ => Stroke::Add(letter),
    });
    (any::<Index>(), stroke).prop_map(|(place, stroke)| Edit { place, stroke })
}

proptest! {
    #[test]
    fn an_edited_text_is_another_one(text in "[a-z.]{1,20}", edit in edits()) {
        prop_assert_ne!(edit.of(&text), text);
    }
}
