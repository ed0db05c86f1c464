//! Pictures beside a text: where it names them, which files these are, and the addresses that they get.
//!
//! Only names that end like a picture's count. What is elsewhere on the web stays as written: the renderer makes it a link.

use std::{collections::HashMap, ops::Range};

use percent_encoding::percent_decode_str;

use crate::platform::{
    images::{self, Fonts, Picture},
    storage::FileName,
};

const ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];

/// A place of a text that names a picture beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// Where the name stands in the text.
    pub range: Range<usize>,
    /// The name as written.
    pub name: String,
    /// What the picture is said to show.
    pub alt: String,
}

/// Every reference of a Markdown text, in order; code is passed over.
pub(super) fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let (mut begin, mut fence) = (0, None);
    for line in text.split_inclusive('\n') {
        let mark = line.trim_start().chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let run = mark.map_or(0, |mark| line.trim_start().chars().take_while(|c| *c == mark).count());
        match (fence, mark) {
            (None, Some(mark)) if run >= 3 => fence = Some((mark, run)),
            (Some((open, length)), Some(mark)) if mark == open && run >= length => fence = None,
            (None, _) => in_line(line, begin, &mut found),
            _ => {}
        }
        begin += line.len();
    }
    found.sort_by_key(|reference| reference.range.start);
    found
}

fn in_line(line: &str, begin: usize, found: &mut Vec<Reference>) {
    for opening in ["](", "src=\"", "src='", "href=\"", "href='"] {
        for (at, _) in line.match_indices(opening) {
            let alt = if opening == "](" { line[..at].rsplit_once("![").map_or("", |(_, alt)| alt) } else { "" };
            let is_code = line[..at].matches('`').count() % 2 == 1;
            if !is_code {
                found.extend(name_at(line, begin, at + opening.len(), alt));
            }
        }
    }
    let is_definition = line.trim_start().starts_with('[');
    if let Some(at) = line.find("]:").filter(|_| is_definition) {
        let gap = line[at + 2..].len() - line[at + 2..].trim_start().len();
        found.extend(name_at(line, begin, at + 2 + gap, ""));
    }
}

fn name_at(line: &str, begin: usize, at: usize, alt: &str) -> Option<Reference> {
    let at = if line[at..].starts_with('<') { at + 1 } else { at };
    let length = line[at..].find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\''));
    let name = &line[at..at + length.unwrap_or(line.len() - at)];
    let range = begin + at..begin + at + name.len();
    is_beside(name).then(|| Reference { range, name: name.to_owned(), alt: alt.to_owned() })
}

/// True for a picture's name without a host.
fn is_beside(name: &str) -> bool {
    let path = name.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_elsewhere = name.contains(':') || name.starts_with("//") || name.starts_with("/media/");
    !is_elsewhere && ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Where a reference may lead within the source: beside the file, from the root, or beside the page that it had.
pub(super) fn candidates(
    name: &str,
    folder: &str,
    page: Option<&str>,
    bundles: &HashMap<String, String>,
) -> Vec<String> {
    let path = name.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8_lossy();
    if let Some(from_root) = path.strip_prefix('/') {
        return joined("", from_root).into_iter().collect();
    }
    // On the web the page's own name counts as a folder, and another page's pictures stand beside its file.
    let by_page = page.and_then(|page| joined(page, &path)).and_then(|address| {
        let (page, name) = address.rsplit_once('/')?;
        Some(format!("{}/{name}", bundles.get(page)?))
    });
    joined(folder, &path).into_iter().chain(by_page).collect()
}

/// A path from a folder, without `.` and `..`; `None` if it leaves the source.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// True for a drawing that needs fonts.
pub(super) fn has_words(path: &str, bytes: &[u8]) -> bool {
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    is_drawing(path) && (holds(b"<text") || holds(b":text"))
}

fn is_drawing(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".svg")
}

/// Decodes or draws a picture. The message says why not.
pub(super) fn process(path: &str, bytes: &[u8], fonts: &Fonts) -> Result<Picture, String> {
    let picture =
        if is_drawing(path) { images::rasterise_svg(bytes, fonts) } else { images::process(bytes, images::MAX_PIXELS) };
    picture.map_err(|error| error.to_string())
}

/// Address of a picture's greatest width.
pub(super) fn address(picture: &Picture) -> Option<String> {
    let greatest = picture.variants.last()?;
    let name = FileName::new(&picture.content_hash, (greatest.width, greatest.height), picture.extension).ok()?;
    Some(name.address())
}

/// The text with each range replaced. The ranges are in order and do not overlap.
pub(super) fn replaced(text: &str, changes: &[(Range<usize>, String)]) -> String {
    let (mut output, mut end) = (String::with_capacity(text.len()), 0);
    for (range, new) in changes.iter().filter(|(range, _)| range.end <= text.len()) {
        if range.start >= end {
            output.push_str(&text[end..range.start]);
            output.push_str(new);
            end = range.end;
        }
    }
    output.push_str(&text[end..]);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_in_every_form_but_not_in_code() {
        let text = "![An *a*](a.png) and [![t](<t.svg> \"T\")](big.JPG)\n\n[ref]: sub/b.gif\n<img alt=\"x\" src=\"c.webp\">\n\
            ```\n![no](no.png)\n```\n`![no](no.png)` ![far](https://example.org/d.png) [x](notes.md)\n";

        let found = references(text);

        let names: Vec<&str> = found.iter().map(|reference| reference.name.as_str()).collect();
        assert_eq!(names, ["a.png", "t.svg", "big.JPG", "sub/b.gif", "c.webp"]);
        assert!(found.iter().all(|reference| text[reference.range.clone()] == reference.name));
        assert_eq!(found[0].alt, "An *a*");
    }

    #[test]
    fn names_lead_beside_the_file_the_page_or_nowhere() {
        let bundles = HashMap::from([("inside/2024/05/07/x".to_owned(), "inside/x".to_owned())]);
        let page = Some("inside/2024/06/01/y");

        assert_eq!(candidates("a%20b.png", "inside/y", page, &bundles), ["inside/y/a b.png"]);
        assert_eq!(candidates("/p/a.png", "inside/y", page, &bundles), ["p/a.png"]);
        assert_eq!(candidates("../../../../2024/05/07/x/a.png", "inside/y", page, &bundles), ["inside/x/a.png"]);
        assert!(candidates("../../../../../etc/passwd.png", "inside/y", page, &bundles).is_empty());
    }

    #[test]
    fn only_names_change() {
        let text = "![a](a.png) é ![a](a.png)";
        let changes: Vec<_> = references(text).into_iter().map(|found| (found.range, "/media/x".to_owned())).collect();

        assert_eq!(replaced(text, &changes), "![a](/media/x) é ![a](/media/x)");
    }
}
