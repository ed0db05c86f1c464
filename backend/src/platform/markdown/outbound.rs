//! Where a rendered text leads: the hosts of its links.

use std::collections::BTreeSet;

use url::Url;

/// The hosts that links of our own HTML open, in lower case and each once; links within the site have none.
///
/// Text cannot pass for a link: the sanitiser writes every `<` of a text as `&lt;`.
pub fn linked_hosts(html: &str) -> BTreeSet<String> {
    let anchors = html.split("<a ").skip(1);
    anchors.filter_map(target).filter_map(|address| host(&address)).collect()
}

/// The value of `href` in the tag that begins here.
fn target(tag: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let end = rest.find(['>', '=']).filter(|end| rest.as_bytes()[*end] == b'=')?;
        let name = rest[..end].trim();
        let value = rest[end + 1..].strip_prefix('"')?;
        let close = value.find('"')?;
        if name == "href" {
            return Some(value[..close].replace("&amp;", "&"));
        }
        rest = &value[close + 1..];
    }
}

/// An address without a scheme, as `//example.org`, leads out as well.
fn host(address: &str) -> Option<String> {
    let here = Url::parse("https://here.invalid/").ok()?;
    let url = here.join(address).ok()?;
    url.host_str().filter(|host| *host != "here.invalid").map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::markdown::{Markdown, Profile};

    fn hosts(markdown: &str) -> Vec<String> {
        let html = Markdown::new().render(markdown, Profile::Comment).unwrap().html;
        linked_hosts(&html).into_iter().collect()
    }

    #[test]
    fn every_way_to_write_a_link_is_seen() {
        for text in [
            "[here](https://Evil.example/path?a=1&b=2)",
            "[here](https://evil.example \"a > b\")",
            "<https://evil.example/>",
            "see https://evil.example today",
            "[here][1]\n\n[1]: https://evil.example",
            "<a title=\"x=y>z\" href=\"https://evil.example\">here</a>",
            "![picture](https://evil.example/x.png)",
        ] {
            assert_eq!(hosts(text), ["evil.example"], "{text}");
        }
        assert_eq!(hosts("[a](//evil.example/x) [b](https://two.example)"), ["evil.example", "two.example"]);
    }

    #[test]
    fn text_and_links_within_the_site_lead_nowhere_else() {
        for text in [
            "no link at all",
            "[a post](/posts/hello) and [a part](#part)",
            "`<a href=\"https://evil.example\">`",
            "```html\n<a href=\"https://evil.example\">x</a>\n```",
            "a < b href=\"/posts/hello\"",
        ] {
            assert!(hosts(text).is_empty(), "{text}: {:?}", hosts(text));
        }
    }
}
