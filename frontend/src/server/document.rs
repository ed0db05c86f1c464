//! The whole document around a rendered page.

use super::{Html, tags::feed_links};
use crate::{paths, text};

/// A colour in both themes, as the style sheets have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThemeColor {
    /// By day.
    pub light: &'static str,
    /// By night.
    pub dark: &'static str,
}

/// What everything lies on (`--paper`).
pub const PAPER: ThemeColor = ThemeColor { light: "#fbfaf7", dark: "#131514" };
/// The one colour (`--accent`).
pub const ACCENT: &str = "#0b6a55";

/// A complete document. `assets` are the ready tags of scripts and styles, as the build named them.
pub fn document(html: &Html, site_name: &str, assets: &str) -> String {
    format!(
        concat!(
            r#"<!doctype html><html lang="{language}"><head><meta charset="utf-8">"#,
            r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
            r#"<meta name="color-scheme" content="light dark">"#,
            r#"<meta name="theme-color" content="{light}" media="(prefers-color-scheme: light)">"#,
            r#"<meta name="theme-color" content="{dark}" media="(prefers-color-scheme: dark)">"#,
            "{head}",
            r#"{feeds}<link rel="manifest" href="{manifest}">"#,
            "{assets}</head>",
            r#"<body><div id="app">{body}</div>"#,
            r#"<script type="application/json" id="page-data">{data}</script></body></html>"#,
        ),
        // Of the words that are ours; what people wrote says its own language (`components::language`).
        language = text::LANGUAGE,
        light = PAPER.light,
        dark = PAPER.dark,
        manifest = paths::MANIFEST,
        head = html.head,
        // A page's own come before: they stand in its head.
        feeds = feed_links(paths::HOME, site_name, ""),
        assets = assets,
        body = html.body,
        data = html.data,
    )
}
