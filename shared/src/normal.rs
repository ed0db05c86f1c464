//! NFC, the one form in which texts are kept and compared.
//!
//! On the server it comes from a crate. A browser has it built in, so the app leaves the crate's tables, a ninth of its
//! size, where they are.

#[cfg(not(target_arch = "wasm32"))]
mod form {
    use unicode_normalization::UnicodeNormalization;

    pub fn nfc(text: &str) -> String {
        text.nfc().collect()
    }

    pub fn nfkc(text: &str) -> String {
        text.nfkc().collect()
    }

    pub fn is_combining_mark(c: char) -> bool {
        unicode_normalization::char::is_combining_mark(c)
    }
}

#[cfg(target_arch = "wasm32")]
mod form {
    use js_sys::{JsString, RegExp};

    pub fn nfc(text: &str) -> String {
        // Plain ASCII is in every form already.
        if text.is_ascii() {
            return text.to_owned();
        }
        JsString::from(text).normalize("NFC").into()
    }

    pub fn nfkc(text: &str) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        JsString::from(text).normalize("NFKC").into()
    }

    pub fn is_combining_mark(c: char) -> bool {
        !c.is_ascii() && RegExp::new(r"^\p{M}$", "u").test(c.encode_utf8(&mut [0; 4]))
    }
}

/// The text in NFC.
pub fn nfc(text: &str) -> String {
    form::nfc(text)
}

/// The text in NFKC: compatibility forms, as full-width letters, become the letters they stand for.
pub fn nfkc(text: &str) -> String {
    form::nfkc(text)
}

/// True for a mark that belongs to the letter before it.
pub fn is_combining_mark(c: char) -> bool {
    form::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_their_marks_become_one() {
        assert_eq!(nfc("e\u{301}"), "é");
        assert_eq!(nfc("plain"), "plain");
        assert_eq!(nfkc("ａﬁ²"), "afi2");
        assert!(is_combining_mark('\u{301}'));
        assert!(!is_combining_mark('e'));
    }
}
