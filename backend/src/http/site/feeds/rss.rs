//! RSS 2.0, with the extensions that readers know: whole texts (`content`), names without addresses (`dc`), its own address (`atom`).

use std::io;

use super::{Feed, Item, xml::Document};
use crate::platform::xml::escaped;

const NAMESPACES: [(&str, &str); 4] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

pub(super) fn write(feed: &Feed) -> io::Result<Vec<u8>> {
    Document::of("rss", &NAMESPACES, |xml| xml.element("channel", &[], |xml| channel(xml, feed)))
}

fn channel(xml: &mut Document, feed: &Feed) -> io::Result<()> {
    // It must be there, and a site need not describe itself.
    let description = if feed.description.is_empty() { &feed.title } else { &feed.description };
    xml.text("title", &[], &feed.title)?;
    xml.text("link", &[], &feed.page)?;
    xml.text("description", &[], description)?;
    xml.text("language", &[], &feed.site.language)?;
    xml.text("lastBuildDate", &[], &feed.changed_at.to_http_date())?;
    xml.text("generator", &[], "Broadsheet")?;
    xml.empty("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &feed.address)])?;
    feed.items.iter().try_for_each(|item| entry(xml, item))
}

/// An author is an address of mail in RSS itself, which nobody is given; hence the name of Dublin Core.
fn entry(xml: &mut Document, item: &Item) -> io::Result<()> {
    let post = &item.post;
    xml.element("item", &[], |xml| {
        xml.text("title", &[], &post.title)?;
        xml.text("link", &[], &item.address)?;
        xml.text("guid", &[("isPermaLink", "false")], &format!("urn:uuid:{}", post.id))?;
        xml.text("pubDate", &[], &post.published_at.unwrap_or(post.updated_at).to_http_date())?;
        xml.text("dc:creator", &[], &post.author.display_name)?;
        for tag in &post.tags {
            xml.text("category", &[], &tag.name)?;
        }
        // It is HTML there, of which an excerpt is none.
        let words = if post.excerpt.is_empty() { &post.title } else { &post.excerpt };
        xml.some_text("description", &[], &escaped(words))?;
        xml.text("content:encoded", &[], &item.html)
    })
}
