//! Folders of posts, real ones and made-up ones, and what becomes of them.

mod authors;
mod broken;
mod drafts;
mod edited;
mod identity;
mod illustrated;
mod passed_over;

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;
use broadsheet_shared::{time::Timestamp, v2::PostState};

use crate::{
    domain::post::{Post, PostFilter, PostOrder, PostStart, PostSummary},
    platform::{
        cache::{Entry, Family, Key, Loaded},
        clock::Clock,
        images::Fonts,
        storage::FileName,
    },
    repositories::{Database, categories, posts, redirects, users},
    services::{
        freshness::Freshness,
        posts::{Timed, publish_scheduled},
        testing::TestContext,
    },
};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rust-blog")
}

async fn import(context: &Context, folder: &Path) -> Report {
    run(context, Source::folder(folder).unwrap(), &Options::default(), &mut |_| {}).await.unwrap()
}

async fn import_as(context: &Context, folder: &Path, name: &str, options: &Options) -> Report {
    run(context, Source::folder(folder).unwrap().named(name).unwrap(), options, &mut |_| {}).await.unwrap()
}

async fn post(context: &Context, slug: &str) -> Post {
    posts::find_by_slug(context.database.read(), slug).await.unwrap().unwrap_or_else(|| panic!("no post {slug}"))
}

async fn published(database: &Database) -> Vec<PostSummary> {
    let filter = PostFilter::default();
    posts::list_published(database.read(), &filter, PostOrder::Oldest, PostStart::First, 100).await.unwrap()
}

fn outcomes(report: &Report) -> Vec<&Outcome> {
    report.files.iter().map(|(_, outcome)| outcome).collect()
}

/// Why a file was refused.
fn reason<'r>(report: &'r Report, file: &str) -> &'r str {
    match report.files.iter().find(|(name, _)| name == file) {
        Some((_, Outcome::Refused(reason))) => reason,
        other => panic!("{file}: {other:?}"),
    }
}

fn tags(post: &Post) -> Vec<&str> {
    post.summary.tags.iter().map(|tag| tag.slug.as_str()).collect()
}

#[tokio::test]
async fn real_posts_keep_date_author_category_and_tags() {
    let test = TestContext::new().await;
    let context = &test.context;

    let report = import(context, &fixtures()).await;

    assert!(outcomes(&report).iter().all(|outcome| **outcome == Outcome::Imported), "{report:?}");
    let security = post(context, "rust-1-77-2").await;
    assert_eq!(security.summary.title, "Announcing Rust 1.77.2");
    assert_eq!(security.summary.published_at, Some("2024-04-09T12:00:00Z".parse().unwrap()));
    assert_eq!(security.summary.author.display_name, "The Rust Security Response WG");
    assert_eq!((tags(&security), &security.summary.category), (vec!["release"], &None));
    let libs = post(context, "libs-contributors").await;
    assert_eq!(libs.summary.excerpt, "Please welcome Thom and Chris to Library Contributors");
    assert_eq!(libs.summary.category.as_ref().unwrap().slug, "inside-rust");
    assert_eq!(tags(&libs), ["library-team"]);
    let mara = users::find_by_username(context.database.read(), "mara-bos").await.unwrap().unwrap();
    assert_eq!(mara.status.as_str(), "unclaimed");
    let several = post(context, "ospp-2024").await;
    assert_eq!(several.summary.author.username, "amanieu-dantras");
    for link in ["/users/amanieu-dantras", "/users/jack-huey", "/users/jakub-beranek"] {
        assert!(several.body_html.contains(&format!("href=\"{link}\"")), "{link}: {}", several.body_html);
    }
    let inside = categories::find_by_slug(context.database.read(), "inside-rust").await.unwrap().unwrap();
    assert_eq!((inside.name.as_str(), inside.post_count), ("Inside Rust", 5));
}

