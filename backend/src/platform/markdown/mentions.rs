//! People named in a text: where `@name` stands as a word of prose, and the link that it becomes.
//!
//! A word is looked at, not the whole text: what stands in code, in a link or in an address of mail names nobody. Who is
//! meant is handed in, for only the database knows.

use std::collections::HashMap;

use broadsheet_shared::{id::UserId, value::canonical_name};
use comrak::{
    Arena,
    nodes::{Node, NodeValue, NodeWikiLink},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Different people whom one text names; the names of others stay as they are typed.
pub const MAX_MENTIONS: usize = 20;
/// Different names in one text that are looked up.
const MAX_NAMES: usize = 100;
/// Links to people in one text, however often it names them.
const MAX_LINKS: usize = 200;
/// No name is longer, in any spelling.
const MAX_NAME_CHARS: usize = 120;

/// As the site's own addresses are encoded: all but RFC 3986's unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Who is meant by which name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(HashMap<String, (UserId, String)>);

impl FromIterator<(String, UserId, String)> for People {
    /// From canonical names, the people and what they are called at present.
    fn from_iter<I: IntoIterator<Item = (String, UserId, String)>>(people: I) -> Self {
        Self(people.into_iter().map(|(name, id, username)| (name, (id, username))).collect())
    }
}

/// The canonical names that these pieces of prose name, in order, without repetition.
pub(super) fn names(prose: &[Node<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for node in prose {
        let data = node.data();
        let NodeValue::Text(text) = &data.value else { continue };
        for word in words(text) {
            let name = canonical_name(word.name);
            if !names.contains(&name) {
                names.push(name);
            }
            if names.len() == MAX_NAMES {
                return names;
            }
        }
    }
    names
}

/// Makes links of the names of these people; gives those who are named, in order, without repetition.
pub(super) fn link<'a>(arena: &'a Arena<'a>, prose: &[Node<'a>], people: &People) -> Vec<UserId> {
    let mut linking = Linking { people, named: Vec::new(), links: 0 };
    if !people.0.is_empty() {
        for node in prose {
            linking.link(arena, node);
        }
    }
    linking.named
}

struct Linking<'p> {
    people: &'p People,
    named: Vec<UserId>,
    links: usize,
}

impl Linking<'_> {
    /// Cuts a node at the names in it.
    fn link<'a>(&mut self, arena: &'a Arena<'a>, node: Node<'a>) {
        let text = match &mut node.data_mut().value {
            NodeValue::Text(text) => std::mem::take(text),
            _ => return,
        };
        let new = |value: NodeValue| -> Node<'a> { arena.alloc(value.into()) };
        let (mut last, mut from) = (node, 0);
        // The node itself keeps what stands before the first name.
        let mut before = None;
        for word in words(&text) {
            let Some(url) = self.address(word.name) else { continue };
            let between = text[from..word.start].to_owned();
            if before.is_none() {
                before = Some(between);
            } else {
                let text = new(NodeValue::Text(between.into()));
                last.insert_after(text);
                last = text;
            }
            let link = new(NodeValue::WikiLink(NodeWikiLink { url, embed: false }));
            link.append(new(NodeValue::Text(text[word.start..word.end].to_owned().into())));
            last.insert_after(link);
            (last, from) = (link, word.end);
        }
        if before.is_some() {
            last.insert_after(new(NodeValue::Text(text[from..].to_owned().into())));
        }
        if let NodeValue::Text(kept) = &mut node.data_mut().value {
            *kept = before.map_or(text, Into::into);
        }
    }

    /// Where the name leads, if it is somebody's and there is room for one more.
    fn address(&mut self, name: &str) -> Option<String> {
        let (id, username) = self.people.0.get(&canonical_name(name))?;
        let is_known = self.named.contains(id);
        if self.links == MAX_LINKS || (!is_known && self.named.len() == MAX_MENTIONS) {
            return None;
        }
        if !is_known {
            self.named.push(*id);
        }
        self.links += 1;
        Some(format!("/users/{}", utf8_percent_encode(username, ENCODED)))
    }
}

/// A name with its `@`: from where to where it stands.
struct Word<'t> {
    start: usize,
    end: usize,
    name: &'t str,
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.match_indices('@').filter_map(|(at, _)| word(text, at))
}

/// The name behind the `@` at this place, unless that belongs to something else: an address of mail, a handle of another
/// site, the name of a package.
fn word(text: &str, at: usize) -> Option<Word<'_>> {
    if text[..at].chars().next_back().is_some_and(joins) {
        return None;
    }
    let rest = &text[at + 1..];
    let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches(is_sign);
    let begins_well = name.starts_with(|c: char| !is_sign(c) && !is_mark(c));
    if !begins_well || name.chars().nth(MAX_NAME_CHARS).is_some() {
        return None;
    }
    let mut after = rest[name.len()..].chars();
    let goes_on = match after.next() {
        Some('@') => true,
        Some('.' | '/' | ':') => after.next().is_some_and(is_of_name),
        _ => false,
    };
    (!goes_on).then_some(Word { start: at, end: at + 1 + name.len(), name })
}

fn is_sign(c: char) -> bool {
    matches!(c, '_' | '-')
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || is_sign(c) || is_mark(c)
}

/// True for what makes one word with an `@` behind it.
fn joins(c: char) -> bool {
    let is_of_word = is_of_name(c) && !is_written_without_spaces(c);
    is_of_word || matches!(c, '.' | '/' | '@' | '+' | '&' | '=' | '#' | '%' | '~' | '\\')
}

/// Letters of scripts that put no space before a name: of Thailand, Laos, Burma, Cambodia, China and Japan.
fn is_written_without_spaces(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}
