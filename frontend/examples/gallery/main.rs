//! Writes every page of the reading app with sample data as HTML files: `cargo run -p broadsheet-frontend --features ssr
//! --example gallery -- DIR [ASSETS]`. For looking at the design without a server or a database.
//!
//! `ASSETS` is a file with the tags of scripts and styles; without it the style sheets are linked from the source tree.

mod sample;

use std::{env, fs, io, path::Path};

use broadsheet_frontend::{
    routes::{CommentPart, Program},
    server::{self, ServerPage},
};
use broadsheet_shared::v2;

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let Some(dir) = arguments.next() else {
        eprintln!("usage: gallery DIR [ASSETS]");
        return Ok(());
    };
    let assets = match arguments.next() {
        Some(file) => fs::read_to_string(file)?,
        None => r#"<script src="/first-paint.js"></script><link rel="stylesheet" href="/styles/all.css">"#.to_owned(),
    };
    fs::create_dir_all(&dir)?;
    let site = sample::site();
    for (name, page) in pages() {
        let html = server::render(&page, &site);
        let document = server::document(&html, &site.name, &assets);
        fs::write(Path::new(&dir).join(name).with_extension("html"), document)?;
    }
    Ok(())
}

fn pages() -> Vec<(&'static str, ServerPage)> {
    let posts = sample::posts();
    let part = v2::List { items: posts.clone(), next: Some("cursor".into()), total: None };
    let categories = sample::categories();
    vec![
        (
            "home",
            ServerPage::Home {
                categories: sample::list(categories.clone()),
                posts: v2::List { items: posts.clone(), next: Some("cursor".into()), total: None },
                after: None,
                told: Vec::new(),
            },
        ),
        (
            "home-empty",
            ServerPage::Home {
                categories: sample::list(vec![]),
                posts: sample::list(vec![]),
                after: None,
                told: Vec::new(),
            },
        ),
        (
            "home-later",
            ServerPage::Home {
                categories: sample::list(categories.clone()),
                posts: sample::list(posts[1..].to_vec()),
                after: Some("cursor".into()),
                told: Vec::new(),
            },
        ),
        (
            "post",
            ServerPage::Post {
                post: Box::new(sample::post()),
                author: Box::new(sample::profile()),
                comments: sample::list(sample::comments()),
                part: CommentPart::First,
                told: Vec::new(),
            },
        ),
        ("tag", ServerPage::Tag { tag: sample::tag(), posts: part.clone(), after: None }),
        (
            "category",
            ServerPage::Category {
                category: categories[0].clone(),
                categories: sample::list(categories),
                posts: part.clone(),
                after: None,
            },
        ),
        (
            "author",
            ServerPage::Author {
                profile: Box::new(sample::profile()),
                posts: part,
                pinned: Some(sample::list(posts[..1].to_vec())),
                after: None,
            },
        ),
        (
            "search",
            ServerPage::Search {
                query: "type inference".into(),
                kind: v2::SearchKind::Posts,
                after: None,
                results: Some(sample::results()),
            },
        ),
        (
            "search-none",
            ServerPage::Search {
                query: "zzz".into(),
                kind: v2::SearchKind::Users,
                after: None,
                results: Some(v2::SearchResults { items: vec![], next: None, total: None }),
            },
        ),
        (
            "search-empty",
            ServerPage::Search { query: String::new(), kind: v2::SearchKind::Posts, after: None, results: None },
        ),
        ("app", ServerPage::App(Program::Reader)),
        ("not-found", ServerPage::NotFound),
        ("error", ServerPage::Error { status: 500, request_id: "01hv4w6q0c".into(), program: Program::Reader }),
    ]
}
