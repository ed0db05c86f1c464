//! Sample data with everything in it: long titles, pictures, code, tables, deep threads, other scripts.

use broadsheet_shared::v2;
use serde_json::{Value, json};

const BODY: &str = include_str!("body.html");

/// One part of a list, the last one.
pub fn list<T>(items: Vec<T>) -> v2::List<T> {
    v2::List { items, next: None, total: None }
}

/// The site.
pub fn site() -> v2::Site {
    read(json!({
        "name": "The Margin", "description": "Notes on building software that lasts, by the people who maintain it.",
        "language": "en", "base_url": "http://localhost:8080", "registration": "open", "sends_mail": false,
        "needs_set_up": false,
    }))
}

/// Three categories.
pub fn categories() -> Vec<v2::Category> {
    [("engineering", "Engineering", 42_u64), ("inside", "Inside the project", 17), ("design", "Design", 8)]
        .into_iter()
        .enumerate()
        .map(|(at, (slug, name, count))| {
            read(json!({
                "id": id(100 + at), "slug": slug, "name": name, "position": at, "post_count": count,
                "description": "Compilers, databases and the long tail of production: how things work, and why they break.",
            }))
        })
        .collect()
}

/// A tag.
pub fn tag() -> v2::Tag {
    read(json!({"id": id(200), "slug": "rust", "name": "rust", "post_count": 12, "follower_count": 7}))
}

fn people() -> [(&'static str, &'static str); 4] {
    [("ada", "Ada Lindqvist"), ("kenji", "森 健二"), ("marta", "Marta Oliveira dos Santos"), ("sam", "Sam")]
}

fn user(at: usize) -> Value {
    let (username, name) = people()[at % 4];
    json!({"id": id(300 + at % 4), "username": username, "display_name": name, "avatar": null})
}

/// A person with a bio.
pub fn profile() -> v2::Profile {
    let mut value = user(0);
    let more = json!({
        "bio": "", "is_unclaimed": false, "created_at": "2023-02-01T08:00:00.000Z", "post_count": 24, "comment_count": 118,
        "follower_count": 310, "following_count": 42,
        "bio_html": "<p>Works on databases by day and on <a href=\"https://example.org\">small languages</a> by night. Writes about both.</p>",
    });
    extend(&mut value, more);
    read(value)
}

fn cover(at: usize) -> Value {
    let url = format!("/media/cover-{}.svg", at % 3);
    json!({
        "id": id(400 + at), "url": url, "width": 1600, "height": 900, "alt": "Overlapping paper shapes",
        "variants": [{"url": url, "width": 480, "height": 270}, {"url": url, "width": 1600, "height": 900}],
    })
}

fn summary(at: usize) -> Value {
    let titles = [
        "What a query planner knows about your data, and how to tell when it is wrong",
        "Type inference in a weekend",
        "The week the cache lied",
        "静かなコードについて：読みやすさは誰のためか",
        "Announcing the 2.0 release",
        "A field guide to retries, timeouts and the slow failure that takes everything down with it",
        "Small tools, sharp edges",
    ];
    let excerpts = [
        "Statistics are a summary, and a summary leaves things out. We follow one slow query from the plan that looked right to the histogram that was not.",
        "Unification, let-polymorphism and about four hundred lines: enough to infer types for a language you can hold in your head.",
        "Every graph was green. Readers still saw Tuesday's front page on Thursday.",
        "短い関数、正直な名前、そして消す勇気。",
        "Faster starts, one binary, and a migration path that takes an afternoon.",
        "Retries are a promise about the future of a system that you do not control.",
        "",
    ];
    let tags: Vec<_> = ["rust", "databases", "performance", "postmortem", "release"][..at % 4]
        .iter()
        .map(|tag| json!({"slug": tag, "name": tag}))
        .collect();
    let category = [
        json!({"slug": "engineering", "name": "Engineering"}),
        json!({"slug": "inside", "name": "Inside the project"}),
        Value::Null,
    ];
    json!({
        "id": id(500 + at), "slug": format!("post-{at}"), "title": titles[at % 7], "excerpt": excerpts[at % 7],
        "cover": if at % 3 == 1 || at == 3 { Value::Null } else { cover(at) }, "author": user(at), "category": category[at % 3], "tags": tags,
        "state": "published", "language": if at % 7 == 3 { json!("ja") } else { Value::Null }, "word_count": 1800,
        "reading_minutes": 3 + at, "comment_count": (at * 5) % 7, "like_count": (at * 11) % 13, "published_at": format!("2026-0{}-1{}T09:30:00.000Z", 9 - at % 8, at % 9),
        "updated_at": "2026-09-20T09:30:00.000Z",
    })
}