#[tokio::test]
async fn posts_of_one_name_get_numbers_and_old_paths_lead_to_the_right_one() {
    let test = TestContext::new().await;
    let context = &test.context;

    import(context, &fixtures()).await;

    let target = async |path: &str| {
        let found = redirects::find(context.database.read(), path).await.unwrap();
        found.map(|redirect| (redirect.target, redirect.status))
    };
    assert_eq!(post(context, "rust-1-0").await.summary.title, "Road to Rust 1.0");
    assert_eq!(post(context, "rust-1-0-2").await.summary.title, "Announcing Rust 1.0");
    assert_eq!(target("/2014/09/15/Rust-1.0.html").await, Some(("/posts/rust-1-0".to_owned(), 301)));
    for path in ["/2015/05/15/Rust-1.0", "/2015/05/15/Rust-1.0.html", "/releases/1.0.0"] {
        assert_eq!(target(path).await, Some(("/posts/rust-1-0-2".to_owned(), 301)), "{path}");
    }
}

#[tokio::test]
async fn pictures_are_stored_and_shown_and_missing_ones_are_named() {
    let test = TestContext::new().await;
    let context = &test.context;

    let report = import(context, &fixtures()).await;

    let gats = post(context, "gats-stabilization-push").await;
    let address = gats.body_markdown.split("](").find_map(|rest| rest.strip_prefix("/media/")).unwrap();
    let name: FileName = address.split(')').next().unwrap().parse().unwrap();
    assert!(context.storage.read(&name).await.unwrap().is_some());
    assert!(gats.body_html.contains(&format!("src=\"/media/{name}\"")), "{}", gats.body_html);
    // A drawing by reference, and one beside another post's page.
    assert_eq!(post(context, "mir").await.body_html.matches("<img").count(), 2);
    assert!(post(context, "this-development-cycle-in-cargo-1-82").await.body_html.contains("src=\"/media/"));
    let missing: Vec<&str> = report.missing.iter().map(|(_, picture)| picture.as_str()).collect();
    assert!(missing.contains(&"flow.svg") && missing.contains(&"update.stderr.term.svg"), "{missing:?}");
    assert!(!missing.contains(&"cfg.svg"));
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let test = TestContext::new().await;
    let context = &test.context;
    import(context, &fixtures()).await;
    let before = published(&context.database).await;

    let report = import(context, &fixtures()).await;

    assert!(outcomes(&report).iter().all(|outcome| **outcome == Outcome::Unchanged));
    assert_eq!(published(&context.database).await, before);
}

#[tokio::test]
async fn a_dry_run_tells_and_stores_nothing() {
    let test = TestContext::new().await;
    let context = &test.context;
    let options = Options { is_dry_run: true, ..Options::default() };

    let report = run(context, Source::folder(&fixtures()).unwrap(), &options, &mut |_| {}).await.unwrap();

    assert_eq!(report.count(|outcome| *outcome == Outcome::Imported), 12);
    assert!(published(&context.database).await.is_empty());
    assert_eq!(users::count(context.database.read(), "", None).await.unwrap(), 0);
    assert!(categories::list(context.database.read()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bad_file_is_refused_with_its_reason_and_stops_nothing() {
    let test = TestContext::new().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "+++\ntitle = \n+++\nText").unwrap();
    fs::write(folder.path().join("b.md"), [0xff, 0xfe, 0x00]).unwrap();
    fs::write(folder.path().join("c.md"), "---\ntitle: Good\ndate: 2020-01-02\n---\nText").unwrap();
    fs::write(folder.path().join("d.md"), "---\ntitle: Empty\n---\n").unwrap();
    fs::write(folder.path().join("e.md"), format!("# Deep\n\n{}", "> ".repeat(5_000))).unwrap();

    let report = import(&test.context, folder.path()).await;

    let refused = report.count(|outcome| matches!(outcome, Outcome::Refused(reason) if !reason.is_empty()));
    assert_eq!((refused, &report.files[2].1), (4, &Outcome::Imported), "{report:?}");
    assert_eq!(published(&test.context.database).await.len(), 1);
}

#[tokio::test]
async fn a_changed_file_or_picture_updates_its_post_and_keeps_its_address() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = tempfile::tempdir().unwrap();
    let write = |title: &str, picture: &str| {
        let text = format!("---\ntitle: {title}\ndate: 2020-01-02\nauthor: Ada\n---\n![Shape](p.svg)");
        fs::write(folder.path().join("a.md"), text).unwrap();
        let drawing = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{picture}</svg>");
        fs::write(folder.path().join("p.svg"), drawing).unwrap();
    };
    write("One", "<rect width='9' height='9'/>");
    import(context, folder.path()).await;
    let first = post(context, "a").await;

    write("Two", "<rect width='9' height='9'/>");
    let renamed = import(context, folder.path()).await;
    write("Two", "<rect width='3' height='3'/>");
    let redrawn = import(context, folder.path()).await;

    assert_eq!([outcomes(&renamed), outcomes(&redrawn)], [[&Outcome::Updated], [&Outcome::Updated]]);
    let last = post(context, "a").await;
    assert_eq!((last.summary.id, last.summary.title.as_str()), (first.summary.id, "Two"));
    assert_eq!(last.summary.author, first.summary.author);
    assert_ne!(last.body_html, first.body_html);
}

#[tokio::test]
async fn a_name_never_leads_to_an_account_that_somebody_uses() {
    let test = TestContext::new().await;
    let somebody = crate::repositories::testing::insert_user(&test.context.database, "ada").await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "---\nauthor: ada\n---\nText").unwrap();

    import(&test.context, folder.path()).await;

    let author = post(&test.context, "a").await.summary.author;
    assert_ne!(author.id, somebody);
    assert_eq!(author.username, "ada-2");
}

