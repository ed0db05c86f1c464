//! HTML that authors write inside Markdown, made plain before the sanitiser sees it.
//!
//! Everything is taken apart and written anew: known tags with few attributes, everything else as text or not at all. What reaches
//! the HTML parser is then always well formed, bounded in depth and in attributes, whatever was typed. This is a tidier, not the
//! sanitiser: that one judges its output again.

mod addresses;
mod names;
mod scan;

use std::fmt::Write;

pub(super) use addresses::addresses;

use super::{MAX_NESTING, RenderError, escape, links, text};
use names::{ATTRIBUTES, DROPPED, FRAMES, KEPT, OPAQUE, UNCOUNTED};
use scan::{Attribute, Token};

/// Pieces of raw HTML in one document: tags, comments, character references, stray angle brackets.
const MAX_PIECES: usize = 5_000;

/// Tidies the raw pieces of one document, in order, and keeps account of what they leave open.
#[derive(Default)]
pub(super) struct Tidier {
    open: Vec<&'static str>,
    pieces: usize,
    /// The address of the link that is open, and its text so far.
    link: Option<(String, String)>,
}

impl Tidier {
    /// Text that stands between raw pieces.
    pub(super) fn pass_text(&mut self, text: &str) {
        if let Some((_, shown)) = &mut self.link {
            shown.push_str(text);
        }
    }

    /// True while a tag is open whose text is no prose: a link, or code.
    pub(super) fn is_quoting(&self) -> bool {
        self.open.iter().any(|name| matches!(*name, "a" | "code" | "kbd" | "pre" | "samp"))
    }

    /// The piece written anew.
    pub(super) fn tidy(&mut self, literal: &str) -> Result<String, RenderError> {
        let mut output = String::with_capacity(literal.len());
        let mut rest = literal;
        while let Some((token, after)) = scan::next(rest) {
            let source = &rest[..rest.len() - after.len()];
            rest = after;
            self.pieces += weight(&token, source);
            if self.pieces > MAX_PIECES {
                return Err(RenderError::TooComplex);
            }
            match token {
                Token::Text(text) => {
                    self.pass_text(text);
                    let _ = escape::markup(&mut output, text);
                }
                Token::Ignored => {}
                Token::Close { name } => self.close(&mut output, &name),
                Token::Open { name, attributes } => {
                    self.open(&mut output, &name, &attributes, source)?;
                    if OPAQUE.contains(&name.as_str()) {
                        rest = scan::after_closing(rest, &name);
                    }
                }
            }
        }
        Ok(output)
    }

    fn open(
        &mut self,
        output: &mut String,
        name: &str,
        attributes: &[Attribute<'_>],
        source: &str,
    ) -> Result<(), RenderError> {
        if name == "img" {
            write_image(output, attributes);
        } else if FRAMES.contains(&name) {
            write_frame_link(output, attributes);
        } else if let Some(kept) = KEPT.iter().find(|kept| **kept == name) {
            write_tag(output, kept, attributes);
            if name == "a" {
                self.link = plain_address(value_of(attributes, "href")).map(|address| (address, String::new()));
            }
            if !UNCOUNTED.contains(kept) {
                self.open.push(kept);
            }
            if self.open.len() > MAX_NESTING {
                return Err(RenderError::TooDeep);
            }
        } else if !DROPPED.contains(&name) && !OPAQUE.contains(&name) {
            // `Vec<T>` in running text: not HTML, so the reader sees what was typed.
            let _ = escape::text(output, source);
        }
        Ok(())
    }

    /// Ends the nearest open tag of that name; an end without a beginning is dropped.
    fn close(&mut self, output: &mut String, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.open.remove(at);
        } else if !(UNCOUNTED.contains(&name) && KEPT.contains(&name)) {
            if !KEPT.contains(&name) && !DROPPED.contains(&name) && !OPAQUE.contains(&name) {
                let _ = escape::text(output, &format!("</{name}>"));
            }
            return;
        }
        if name == "a" {
            self.show_real_host(output);
        }
        let _ = write!(output, "</{}>", page_tag(name));
    }

    fn show_real_host(&mut self, output: &mut String) {
        let host = self.link.take().and_then(|(address, shown)| links::disguised_host(&address, &shown));
        if let Some(host) = host {
            output.push_str("<span class=\"link-host\"> (");
            let _ = escape::text(output, &host);
            output.push_str(")</span>");
        }
    }
}

/// What a piece counts. A bracket that looked like a tag and was none has cost the search for its end.
fn weight(token: &Token<'_>, source: &str) -> usize {
    let references = source.bytes().filter(|byte| *byte == b'&').count();
    match token {
        Token::Text("<") => 10,
        _ => 1 + references,
    }
}

/// The text between the tags of a tidied piece.
pub(super) fn text_of(literal: &str) -> String {
    let mut output = String::new();
    let mut rest = literal;
    while let Some((token, after)) = scan::next(rest) {
        rest = after;
        match token {
            Token::Text(text) => output.push_str(text),
            Token::Open { name, .. } | Token::Close { name } if !text::is_within_a_line(&name) => output.push(' '),
            Token::Open { .. } | Token::Close { .. } | Token::Ignored => {}
        }
    }
    let words = output.split_whitespace().collect::<Vec<_>>().join(" ");
    unescape(&words)
}

