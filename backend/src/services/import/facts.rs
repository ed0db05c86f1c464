//! What a file says about its post, from front matter, path and file name, in our own types.

use broadsheet_shared::{
    time::Timestamp,
    value::{CanonicalUrl, CategoryName, Excerpt, LanguageTag, PostBody, Slug, TagName, Title},
};

use super::{
    byline::{Byline, authors},
    dates::{day, moment},
    front_matter::Document,
};
use crate::platform::markdown::plain_title;

/// Longest old path that is kept.
const MAX_PATH_CHARS: usize = 500;

/// Folders that tell the state of a post and not its subject.
const JEKYLL_FOLDERS: [&str; 2] = ["_posts", "_drafts"];

/// A post as its file describes it.
#[derive(Debug)]
pub(super) struct Facts {
    pub title: String,
    pub slug: Option<Slug>,
    /// `None`: nothing of the file tells.
    pub date: Option<Timestamp>,
    /// The name of the account to be.
    pub author: Option<String>,
    /// Where it is not that name alone.
    pub byline: Option<Byline>,
    pub category: Option<(Slug, String)>,
    pub tags: Vec<TagName>,
    pub excerpt: Option<String>,
    pub cover: Option<String>,
    /// Where it stood before, as `/path` without a slash behind it.
    pub old_paths: Vec<String>,
    pub is_draft: bool,
    pub language: Option<String>,
    pub canonical_url: Option<String>,
    pub body: String,
}

impl Facts {
    /// Reads a file's facts; the message says what keeps it from being a post.
    pub fn of(source: &str, document: &Document) -> Result<Self, String> {
        let place = Place::of(source, document)?;
        let (title, body) = title_and_body(document, &place)?;
        let title = Title::parse(&plain_title(&title)).map_err(|error| format!("title: {error}"))?;
        let (author, byline) = authors(document)?;
        let body = PostBody::parse(&body).map_err(|error| format!("text: {error}"))?;
        let excerpt = first_text(document, &["description", "summary"])?;
        Ok(Self {
            title: title.into_string(),
            slug: document.text("slug")?.as_deref().or(Some(&place.stem)).and_then(Slug::suggest),
            date: date(document, &place)?,
            author,
            byline,
            category: category(document, &place)?,
            tags: tags(document)?,
            excerpt: excerpt.map(|text| cut(&text, Excerpt::MAX)),
            cover: cover(document)?,
            old_paths: old_paths(document)?,
            is_draft: is_draft(document, &place)?,
            language: document.text("language")?.filter(|tag| LanguageTag::parse(tag).is_ok()),
            canonical_url: document.text("canonical_url")?.filter(|url| CanonicalUrl::parse(url).is_ok()),
            body: body.into_string(),
        })
    }
}

/// The path that the post had, or else the file's own.
struct Place {
    /// Folders of the file, its own bundle left out.
    folders: Vec<String>,
    /// Where dates are looked for.
    path: String,
    /// What the slug is made of.
    stem: String,
}

impl Place {
    fn of(source: &str, document: &Document) -> Result<Self, String> {
        let mut folders: Vec<String> = source.split('/').map(ToOwned::to_owned).collect();
        let file = folders.pop().unwrap_or_default();
        let mut stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_owned();
        if stem.eq_ignore_ascii_case("index")
            && let Some(bundle) = folders.pop()
        {
            stem = bundle;
        }
        let given = document.text("path")?;
        let path = given.clone().unwrap_or_else(|| format!("{}/{stem}", folders.join("/")));
        if let Some(last) = given.as_deref().and_then(|path| path.trim_matches('/').rsplit('/').next()) {
            stem = last.to_owned();
        }
        if let Some(rest) = stem.get(..10).and_then(day).and_then(|_| stem.get(11..)).filter(|rest| !rest.is_empty()) {
            stem = rest.to_owned();
        }
        Ok(Self { folders, path, stem })
    }
}

/// The first of these fields that holds a text.
fn first_text(document: &Document, paths: &[&str]) -> Result<Option<String>, String> {
    let mut first = None;
    for path in paths {
        first = first.or(document.text(path)?);
    }
    Ok(first)
}

/// Some themes write more about it than where it is.
fn cover(document: &Document) -> Result<Option<String>, String> {
    match document.text("cover.image") {
        Ok(Some(image)) => Ok(Some(image)),
        _ => first_text(document, &["cover", "extra.cover"]),
    }
}

