//! A page's head as HTML: for people's tabs, for search engines, and for those who show a link as a card.

use std::fmt::Write as _;

use broadsheet_shared::v2;
use serde_json::{Value, json};

use crate::{
    head::{Head, Kind},
    paths,
};

/// The tags that depend on the page. The app finds them by name and property, and changes them in place.
pub(super) fn of(head: &Head, site: &v2::Site) -> String {
    let mut html = format!("<title>{}</title>", escaped(&head.full_title(site)));
    let url = head.canonical_url(site);
    named(&mut html, "description", &head.description);
    if let Some(url) = &url {
        push(&mut html, format_args!(r#"<link rel="canonical" href="{}">"#, escaped(url)));
    }
    named(&mut html, "robots", if head.is_listed() { "" } else { "noindex" });
    let title = if head.title.is_empty() { &site.name } else { &head.title };
    property(&mut html, "og:site_name", &site.name);
    property(&mut html, "og:title", title);
    property(&mut html, "og:description", &head.description);
    property(&mut html, "og:url", url.as_deref().unwrap_or_default());
    property(&mut html, "og:type", og_type(&head.kind));
    named(&mut html, "twitter:card", if head.image.is_some() { "summary_large_image" } else { "summary" });
    if let Some(image) = &head.image {
        property(&mut html, "og:image", &absolute(site, &image.url));
        property(&mut html, "og:image:width", &image.width.to_string());
        property(&mut html, "og:image:height", &image.height.to_string());
        property(&mut html, "og:image:alt", &image.alt);
    }
    if let Kind::Article(post) = &head.kind {
        article(&mut html, post, site);
    }
    if let Some(data) = linked_data(head, site) {
        let data = data.to_string().replace('<', "\\u003c");
        push(&mut html, format_args!(r#"<script type="application/ld+json">{data}</script>"#));
    }
    html
}

fn og_type(kind: &Kind) -> &'static str {
    match kind {
        Kind::Page => "website",
        Kind::Article(_) => "article",
        Kind::Person(..) => "profile",
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

/// What the page is, in the words of schema.org.
fn linked_data(head: &Head, site: &v2::Site) -> Option<Value> {
    let url = head.canonical_url(site)?;
    let context = "https://schema.org";
    Some(match &head.kind {
        Kind::Page if head.title.is_empty() => json!({
            "@context": context, "@type": "WebSite", "name": site.name, "description": site.description, "url": url,
            "potentialAction": {
                "@type": "SearchAction",
                "target": format!("{}{}?q={{query}}", site.base_url, paths::SEARCH),
                "query-input": "required name=query",
            },
        }),
        Kind::Page => json!({
            "@context": context, "@type": "CollectionPage", "name": head.title, "description": head.description, "url": url,
        }),
        Kind::Person(user, elsewhere) => {
            let mut person = json!({
                "@type": "Person", "name": user.display_name, "alternateName": user.username, "url": url,
            });
            if !elsewhere.is_empty() {
                person["sameAs"] = json!(elsewhere);
            }
            json!({"@context": context, "@type": "ProfilePage", "url": url, "mainEntity": person})
        }
        Kind::Article(post) => {
            let mut data = json!({
                "@context": context, "@type": "BlogPosting", "headline": post.title, "description": post.excerpt,
                "url": url, "mainEntityOfPage": url,
                "dateModified": post.updated_at.to_string(),
                "inLanguage": post.language.as_ref().unwrap_or(&site.language),
                "wordCount": post.word_count, "commentCount": post.comment_count,
                "keywords": post.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
                "author": {
                    "@type": "Person", "name": post.author.display_name,
                    "url": absolute(site, &paths::author(&post.author.username)),
                },
                "publisher": {"@type": "Organization", "name": site.name, "url": site.base_url},
            });
            if let Some(at) = post.published_at {
                data["datePublished"] = at.to_string().into();
            }
            if let Some(cover) = &post.cover {
                data["image"] = absolute(site, &cover.url).into();
            }
            data
        }
    })
}

fn absolute(site: &v2::Site, path: &str) -> String {
    format!("{}{path}", site.base_url)
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