/// The signs of markup, by their names as authors write them and by their numbers as `escape` does.
fn unescape(text: &str) -> String {
    const REFERENCES: [(&str, char); 8] = [
        ("&amp;", '&'),
        ("&#38;", '&'),
        ("&lt;", '<'),
        ("&#60;", '<'),
        ("&gt;", '>'),
        ("&#62;", '>'),
        ("&quot;", '"'),
        ("&#34;", '"'),
    ];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = REFERENCES.iter().find(|(reference, _)| rest.starts_with(reference));
        let (length, sign) = found.map_or((1, '&'), |(reference, sign)| (reference.len(), *sign));
        plain.push(sign);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// The page's title is its only first-level heading.
fn page_tag(name: &str) -> &str {
    if name == "h1" { "h2" } else { name }
}

fn write_tag(output: &mut String, name: &str, attributes: &[Attribute<'_>]) {
    let _ = write!(output, "<{}", page_tag(name));
    for attribute in attributes {
        let is_old_anchor = name == "a" && attribute.name == "name";
        let attribute_name = if is_old_anchor { "id" } else { attribute.name.as_str() };
        if !ATTRIBUTES.contains(&attribute_name) {
            continue;
        }
        let value = match attribute_name {
            "id" => links::prefixed_id(attribute.value),
            "href" => match plain_address(attribute.value) {
                Some(address) => links::page_address(&address).replace('&', "&#38;"),
                None => continue,
            },
            _ => attribute.value.to_owned(),
        };
        write_attribute(output, attribute_name, &value);
    }
    output.push('>');
}

fn write_image(output: &mut String, attributes: &[Attribute<'_>]) {
    let source = value_of(attributes, "src");
    let alt = value_of(attributes, "alt");
    if !links::is_own_image(source) {
        write_link(output, source, if alt.trim().is_empty() { source } else { alt });
        return;
    }
    output.push_str("<img");
    write_attribute(output, "src", source);
    write_attribute(output, "alt", alt);
    if attributes.iter().any(|attribute| attribute.name == "title") {
        write_attribute(output, "title", value_of(attributes, "title"));
    }
    if let Some((width, height)) = shown_size(source, value_of(attributes, "width"), value_of(attributes, "height")) {
        let _ = write!(output, " width=\"{width}\" height=\"{height}\"");
    }
    output.push_str(" loading=\"lazy\" decoding=\"async\">");
}

/// The size that the author asks for, completed in proportion from the image's own. Without the latter both must be given.
fn shown_size(source: &str, width: &str, height: &str) -> Option<(u32, u32)> {
    let asked = |text: &str| text.trim().parse::<u32>().ok().filter(|side| (1..=links::MAX_IMAGE_SIDE).contains(side));
    let own = links::own_image_size(source);
    let part = |side: u32, of: u32, whole: u32| {
        let scaled = u64::from(side) * u64::from(of) / u64::from(whole);
        u32::try_from(scaled).unwrap_or(links::MAX_IMAGE_SIDE).clamp(1, links::MAX_IMAGE_SIDE)
    };
    match (asked(width), asked(height), own) {
        (Some(width), Some(height), _) => Some((width, height)),
        (Some(width), None, Some(own)) => Some((width, part(width, own.1, own.0))),
        (None, Some(height), Some(own)) => Some((part(height, own.0, own.1), height)),
        (None, None, own) => own,
        _ => None,
    }
}

fn write_frame_link(output: &mut String, attributes: &[Attribute<'_>]) {
    let source = value_of(attributes, "src");
    let title = value_of(attributes, "title");
    write_link(output, source, if title.trim().is_empty() { source } else { title });
}

fn write_link(output: &mut String, address: &str, text: &str) {
    if address.is_empty() {
        return;
    }
    output.push_str("<a");
    write_attribute(output, "href", address);
    output.push('>');
    let _ = escape::markup(output, text);
    output.push_str("</a>");
}

/// An address without character references, except the one for `&`: with others it means to hide something.
fn plain_address(value: &str) -> Option<String> {
    let plain = value.replace("&amp;", "&");
    let is_reference = |rest: &str| {
        let name_end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.starts_with('#') || (name_end > 0 && rest[name_end..].starts_with(';'))
    };
    let hides = plain.match_indices('&').any(|(at, _)| is_reference(&plain[at + 1..]));
    (!hides).then_some(plain)
}

fn value_of<'v>(attributes: &[Attribute<'v>], name: &str) -> &'v str {
    attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value).unwrap_or_default()
}

/// Writes a value that may hold character references; those stay as they are.
fn write_attribute(output: &mut String, name: &str, value: &str) {
    let _ = write!(output, " {name}=\"");
    let _ = escape::markup(output, value);
    output.push('"');
}
