//! `/feed.xml`: the newest posts with their whole text, as Atom (RFC 4287).

use std::fmt::Write as _;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
    routing::get,
};
use broadsheet_frontend::paths;
use broadsheet_shared::{time::Timestamp, v2};

use super::document;
use crate::{
    domain::post::PostSummary,
    http::{Answer, AppState, Problem, listing},
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::posts,
};

/// Posts in the feed.
const ENTRIES: u8 = 20;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route(paths::FEED, get(send))
}

async fn send(State(state): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    let loader = state.clone();
    let load = || async move {
        let site = document::site(&loader).await?;
        let posts = posts::newest(loader.context(), ENTRIES).await?;
        let summaries: Vec<PostSummary> = posts.iter().map(|(post, _)| post.clone()).collect();
        let mut tags = listing::tags(&summaries);
        tags.push(Tag::Site);
        let entry = Entry::new("application/atom+xml; charset=utf-8", atom(&site, &posts));
        Ok::<_, Problem>(Loaded::new(entry, tags))
    };
    let ready = state.context().cache.ready(Key::new(Family::Feeds, &["atom"]), load).await?;
    let mut response = document::send(&ready, &headers).await;
    // Readers on other sites show feeds.
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(policy, HeaderValue::from_static("cross-origin"));
    Ok(response)
}

fn atom(site: &v2::Site, posts: &[(PostSummary, String)]) -> String {
    let base = &site.base_url;
    let changed = posts.iter().map(|(post, _)| post.updated_at).max().unwrap_or(Timestamp::from_millis(0));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    write(
        &mut xml,
        format_args!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n<title>{name}</title>\n\
             <subtitle>{description}</subtitle>\n<id>{home}/</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{home}/\"/>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{home}{feed}\"/>\n<updated>{changed}</updated>\n",
            language = escaped(&site.language),
            name = escaped(&site.name),
            description = escaped(&site.description),
            home = escaped(base),
            feed = paths::FEED,
        ),
    );
    for (post, body) in posts {
        entry(&mut xml, base, post, body);
    }
    xml.push_str("</feed>\n");
    xml
}

/// The id is of the post and not of its address, so that a renamed post is not read twice.
fn entry(xml: &mut String, base: &str, post: &PostSummary, body: &str) {
    let language = post.language.as_deref().map(|tag| format!(" xml:lang=\"{}\"", escaped(tag))).unwrap_or_default();
    write(
        xml,
        format_args!(
            "<entry{language}>\n<title>{title}</title>\n<id>urn:uuid:{id}</id>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n\
             <published>{published}</published>\n<updated>{updated}</updated>\n\
             <author><name>{name}</name><uri>{profile}</uri></author>\n",
            title = escaped(&post.title),
            id = post.id,
            address = escaped(&format!("{base}{}", paths::post(&post.slug))),
            published = post.published_at.unwrap_or(post.updated_at),
            updated = post.updated_at,
            name = escaped(&post.author.display_name),
            profile = escaped(&format!("{base}{}", paths::author(&post.author.username))),
        ),
    );
    for tag in &post.tags {
        write(xml, format_args!("<category term=\"{}\" label=\"{}\"/>\n", escaped(&tag.slug), escaped(&tag.name)));
    }
    write(
        xml,
        format_args!(
            "<summary>{}</summary>\n<content type=\"html\" xml:base=\"{}\">{}</content>\n</entry>\n",
            escaped(&post.excerpt),
            escaped(&format!("{base}{}", paths::post(&post.slug))),
            escaped(body),
        ),
    );
}

fn write(xml: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = xml.write_fmt(text);
}

/// Text as it may stand in XML 1.0, where most control characters may not stand at all.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(char),
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escaped("a < b & \"c\"\u{1}]]>"), "a &lt; b &amp; &quot;c&quot;]]&gt;");
    }
}