#[cfg(unix)]
#[tokio::test]
async fn l7_nothing_outside_the_folder_is_read() {
    let test = TestContext::new().await;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
        .unwrap();
    let folder = outside.path().join("posts");
    fs::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.svg"), folder.join("link.svg")).unwrap();
    // Its whole path, too, which lies outside as seen from the folder and exists as seen from the machine.
    let whole = outside.path().join("secret.svg").to_str().unwrap().to_owned();
    fs::write(folder.join("a.md"), format!("![a](../secret.svg) ![b](link.svg) ![c]({whole})")).unwrap();

    let report = import(&test.context, &folder).await;

    let missing: Vec<&str> = report.missing.iter().map(|(_, picture)| picture.as_str()).collect();
    assert_eq!(missing, ["../secret.svg", "link.svg", whole.as_str()]);
    assert!(!post(&test.context, "a").await.body_html.contains("<img"));
}

#[tokio::test]
async fn a_date_to_come_publishes_when_it_has_come() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = tempfile::tempdir().unwrap();
    let write = |date: &str| fs::write(folder.path().join("a.md"), format!("---\ndate: {date}\n---\nText")).unwrap();
    write("2026-02-01 08:00:00 +0000");

    import(context, folder.path()).await;

    let waiting = post(context, "a").await;
    let (id, state) = (waiting.summary.id, waiting.summary.state);
    let at: Timestamp = "2026-02-01T08:00:00Z".parse().unwrap();
    assert_eq!((state, waiting.scheduled_at, waiting.summary.published_at), (PostState::Scheduled, Some(at), None));
    assert!(waiting.created_at <= context.clock.now());
    assert!(published(&context.database).await.is_empty());
    let timers = crate::services::testing::texts(context, "SELECT CAST(run_at AS TEXT) FROM jobs").await;
    assert_eq!(timers, [at.as_millis().to_string()]);

    let then = context.with_clock(Clock::fixed(at));
    assert_eq!(publish_scheduled(context, id).await.unwrap(), Timed::NotDue);
    assert_eq!(publish_scheduled(&then, id).await.unwrap(), Timed::Published);
    assert_eq!(published(&context.database).await[0].published_at, Some(at));

    write("2026-03-01");
    import(&then, folder.path()).await;
    assert!(published(&context.database).await.is_empty(), "it was put off");
    write("2025-03-01");
    import(&then, folder.path()).await;
    let back = post(context, "a").await;
    assert_eq!((back.summary.state, back.scheduled_at), (PostState::Published, None));
}

