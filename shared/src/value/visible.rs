//! Whether a text shows anything.

/// True if some character of the text leaves a mark on the screen.
pub fn has_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_blank(c))
}

/// Characters that show as nothing and are no white space: `Default_Ignorable_Code_Point` (Unicode 17, UAX 44), the
/// marks around annotations, the Braille cell without dots, and noncharacters (Unicode 23.7).
const fn is_blank(c: char) -> bool {
    let is_last_of_plane = (c as u32) & 0xfffe == 0xfffe;
    is_last_of_plane
        || matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_as_nothing_is_nothing() {
        let names = ["\u{200B}\u{2060}", "\u{3164}", "\u{AD}", "\u{FEFF}", "\u{2800}", "\u{34F}\u{E0041}"];
        for blank in ["", " \n\t", "\u{FFFE}", "\u{1FFFF}", "\u{FDD0}"].iter().chain(&names) {
            assert!(!has_visible(blank), "{blank:?}");
        }
        for seen in ["a", ".", "é", "日", "👩‍👩‍👧", "\u{202E}a", "\u{200B}x", "❤️"] {
            assert!(has_visible(seen), "{seen:?}");
        }
    }
}