/// A page of posts.
pub fn posts() -> Vec<v2::PostSummary> {
    (0..9).map(|at| read(summary(at))).collect()
}

/// A long post.
pub fn post() -> v2::Post {
    let mut value = summary(0);
    let contents = [
        (2, "u-where-the-numbers-come-from", "Where the numbers come from"),
        (3, "u-correlated-columns", "Correlated columns"),
        (2, "u-reading-a-plan", "Reading a plan"),
        (3, "u-the-estimate-and-the-truth", "The estimate and the truth"),
        (2, "u-what-to-do-about-it", "What to do about it"),
    ];
    let contents: Vec<_> =
        contents.iter().map(|(level, id, text)| json!({"level": level, "id": id, "text": text})).collect();
    extend(
        &mut value,
        json!({
            "tags": [{"slug": "databases", "name": "databases"}, {"slug": "performance", "name": "performance"}, {"slug": "rust", "name": "rust"}],
            "comment_count": 8, "like_count": 21,
            "body": "", "body_html": BODY, "table_of_contents": contents, "has_own_excerpt": true, "canonical_url": null,
            "comments_open": true, "version": 3, "created_at": "2026-09-01T00:00:00.000Z", "scheduled_at": null,
        }),
    );
    read(value)
}

/// Threads of several depths.
pub fn comments() -> Vec<v2::Comment> {
    let texts = [
        (
            0,
            "<p>The histogram example made this click for me. We had exactly this with a <code>status</code> column: 99.8&nbsp;% <code>done</code>, and the planner thought it was one in five.</p>",
        ),
        (1, "<p>Same here. Did you end up with extended statistics, or a partial index?</p>"),
        (
            2,
            "<p>Partial index first, since it also made the writes cheaper:</p><pre data-language=\"SQL\"><code>create index on jobs (run_at) where status = 'queued';</code></pre>",
        ),
        (3, "<p>Nice. I would add that <code>analyze</code> after a bulk load matters more than any setting.</p>"),
        (4, "<p>Agreed. We run it as the last step of each import now.</p>"),
        (5, "<p>And autovacuum catches the rest?</p>"),
        (0, ""),
        (1, "<p>I think the point stands without the benchmark, but thank you for checking it.</p>"),
    ];
    texts
        .iter()
        .enumerate()
        .map(|(at, (depth, html))| {
            let gone = html.is_empty();
            read(json!({
                "id": id(600 + at), "post_id": id(500), "parent_id": null, "depth": depth,
                "author": if gone { Value::Null } else { user(at + 1 + at / 3) }, "body": "", "body_html": html,
                "state": if gone { "deleted" } else { "visible" }, "reply_count": 0, "like_count": 2, "version": 1,
                "created_at": format!("2026-09-1{at}T10:00:00.000Z"),
                "edited_at": if at == 2 { json!("2026-09-14T10:00:00.000Z") } else { Value::Null },
            }))
        })
        .collect()
}

/// What a search finds.
pub fn results() -> v2::SearchResults {
    let segments = |pieces: &[(&str, bool)]| -> Value {
        pieces.iter().map(|(text, is_match)| json!({"text": text, "is_match": is_match})).collect()
    };
    read(json!({
        "items": [
            {"kind": "post", "post": summary(1), "title": segments(&[("Type", true), (" ", false), ("inference", true), (" in a weekend", false)]),
             "snippet": segments(&[("… enough to infer types: ", false), ("type inference", true), (" for a language you can hold in your head, with let-polymorphism and a small set of rules that fit on …", false)])},
            {"kind": "user", "user": user(2), "name": segments(&[("Marta", true), (" Oliveira dos Santos", false)])},
            {"kind": "tag", "tag": {"id": id(200), "slug": "type-systems", "name": "type-systems", "post_count": 4, "follower_count": 1},
             "name": segments(&[("type", true), ("-systems", false)])},
            {"kind": "comment", "id": id(601), "post_id": id(500), "post_slug": "post-0", "post_title": "What a query planner knows",
             "author": user(1), "snippet": segments(&[("I would let ", false), ("inference", true), (" decide here.", false)]), "created_at": "2026-09-12T10:00:00.000Z"},
        ],
        "next": "cursor",
    }))
}

fn id(number: usize) -> String {
    format!("0190c9d2-7c1e-7a7b-8c11-{number:012}")
}

fn extend(value: &mut Value, more: Value) {
    if let (Some(target), Value::Object(more)) = (value.as_object_mut(), more) {
        target.extend(more);
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("sample data has the shape of the DTOs")
}
