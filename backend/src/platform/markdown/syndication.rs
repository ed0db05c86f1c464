//! Rendered text for those who read it elsewhere, in feeds: every address whole, and nothing that only our pages understand.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::sanitise::{LINK_REL, SCHEMES, all_tags};

/// What readers of feeds understand; classes, ids and what our style sheets go by stay behind.
const ATTRIBUTES: [(&str, &[&str]); 7] = [
    ("a", &["href"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "src", "width"]),
    ("input", &["checked", "disabled", "type"]),
    ("ol", &["start"]),
    ("td", &["align", "colspan", "rowspan"]),
    ("th", &["align", "colspan", "rowspan"]),
];
const EVERYWHERE: [&str; 3] = ["dir", "lang", "title"];
/// A heading's link to itself: empty, for our style sheets to fill.
const HEADING_ANCHOR: &str = "<a class=\"heading-anchor\"";

/// Our own HTML as it stands in a feed; `page` is where it stands on our site. It is sanitised once more, so what an older
/// sanitiser let through is not passed on.
pub fn for_feeds(html: &str, page: &Url) -> String {
    let mut builder = Builder::empty();
    builder
        .tags(all_tags())
        .tag_attributes(
            ATTRIBUTES
                .iter()
                .map(|(tag, names)| (*tag, names.iter().copied().collect()))
                .collect::<HashMap<_, HashSet<_>>>(),
        )
        .generic_attributes(EVERYWHERE.into())
        .clean_content_tags(["script", "style"].into())
        .url_schemes(SCHEMES.into())
        .url_relative(UrlRelative::RewriteWithBase(page.clone()))
        .link_rel(Some(LINK_REL))
        .strip_comments(true);
    builder.clean(&without_heading_anchors(html)).to_string()
}

/// Text cannot pass for one: the sanitiser writes every `<` of a text as `&lt;`.
fn without_heading_anchors(html: &str) -> String {
    let mut pieces = html.split(HEADING_ANCHOR);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once("></a>") {
            Some((inside, rest)) if !inside.contains('>') => out.push_str(rest),
            _ => {
                out.push_str(HEADING_ANCHOR);
                out.push_str(piece);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::markdown::{Markdown, Profile};

    fn passed_on(markdown: &str) -> String {
        let html = Markdown::new().render(markdown, Profile::Post).unwrap().html;
        for_feeds(&html, &Url::parse("https://blog.example/posts/a-post").unwrap())
    }

    #[test]
    fn every_address_is_whole() {
        for (markdown, whole) in [
            ("[x](/posts/b)", "href=\"https://blog.example/posts/b\""),
            ("[x](c?d=1&e)", "href=\"https://blog.example/posts/c?d=1&amp;e\""),
            ("## Part\n\n[x](#part)", "href=\"https://blog.example/posts/a-post#h-part\""),
            ("[x](//other.example/y)", "href=\"https://other.example/y\""),
            ("[x](https://other.example/y)", "href=\"https://other.example/y\""),
            ("[x](mailto:ada@example.org)", "href=\"mailto:ada@example.org\""),
            ("![x](/media/abc-10x20.png)", "src=\"https://blog.example/media/abc-10x20.png\""),
            ("a[^1]\n\n[^1]: b", "href=\"https://blog.example/posts/a-post#fn-1\""),
        ] {
            let html = passed_on(markdown);
            assert!(html.contains(whole), "{markdown}: {html}");
            assert!(!html.contains("=\"/") && !html.contains("=\"#"), "{markdown}: {html}");
        }
    }

    #[test]
    fn what_only_our_pages_understand_stays_behind() {
        let html = passed_on("## Part\n\n```rust\nfn x() {}\n```\n\n- [x] done\n\n| a |\n| - |\n| b |\n");

        for mark in ["class=", " id=", "data-", "aria-", "tabindex", "role="] {
            assert!(!html.contains(mark), "{mark}: {html}");
        }
        assert!(html.contains("<h2>Part</h2>"), "{html}");
        assert!(html.contains("checked") && html.contains("<th>a</th>"), "{html}");
    }

    #[test]
    fn c4_what_an_older_sanitiser_let_through_is_not_passed_on() {
        let html = "<p onclick=\"x()\">a<script>alert(1)</script><a href=\"javascript:x()\">b</a></p>";

        let html = for_feeds(html, &Url::parse("https://blog.example/").unwrap());

        assert_eq!(html, "<p>a<a rel=\"ugc nofollow noopener\">b</a></p>");
    }
}
