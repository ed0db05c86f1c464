//! Where raw HTML names pictures and links.

use std::ops::Range;

use super::{MAX_PIECES, OPAQUE, RenderError, scan, scan::Token, value_of};

/// The address of a picture or of a link.
pub(in super::super) struct Address {
    /// Where it stands in the piece, without quotes.
    pub range: Range<usize>,
    /// What is said to be seen there.
    pub alt: String,
    /// False for a link.
    pub is_shown: bool,
}

/// Every address of a piece that the tidier would write again, in order.
pub(in super::super) fn addresses(literal: &str) -> Result<Vec<Address>, RenderError> {
    let (mut found, mut pieces, mut rest) = (Vec::new(), 0, literal);
    while let Some((token, after)) = scan::next(rest) {
        rest = after;
        pieces += 1;
        if pieces > MAX_PIECES {
            return Err(RenderError::TooComplex);
        }
        let Token::Open { name, attributes } = token else { continue };
        let wanted = match name.as_str() {
            "img" => Some("src"),
            "a" => Some("href"),
            _ => None,
        };
        if let Some(attribute) = attributes.iter().find(|attribute| Some(attribute.name.as_str()) == wanted) {
            // Values are slices of the piece; an attribute without one has an empty slice of nowhere.
            let start = attribute.value.as_ptr().addr().wrapping_sub(literal.as_ptr().addr());
            let range = start..start.saturating_add(attribute.value.len());
            if !range.is_empty() && literal.get(range.clone()) == Some(attribute.value) {
                let alt = value_of(&attributes, "alt").to_owned();
                found.push(Address { range, alt, is_shown: name == "img" });
            }
        }
        if OPAQUE.contains(&name.as_str()) {
            rest = scan::after_closing(rest, &name);
        }
    }
    Ok(found)
}
