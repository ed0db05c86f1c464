//! Offsets: a browser counts UTF-16 code units, Rust counts bytes.

use std::ops::Range;

/// The byte offset of a UTF-16 offset; one inside a character or behind the end moves back to the nearest character.
pub fn to_byte(text: &str, offset: usize) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units + c.len_utf16() > offset {
            return byte;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// The UTF-16 offset of a byte offset at a character's start.
pub fn from_byte(text: &str, offset: usize) -> usize {
    text[..offset].chars().map(char::len_utf16).sum()
}

/// Both ends of a range, to bytes.
pub fn range_to_bytes(text: &str, range: Range<usize>) -> Range<usize> {
    let start = to_byte(text, range.start);
    start..to_byte(text, range.end).max(start)
}

/// Both ends of a range, from bytes.
pub fn range_from_bytes(text: &str, range: Range<usize>) -> Range<usize> {
    from_byte(text, range.start)..from_byte(text, range.end)
}
