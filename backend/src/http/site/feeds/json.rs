//! JSON Feed 1.1.

use broadsheet_frontend::paths;
use serde_json::{Value, json};

use super::{Feed, Item};
use crate::platform::xml::legal;

pub(super) fn write(feed: &Feed) -> serde_json::Result<Vec<u8>> {
    let mut whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "icon": format!("{}{}", feed.site.base_url, paths::LOGO),
        "language": feed.site.language,
        "items": feed.items.iter().map(entry).collect::<Vec<_>>(),
    });
    if !feed.description.is_empty() {
        whole["description"] = feed.description.as_str().into();
    }
    serde_json::to_vec(&whole)
}

fn entry(item: &Item) -> Value {
    let post = &item.post;
    let mut author = json!({"name": post.author.display_name});
    if let Some(address) = &item.author {
        author["url"] = address.as_str().into();
    }
    let mut entry = json!({
        "id": format!("urn:uuid:{}", post.id),
        "url": item.address,
        "title": legal(&post.title),
        // JSON may say what neither HTML nor XML can.
        "content_html": legal(&item.html),
        "image": item.picture,
        "date_published": post.published_at.unwrap_or(post.updated_at).to_string(),
        "date_modified": post.updated_at.to_string(),
        "authors": [author],
        "tags": post.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
    });
    if !post.excerpt.is_empty() {
        entry["summary"] = legal(&post.excerpt).into();
    }
    if let Some(language) = &post.language {
        entry["language"] = language.as_str().into();
    }
    entry
}
