//! Pictures beside a text: which of its names mean some, which files these are, and the addresses that they get.
//!
//! What is elsewhere on the web stays as written: the renderer makes it a link.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::platform::{
    images::{self, Fonts, Picture},
    markdown::PictureName,
    storage::FileName,
};

/// What a link that shows no picture must end like to be taken for one.
const ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];

/// True for what names a file beside the text: every picture without a host, and links to pictures.
pub(super) fn is_beside(name: &PictureName) -> bool {
    let address = name.address.as_str();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_elsewhere = path.is_empty() || has_scheme(path) || path.starts_with("//") || path.starts_with("/media/");
    let is_picture = || ENDINGS.iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
    !is_elsewhere && (name.is_shown || is_picture())
}

fn has_scheme(address: &str) -> bool {
    let is_scheme = |scheme: &str| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_letter)
    };
    address.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::markdown::picture_names;

    #[test]
    fn pictures_are_found_in_every_form_but_not_in_code() {
        let text = "![An *a*](a.png) and [![t](<t.svg> \"T\")](big.JPG)\n\n![r][ref]\n\n[ref]: sub/b.gif\n\n\
            <img alt=\"x\" src=\"c.webp\">\n\n```\n![no](no.png)\n```\n\n`![no](no.png)` \
            ![far](https://example.org/d.png) [x](notes.md) ![odd](drawing) ![i](/media/x.png) ![r](./a:b.png)\n";

        let found: Vec<_> = picture_names(text).unwrap().into_iter().filter(is_beside).collect();

        let names: Vec<&str> = found.iter().map(|name| name.address.as_str()).collect();
        assert_eq!(names, ["a.png", "big.JPG", "t.svg", "sub/b.gif", "c.webp", "drawing", "./a:b.png"]);
        assert_eq!(found[0].alt, "An a");
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
}
