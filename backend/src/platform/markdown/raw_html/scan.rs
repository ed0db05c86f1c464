//! Takes raw HTML apart: text, tags with their attributes, and what is ignored. Linear, without regular expressions.

/// Attributes of one tag that are looked at; more are read and forgotten.
const MAX_ATTRIBUTES: usize = 16;

/// A tag that does not end within these bytes is text. Without a limit every stray bracket would be followed to the end.
const MAX_TAG_BYTES: usize = 2_048;

/// A piece of raw HTML. Names are in lower case, values as written between their quotes.
pub(super) enum Token<'s> {
    Text(&'s str),
    Open {
        name: String,
        attributes: Vec<Attribute<'s>>,
    },
    Close {
        name: String,
    },
    /// Comments, declarations, instructions.
    Ignored,
}

pub(super) struct Attribute<'s> {
    pub name: String,
    pub value: &'s str,
}

/// The first token and what follows it; nothing at the end.
pub(super) fn next(source: &str) -> Option<(Token<'_>, &str)> {
    let first = source.bytes().next()?;
    if first != b'<' {
        let (text, rest) = source.split_at(source.find('<').unwrap_or(source.len()));
        return Some((Token::Text(text), rest));
    }
    let tag = &source[1..];
    let found = match tag.bytes().next() {
        Some(b'!') if tag.starts_with("!--") => Some((Token::Ignored, after(&tag[3..], "-->"))),
        Some(b'!' | b'?') => Some((Token::Ignored, after(tag, ">"))),
        Some(b'/') => closing(&tag[1..]),
        Some(byte) if byte.is_ascii_alphabetic() => opening(tag),
        _ => None,
    };
    Some(found.unwrap_or((Token::Text("<"), tag)))
}

/// What follows the end tag of `name`; nothing where there is none.
pub(super) fn after_closing<'s>(source: &'s str, name: &str) -> &'s str {
    let is_end = |rest: &str| {
        rest.strip_prefix("</")
            .and_then(|rest| rest.get(..name.len()))
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
    };
    source
        .match_indices("</")
        .map(|(at, _)| &source[at..])
        .find(|rest| is_end(rest))
        .map_or("", |rest| after(rest, ">"))
}

fn after<'s>(source: &'s str, mark: &str) -> &'s str {
    source.find(mark).map_or("", |at| &source[at + mark.len()..])
}

fn closing(source: &str) -> Option<(Token<'_>, &str)> {
    let (name, rest) = tag_name(source)?;
    let end = rest.find('>')?;
    Some((Token::Close { name }, &rest[end + 1..]))
}

fn opening(source: &str) -> Option<(Token<'_>, &str)> {
    let reach = source.floor_char_boundary(MAX_TAG_BYTES);
    let (token, rest) = opening_within(&source[..reach])?;
    Some((token, &source[reach - rest.len()..]))
}

fn opening_within(source: &str) -> Option<(Token<'_>, &str)> {
    let (name, mut rest) = tag_name(source)?;
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after_tag) = rest.strip_prefix('>') {
            return Some((Token::Open { name, attributes }, after_tag));
        }
        let (attribute, after_attribute) = read_attribute(rest)?;
        rest = after_attribute;
        let is_new = attributes.iter().all(|known: &Attribute<'_>| known.name != attribute.name);
        if attributes.len() < MAX_ATTRIBUTES && is_new {
            attributes.push(attribute);
        }
    }
}

fn tag_name(source: &str) -> Option<(String, &str)> {
    let end = source.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<'))?;
    let (name, rest) = source.split_at(end);
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| (name.to_ascii_lowercase(), rest))
}

fn read_attribute(source: &str) -> Option<(Attribute<'_>, &str)> {
    // The first character belongs to the name even where it is an equals sign.
    let first = source.chars().next()?;
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    let end = source[first.len_utf8()..].find(is_end)? + first.len_utf8();
    let name = source[..end].to_ascii_lowercase();
    let rest = source[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(rest) = rest.strip_prefix('=') else { return Some((Attribute { name, value: "" }, &source[end..])) };

    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let (value, rest) = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split_once(quote)?,
        _ => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace() || c == '>')?),
    };
    Some((Attribute { name, value }, rest))
}