/// A first-level heading stands in for a missing title; where it is the title, it leaves the text.
fn title_and_body(document: &Document, place: &Place) -> Result<(String, String), String> {
    if let Some(title) = document.text("title")? {
        let body = match headed(&document.body) {
            Some((heading, rest)) if plain_title(heading) == plain_title(&title) => rest.to_owned(),
            _ => document.body.clone(),
        };
        return Ok((title, body));
    }
    Ok(match headed(&document.body) {
        Some((title, rest)) => (title.to_owned(), rest.to_owned()),
        None => (capitalised(&place.stem), document.body.clone()),
    })
}

/// The first-level heading that a text begins with, and the rest.
fn headed(body: &str) -> Option<(&str, &str)> {
    let text = body.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    Some((first.strip_prefix("# ")?.trim_end_matches('#').trim(), rest.trim_start_matches('\n')))
}

fn date(document: &Document, place: &Place) -> Result<Option<Timestamp>, String> {
    if let Some(text) = document.text("date")? {
        return moment(&text).map(Some).ok_or_else(|| format!("date: {text:?} is no date such as 2026-01-31"));
    }
    let parts: Vec<&str> = place.path.split('/').collect();
    let in_folders = parts.windows(3).find_map(|part| day(&part.join("-")));
    Ok(in_folders.or_else(|| parts.iter().find_map(|part| part.get(..10).and_then(day))))
}

/// What Hugo and Zola call a draft, and what Jekyll does not publish.
fn is_draft(document: &Document, place: &Place) -> Result<bool, String> {
    let (is_held_back, is_published) = (document.flag("draft")?, document.flag("published")?);
    let is_among_drafts = place.folders.iter().any(|name| name == JEKYLL_FOLDERS[1]);
    Ok(is_held_back == Some(true) || is_published == Some(false) || is_among_drafts)
}

fn category(document: &Document, place: &Place) -> Result<Option<(Slug, String)>, String> {
    let mut written = None;
    for key in ["category", "categories", "taxonomies.categories"] {
        let name = document.texts(key)?.into_iter().find(|name| !name.trim().is_empty());
        written = written.or(name);
    }
    let is_subject = |name: &str| !JEKYLL_FOLDERS.contains(&name) && !name.bytes().all(|byte| byte.is_ascii_digit());
    let folder = || place.folders.iter().find(|name| is_subject(name));
    let Some(name) = written.or_else(|| folder().map(|folder| capitalised(folder))) else { return Ok(None) };
    let name = cut(&name, CategoryName::MAX);
    Ok(Slug::suggest(&name).map(|slug| (slug, name)))
}

/// Releases and teams are tags too; what is beyond the greatest number is left out.
fn tags(document: &Document) -> Result<Vec<TagName>, String> {
    let mut names = document.texts("tags")?;
    names.extend(document.texts("taxonomies.tags")?);
    // Elsewhere a release is a number.
    if document.flag("extra.release") == Ok(Some(true)) {
        names.push("release".to_owned());
    }
    if let Some(team) = document.text("extra.team")? {
        let team = team.split('<').next().unwrap_or_default().trim();
        names.push(team.strip_prefix("the ").or_else(|| team.strip_prefix("The ")).unwrap_or(team).to_owned());
    }
    let mut tags: Vec<TagName> = Vec::new();
    for tag in names.iter().filter_map(|name| TagName::parse(&cut(name, TagName::MAX)).ok()) {
        if !tags.contains(&tag) && tags.len() < TagName::MAX_PER_POST {
            tags.push(tag);
        }
    }
    Ok(tags)
}

fn old_paths(document: &Document) -> Result<Vec<String>, String> {
    let mut paths: Vec<String> = Vec::new();
    for path in document.texts("aliases")?.into_iter().chain(document.text("path")?) {
        let path = format!("/{}", path.trim().trim_matches('/'));
        let is_plain = path.chars().count() <= MAX_PATH_CHARS && !path.chars().any(|c| c.is_control() || c == '\\');
        if path.len() > 1 && is_plain && !paths.contains(&path) {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// `inside-rust` as `Inside Rust`.
fn capitalised(text: &str) -> String {
    let words = text.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<String>>().join(" ")
}

/// At most `max` characters, cut at a word.
pub(super) fn cut(text: &str, max: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= max {
        return text;
    }
    let kept: String = text.chars().take(max - 1).collect();
    let end = kept.rfind(' ').unwrap_or(kept.len());
    format!("{}…", kept[..end].trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
#[path = "facts/tests.rs"]
mod tests;
