//! The pictures and links that a text names, and the same text with other addresses for them: what an importer needs.
//!
//! The tree says what is a picture; `places` finds where its address is written. The parser's positions are not always
//! right, in tables and over several lines above all, so a text with new addresses is parsed again and held against the
//! old one: anything else that had changed would be a text of somebody's that is spoilt.

mod places;

use std::{collections::HashMap, ops::Range};

use comrak::{
    Arena,
    nodes::{Node, NodeValue},
};

use super::{MAX_NESTING, Profile, RenderError, caps, options, raw_html, text};
use places::Places;

/// A picture or a link that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureName {
    /// The address, without escapes.
    pub address: String,
    /// What the picture is said to show; empty for a link.
    pub alt: String,
    /// False for a link.
    pub is_shown: bool,
    place: Option<Place>,
}

/// Where an address is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    range: Range<usize>,
    /// False if it was looked for, and might be another of the same address.
    is_certain: bool,
}

/// A text with other addresses.
#[derive(Debug, PartialEq, Eq)]
pub struct Readdressed {
    /// The text. Nothing but addresses differs.
    pub text: String,
    /// Addresses that should have been another and were not found as they are written.
    pub left: Vec<String>,
}

/// Every picture and link of a post's text, in order.
pub fn picture_names(source: &str) -> Result<Vec<PictureName>, RenderError> {
    caps::admit(source)?;
    let arena = Arena::new();
    let root = caps::parse_within_budget(&arena, source, &options(Profile::Post))?;
    let (mut names, mut places) = (Vec::new(), Places::new(source));
    // Each with the block around it.
    let mut stack = vec![(root, root, 0usize)];
    while let Some((node, block, depth)) = stack.pop() {
        if depth > MAX_NESTING {
            return Err(RenderError::TooDeep);
        }
        let data = node.data();
        let block = if data.value.block() { node } else { block };
        match &data.value {
            NodeValue::Image(link) | NodeValue::Link(link) if !link.url.is_empty() => {
                let is_shown = matches!(data.value, NodeValue::Image(_));
                let alt = if is_shown { text::visible_text(node) } else { String::new() };
                places.seek(names.len(), &data, &block.data(), &link.url);
                names.push(PictureName { address: link.url.clone(), alt, is_shown, place: None });
            }
            NodeValue::HtmlInline(literal) => in_html(&mut names, &mut places, (node, block), literal)?,
            NodeValue::HtmlBlock(html) => in_html(&mut names, &mut places, (node, block), &html.literal)?,
            NodeValue::CodeBlock(_) => places.skip(&data),
            _ => {}
        }
        for child in node.reverse_children() {
            stack.push((child, block, depth + 1));
        }
    }
    for (number, place) in places.found() {
        names[number].place = Some(place);
    }
    Ok(names)
}

fn in_html(
    names: &mut Vec<PictureName>,
    places: &mut Places<'_>,
    (node, block): (Node<'_>, Node<'_>),
    literal: &str,
) -> Result<(), RenderError> {
    let data = node.data();
    for found in raw_html::addresses(literal)? {
        places.map(names.len(), &data, &block.data(), literal, &found.range);
        let address = plain(&literal[found.range]);
        names.push(PictureName { address, alt: found.alt, is_shown: found.is_shown, place: None });
    }
    if data.value.block() {
        places.skip(&data);
    }
    Ok(())
}

/// An attribute's value without the one reference that addresses hold.
fn plain(value: &str) -> String {
    value.replace("&amp;", "&")
}

/// The text with `new` addresses in the place of old ones. `names` are those of this very text.
pub fn with_addresses(
    source: &str,
    names: &[PictureName],
    new: &HashMap<String, String>,
) -> Result<Readdressed, RenderError> {
    if !names.iter().any(|name| new.contains_key(&name.address)) {
        return Ok(Readdressed { text: source.to_owned(), left: Vec::new() });
    }
    for is_sure in [false, true] {
        let places = names.iter().filter_map(|name| Some((name.place.as_ref()?, new.get(&name.address)?)));
        let chosen = places.filter(|(place, _)| place.is_certain || !is_sure);
        let text = replaced(source, chosen.map(|(place, address)| (place.range.clone(), address.as_str())).collect());
        if let Some(left) = unless_spoilt(source, &text, new)? {
            return Ok(Readdressed { text, left });
        }
    }
    let mut left: Vec<String> = Vec::new();
    for name in names.iter().filter(|name| new.contains_key(&name.address)) {
        if !left.contains(&name.address) {
            left.push(name.address.clone());
        }
    }
    Ok(Readdressed { text: source.to_owned(), left })
}

fn replaced(text: &str, mut changes: Vec<(Range<usize>, &str)>) -> String {
    changes.sort_by_key(|(range, _)| range.start);
    let (mut output, mut end) = (String::with_capacity(text.len()), 0);
    for (range, new) in changes {
        // Several names share one definition.
        if range.start >= end {
            output.push_str(&text[end..range.start]);
            output.push_str(new);
            end = range.end;
        }
    }
    output.push_str(&text[end..]);
    output
}

/// The addresses that are still old; `None` if anything but addresses differs.
fn unless_spoilt(old: &str, text: &str, new: &HashMap<String, String>) -> Result<Option<Vec<String>>, RenderError> {
    let (before, after, options) = (Arena::new(), Arena::new(), options(Profile::Post));
    let before = caps::parse_within_budget(&before, old, &options)?;
    let after = caps::parse_within_budget(&after, text, &options)?;
    let (mut olds, mut news) = (before.descendants(), after.descendants());
    let mut left: Vec<String> = Vec::new();
    loop {
        let (old, now) = match (olds.next(), news.next()) {
            (None, None) => return Ok(Some(left)),
            (Some(old), Some(now)) => (old, now),
            _ => return Ok(None),
        };
        let (old, now) = (bare(&old.data().value)?, bare(&now.data().value)?);
        if old.0 != now.0 || old.1.len() != now.1.len() {
            return Ok(None);
        }
        for (old, now) in old.1.into_iter().zip(now.1) {
            let wanted = new.get(&old);
            if old == now && wanted.is_some() && !left.contains(&old) {
                left.push(old);
            } else if old != now && wanted != Some(&now) {
                return Ok(None);
            }
        }
    }
}

/// A node without its addresses, and these.
fn bare(value: &NodeValue) -> Result<(NodeValue, Vec<String>), RenderError> {
    let mut value = value.clone();
    let addresses = match &mut value {
        NodeValue::Image(link) | NodeValue::Link(link) => vec![std::mem::take(&mut link.url)],
        NodeValue::HtmlInline(literal) => take_addresses(literal)?,
        NodeValue::HtmlBlock(html) => take_addresses(&mut html.literal)?,
        _ => Vec::new(),
    };
    Ok((value, addresses))
}

fn take_addresses(literal: &mut String) -> Result<Vec<String>, RenderError> {
    let found = raw_html::addresses(literal)?;
    let taken = found.iter().map(|address| plain(&literal[address.range.clone()])).collect();
    *literal = replaced(literal, found.into_iter().map(|address| (address.range, "")).collect());
    Ok(taken)
}
