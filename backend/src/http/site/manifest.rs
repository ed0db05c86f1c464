//! `/site.webmanifest`: what the site is called and looks like where people keep it beside their programs.

use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::get};
use broadsheet_frontend::{
    paths,
    server::{ACCENT, PAPER},
};
use broadsheet_shared::v2;
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation as _;

use super::document;
use crate::{
    http::{Answer, AppState},
    platform::cache::Entry,
};

/// Home screens have room for so many letters beneath an icon.
const MAX_SHORT_NAME_LETTERS: usize = 12;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route(paths::MANIFEST, get(send))
}

async fn send(State(state): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    let manifest = manifest(&document::site(&state).await?).to_string();
    Ok(document::send_uncompressed(&Entry::new("application/manifest+json", manifest), &headers))
}

fn manifest(site: &v2::Site) -> Value {
    json!({
        "id": paths::HOME,
        "name": site.name,
        "short_name": short_name(&site.name),
        "description": site.description,
        "lang": site.language,
        "dir": "auto",
        "start_url": paths::HOME,
        "scope": paths::HOME,
        "display": "browser",
        "background_color": PAPER.light,
        "theme_color": ACCENT,
        "icons": [
            {"src": "/assets/icons/icon.svg", "type": "image/svg+xml", "sizes": "any"},
            {"src": "/assets/icons/icon-192.png", "type": "image/png", "sizes": "192x192"},
            {"src": "/assets/icons/icon-512.png", "type": "image/png", "sizes": "512x512", "purpose": "any maskable"},
        ],
    })
}

/// As many of the name's first words as fit; of a single long word its beginning.
fn short_name(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_whitespace() {
        let wanted = letters(&short) + usize::from(!short.is_empty()) + letters(word);
        if wanted > MAX_SHORT_NAME_LETTERS {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() { name.trim().graphemes(true).take(MAX_SHORT_NAME_LETTERS).collect() } else { short }
}

/// As people count them: a letter with its accents is one.
fn letters(text: &str) -> usize {
    text.graphemes(true).count()
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn short_name_is_the_first_words_that_fit() {
        for (name, short) in [
            ("Broadsheet", "Broadsheet"),
            ("The Margin", "The Margin"),
            ("The Margin of Error", "The Margin"),
            ("Twelve chars", "Twelve chars"),
            ("Donaudampfschifffahrt heute", "Donaudampfsc"),
            ("  été à Paris et à Lyon ", "été à Paris"),
            ("編集部の日々の記録とその他の話", "編集部の日々の記録とその"),
        ] {
            assert_eq!(short_name(name), short, "{name}");
        }
    }
}