#[tokio::test]
async fn endings_count_in_capitals_too() {
    let test = TestContext::new().await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["UP.MD", "notes.Markdown", "_INDEX.md", "other.txt"] {
        fs::write(folder.path().join(name), "Text").unwrap();
    }

    let report = import(&test.context, folder.path()).await;

    let files: Vec<&str> = report.files.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(files, ["UP.MD", "notes.Markdown"]);
    assert_eq!(post(&test.context, "up").await.summary.title, "UP");
}

#[tokio::test]
async fn everybody_who_wrote_a_post_gets_an_account_and_is_named() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "+++\nauthors = [\"Zed One\", \"Yan Two\"]\n+++\nText").unwrap();
    fs::write(folder.path().join("b.md"), "+++\nauthors = [\"Yan Two\"]\n+++\nText").unwrap();

    let report = import(context, folder.path()).await;

    let both = post(context, "a").await;
    let line = "Text\n\n*Written by [Zed One](/users/zed-one)\\, [Yan Two](/users/yan-two).*\n";
    assert_eq!((both.body_markdown.as_str(), both.summary.author.username.as_str()), (line, "zed-one"));
    let own = post(context, "b").await;
    assert_eq!((own.body_markdown.as_str(), own.summary.author.username.as_str()), ("Text", "yan-two"));
    assert_eq!(users::count(context.database.read(), "", None).await.unwrap(), 2);
    assert_eq!(report.several_authors, [("a.md".to_owned(), "Zed One, Yan Two".to_owned())]);
    assert_eq!(outcomes(&import(context, folder.path()).await), [&Outcome::Unchanged; 2]);
}

#[tokio::test]
async fn drawings_that_lack_their_words_are_told_and_drawn_anew_with_fonts() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "![Words](a.svg)").unwrap();
    fs::write(folder.path().join("b.md"), "![Shape](b.svg)").unwrap();
    let drawing =
        |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>{inside}</svg>");
    fs::write(folder.path().join("a.svg"), drawing("<text x='9' y='30' font-size='30'>Hm</text>")).unwrap();
    fs::write(folder.path().join("b.svg"), drawing("<rect width='9' height='9'/>")).unwrap();
    let bare = Options { fonts: Some(Fonts::none()), ..Options::default() };

    let first = import_as(context, folder.path(), "drawings", &bare).await;
    let second = import_as(context, folder.path(), "drawings", &bare).await;
    let third = import_as(context, folder.path(), "drawings", &Options::default()).await;

    assert_eq!([&first.lacking_fonts, &second.lacking_fonts], [&["a.md"], &["a.md"]]);
    assert_eq!(outcomes(&second), [&Outcome::Unchanged; 2]);
    let anew = if Fonts::of_system().is_empty() { Outcome::Unchanged } else { Outcome::Updated };
    assert_eq!(outcomes(&third), [&anew, &Outcome::Unchanged]);
}

#[tokio::test]
async fn a_server_beside_an_import_forgets_what_it_kept() {
    let test = TestContext::new().await;
    let server = test.neighbour().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "Text").unwrap();
    let key = || Key::new(Family::Pages, &["front"]);
    let load = || async { Ok::<_, String>(Loaded::new(Entry::new("text/plain", "old"), [])) };
    server.cache.ready(key(), load).await.unwrap();
    let mut freshness = Freshness::begin(&server).await.unwrap();
    // Redis tells of each thing that changed, and its link may drop more than that at any time.
    let is_alone = server.redis.is_none();
    assert!(!freshness.look(&server).await.unwrap() && (server.cache.get(key()).is_some() || !is_alone));

    import(&test.context, folder.path()).await;

    assert_eq!(freshness.look(&server).await.unwrap(), is_alone);
    assert!(server.cache.get(key()).is_none() || !is_alone);
    import(&test.context, folder.path()).await;
    assert!(!freshness.look(&server).await.unwrap(), "nothing was new");
}
