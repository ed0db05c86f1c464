//! A page's head as HTML: for people's tabs, for search engines, and for those who show a link as a card.

use std::fmt::Write as _;

use broadsheet_shared::v2;

use super::{
    Cards, ServerPage, linked_data,
    picture::{self, Picture},
};
use crate::paths::{self, FeedForm};

/// The tags that depend on the page. The app finds them by name and property, and changes them in place.
pub(super) fn of(page: &ServerPage, site: &v2::Site, cards: &Cards) -> String {
    let head = page.head(site);
    let picture = picture::of(page, site, cards);
    let mut html = format!("<title>{}</title>", escaped(&head.full_title(site)));
    let url = head.canonical_url(site);
    named(&mut html, "description", &head.description);
    if let Some(url) = &url {
        link(&mut html, "canonical", url);
    }
    named(&mut html, "robots", if head.is_listed() { "" } else { "noindex" });
    for (relation, path) in [("first", page.first()), ("next", page.next())] {
        if let Some(path) = path {
            link(&mut html, relation, &absolute(site, &path));
        }
    }
    property(&mut html, "og:site_name", &site.name);
    property(&mut html, "og:title", if head.title.is_empty() { &site.name } else { &head.title });
    property(&mut html, "og:description", &head.description);
    property(&mut html, "og:url", url.as_deref().unwrap_or_default());
    property(&mut html, "og:locale", &locale(page, site).unwrap_or_default());
    kind(&mut html, page, site);
    pictured(&mut html, picture.as_ref());
    if let Some(path) = &head.feed {
        html.push_str(&feed_links(path, &head.full_title(site), " data-page"));
    }
    if let Some(data) = linked_data::of(page, &head, site, picture.as_ref()) {
        let data = data.to_string().replace('<', "\\u003c");
        push(&mut html, format_args!(r#"<script type="application/ld+json">{data}</script>"#));
    }
    html
}

/// Where the feeds of the page at `path` are, in every form. The app knows those of one page alone by a mark.
pub(super) fn feed_links(path: &str, title: &str, mark: &str) -> String {
    let mut html = String::new();
    let title = escaped(title);
    for form in FeedForm::ALL {
        let (media_type, address) = (form.media_type(), paths::feed(path, form));
        push(
            &mut html,
            format_args!(r#"<link rel="alternate" type="{media_type}" title="{title}" href="{address}"{mark}>"#),
        );
    }
    html
}

/// Language and region in the form of Open Graph, where the language of what is read names a region.
fn locale(page: &ServerPage, site: &v2::Site) -> Option<String> {
    let tag = match page {
        ServerPage::Post { post, .. } => post.summary.language.as_ref().unwrap_or(&site.language),
        _ => &site.language,
    };
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let is_region = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let region = parts.find(is_region)?.to_ascii_uppercase();
    Some(format!("{language}_{region}"))
}

/// What kind of thing it is, and what belongs to that kind.
fn kind(html: &mut String, page: &ServerPage, site: &v2::Site) {
    match page {
        ServerPage::Post { post, .. } => {
            property(html, "og:type", "article");
            article(html, &post.summary, site);
        }
        ServerPage::Author { profile, .. } => {
            property(html, "og:type", "profile");
            property(html, "profile:username", &profile.user.username);
        }
        _ => property(html, "og:type", "website"),
    }
}

fn article(html: &mut String, post: &v2::PostSummary, site: &v2::Site) {
    if let Some(at) = post.published_at {
        property(html, "article:published_time", &at.to_string());
    }
    property(html, "article:modified_time", &post.updated_at.to_string());
    if !post.author.is_gone() {
        property(html, "article:author", &absolute(site, &paths::author(&post.author.username)));
    }
    if let Some(category) = &post.category {
        property(html, "article:section", &category.name);
    }
    for tag in &post.tags {
        property(html, "article:tag", &tag.name);
    }
}

fn pictured(html: &mut String, picture: Option<&Picture>) {
    let is_large = picture.is_some_and(|picture| picture.is_large);
    named(html, "twitter:card", if is_large { "summary_large_image" } else { "summary" });
    let Some(picture) = picture else { return };
    property(html, "og:image", &picture.url);
    property(html, "og:image:type", picture.media_type);
    property(html, "og:image:width", &picture.width.to_string());
    property(html, "og:image:height", &picture.height.to_string());
    property(html, "og:image:alt", &picture.alt);
    named(html, "twitter:image:alt", &picture.alt);
}

/// A path of this site in full.
pub(super) fn absolute(site: &v2::Site, path: &str) -> String {
    format!("{}{path}", site.base_url)
}

fn link(html: &mut String, relation: &str, address: &str) {
    push(html, format_args!(r#"<link rel="{relation}" href="{}">"#, escaped(address)));
}

fn named(html: &mut String, name: &str, content: &str) {
    if !content.is_empty() {
        push(html, format_args!(r#"<meta name="{name}" content="{}">"#, escaped(content)));
    }
}

fn property(html: &mut String, property: &str, content: &str) {
    if !content.is_empty() {
        push(html, format_args!(r#"<meta property="{property}" content="{}">"#, escaped(content)));
    }
}

fn push(html: &mut String, piece: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = html.write_fmt(piece);
}

/// Safe as text and between double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
