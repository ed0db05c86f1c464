//! The whole document around a rendered page.

use super::{Html, tags::escaped};
use crate::paths;

/// A complete document. `assets` are the ready tags of scripts and styles, as the build named them.
pub fn document(html: &Html, site_name: &str, assets: &str) -> String {
    format!(
        concat!(
            r#"<!doctype html><html lang="{language}"><head><meta charset="utf-8">"#,
            r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
            r#"<meta name="color-scheme" content="light dark">"#,
            r##"<meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)">"##,
            r##"<meta name="theme-color" content="#131514" media="(prefers-color-scheme: dark)">"##,
            "{head}",
            r#"<link rel="alternate" type="application/atom+xml" title="{site_name}" href="{feed}">"#,
            "{assets}</head>",
            r#"<body><div id="app">{body}</div>"#,
            r#"<script type="application/json" id="page-data">{data}</script></body></html>"#,
        ),
        language = escaped(&html.language),
        head = html.head,
        site_name = escaped(site_name),
        feed = paths::FEED,
        assets = assets,
        body = html.body,
        data = html.data,
    )
}
