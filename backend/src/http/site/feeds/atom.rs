//! Atom (RFC 4287).

use std::io;

use broadsheet_frontend::paths;

use super::{Feed, Item, xml::Document};

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

pub(super) fn write(feed: &Feed) -> io::Result<Vec<u8>> {
    let attributes = [("xmlns", NAMESPACE), ("xml:lang", feed.site.language.as_str())];
    Document::of("feed", &attributes, |xml| {
        xml.text("title", &[], &feed.title)?;
        xml.some_text("subtitle", &[], &feed.description)?;
        // The address of the page and not of a form: it is one feed, whichever way it is written.
        xml.text("id", &[], &feed.page)?;
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page)])?;
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.address)])?;
        xml.text("updated", &[], &feed.changed_at.to_string())?;
        xml.text("icon", &[], &format!("{}{}", feed.site.base_url, paths::LOGO))?;
        xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Broadsheet")?;
        feed.items.iter().try_for_each(|item| entry(xml, item))
    })
}

/// The id is of the post and not of its address, so that a renamed post is not read twice.
fn entry(xml: &mut Document, item: &Item) -> io::Result<()> {
    let post = &item.post;
    let language = post.language.as_deref().map(|language| ("xml:lang", language));
    xml.element("entry", language.as_slice(), |xml| {
        xml.text("title", &[], &post.title)?;
        xml.text("id", &[], &format!("urn:uuid:{}", post.id))?;
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &item.address)])?;
        xml.text("published", &[], &post.published_at.unwrap_or(post.updated_at).to_string())?;
        xml.text("updated", &[], &post.updated_at.to_string())?;
        xml.element("author", &[], |xml| {
            xml.text("name", &[], &post.author.display_name)?;
            item.author.iter().try_for_each(|address| xml.text("uri", &[], address))
        })?;
        for tag in &post.tags {
            xml.empty("category", &[("term", &tag.slug), ("label", &tag.name)])?;
        }
        xml.some_text("summary", &[], &post.excerpt)?;
        xml.text("content", &[("type", "html")], &item.html)
    })
}
