//! Taking one's data home: what is in the file, that an importer reads it back, and who may have it how often.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read},
};

use broadsheet::{
    config,
    platform::storage::FileName,
    services::{
        import::{self, Options, Source},
        testing::TestContext,
    },
};
use broadsheet_shared::limit::Action;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{super::media::PIXEL, leaving::leave};
use crate::support::{Answer, App, Caller, eventually, limited, upload};

const EXPORT: &str = "/api/v2/me/export";

async fn export(person: &Caller) -> Answer {
    person.post(EXPORT, json!({})).await
}

/// The files of an export, by name.
fn files(answer: &Answer) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(answer.bytes().to_vec())).expect("a whole archive");
    let mut files = BTreeMap::new();
    for number in 0..zip.len() {
        let mut file = zip.by_index(number).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", files.keys())).clone()).unwrap()
}

fn parsed(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    serde_json::from_str(&text(files, name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[tokio::test]
async fn an_export_holds_everything_that_is_ones_own_and_nothing_that_opens_anything() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    bob.publish("Bread").await;
    ada.patch("/api/v2/me", json!({"display_name": "Ada Lovelace", "bio": "I like *engines*."})).await.is(200);
    let picture = upload(&ada, "a.png", PIXEL, "One red pixel").await.is(201).body();
    ada.comment("bread", "Nice crust").await;
    bob.comment("bread", "Not hers").await;
    let made = json!({"name": "Backup", "scopes": ["read"], "expires_in_days": 90});
    let token = ada.post("/api/v2/me/tokens", made).await.is(201).body();
    let totp = app.set_up_totp(&ada).await;
    app.register_passkey(&ada, &mut app.authenticator(), "Phone").await;

    let answer = export(&ada).await.is(200);

    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"export-2026-01-01.zip\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let files = files(&answer);
    assert!(text(&files, "README.txt").contains("broadsheet import markdown"));
    assert_eq!(parsed(&files, "profile.json")["display_name"], "Ada Lovelace");
    assert_eq!(parsed(&files, "profile.json")["email"], "ada@example.org");
    let comments = parsed(&files, "comments.json");
    assert_eq!((comments.as_array().unwrap().len(), &comments[0]["body"]), (1, &json!("Nice crust")));
    assert_eq!(parsed(&files, "tokens.json")[0]["name"], "Backup");
    assert_eq!(parsed(&files, "second-factors.json")["passkeys"][0]["name"], "Phone");
    assert!(!parsed(&files, "sessions.json").as_array().unwrap().is_empty());
    let log = parsed(&files, "audit-log.json");
    assert!(log.as_array().unwrap().iter().any(|line| line["action"] == "user.data_exported"), "{log}");
    assert_eq!(parsed(&files, "media.json")[0]["alt"], "One red pixel");
    let name = picture["url"].as_str().unwrap().trim_start_matches('/');
    assert!(files.contains_key(name), "{:?}", files.keys());
    let all = files.values().flatten().copied().collect::<Vec<u8>>();
    let all = String::from_utf8_lossy(&all).into_owned();
    let hashes = app.texts("SELECT password_hash FROM users WHERE username = 'ada'").await;
    for secret in [token["token"].as_str().unwrap(), &totp.recovery_codes[0], &hashes[0], "Not hers"] {
        assert!(!all.contains(secret), "{secret}");
    }
    app.work().await;
}

#[tokio::test]
async fn what_is_pinned_says_so() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let bread = ada.publish("Bread").await;
    ada.publish("Butter").await;
    ada.put(&format!("/api/v2/posts/{}/pin", bread["id"].as_str().unwrap()), json!({})).await;

    let files = files(&export(&ada).await.is(200));

    let pinned: Vec<_> = files.keys().filter(|name| text(&files, name).contains("\npinned_at = \"2026-")).collect();
    assert_eq!(pinned, ["_posts/2026-01-01-bread.md"]);
}

/// Another picture than [`PIXEL`].
fn two_pixels() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(2, 1, image::Rgb([10, 200, 10]));
    image::DynamicImage::ImageRgb8(image).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Unpacks an export as a person does.
fn unpacked(answer: &Answer) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &files(answer) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

#[tokio::test]
async fn an_importer_reads_the_posts_back() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.patch("/api/v2/me", json!({"display_name": "Ada Lovelace"})).await.is(200);
    let cover = upload(&ada, "a.png", PIXEL, "One red pixel").await.is(201).body();
    let picture = upload(&ada, "b.png", &two_pixels(), "Two pixels").await.is(201).body();
    let body = format!("# Not the title\n\nSee ![a pixel]({}).\n\n+++\n\nEnd", picture["url"].as_str().unwrap());
    let post = json!({
        "title": "Über \"engines\": +++ and \\ more", "body": body, "tags": ["engines", "c++"], "language": "en",
        "excerpt": "In short", "canonical_url": "https://ada.example/x", "cover_id": cover["id"],
    });
    let made = ada.post("/api/v2/posts", post).await.is(201).body();
    let path = format!("/api/v2/posts/{}", made["id"].as_str().unwrap());
    ada.post(&format!("{path}/publish"), json!({})).await.is(200);
    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"slug": "uber-engines"})).await.is(200);
    ada.draft("A draft").await;
    let shown = ada.get("/api/v2/posts/uber-engines").await.is(200).body();

    let folder = unpacked(&export(&ada).await.is(200));
    let other = TestContext::with(config::testing()).await;
    let source = Source::folder(folder.path()).unwrap();
    let report = import::run(&other.context, source, &Options::default(), &mut |_| {}).await.unwrap();

    assert_eq!((report.files.len(), report.count(import::Outcome::is_new)), (2, 2), "{report:?}");
    assert!(report.missing.is_empty() && report.several_authors.is_empty(), "{report:?}");
    let there = broadsheet::services::testing::texts;
    let row = |column: &'static str| {
        let sql = format!("SELECT COALESCE({column}, '') FROM posts WHERE slug = 'uber-engines'");
        let context = other.context.clone();
        async move { there(&context, &sql).await.pop().unwrap_or_default() }
    };
    assert_eq!(row("title").await, shown["title"].as_str().unwrap());
    assert_eq!(row("excerpt").await, "In short");
    assert_eq!(row("language").await, "en");
    assert_eq!(row("canonical_url").await, "https://ada.example/x");
    assert_eq!(row("state").await, "published");
    // The picture's address is that of its bytes, which encoding anew may change.
    let words = |text: &str| text.split("/media/").next().unwrap().to_owned();
    assert_eq!(words(&row("body_markdown").await), words(shown["body"].as_str().unwrap()));
    let context = &other.context;
    let text = row("body_markdown").await;
    let name = text.split("![a pixel](/media/").nth(1).and_then(|rest| rest.split(')').next());
    let name: FileName = name.unwrap_or_else(|| panic!("{text}")).parse().unwrap();
    assert!(context.storage.read(&name).await.unwrap().is_some(), "the picture came along");
    assert_eq!(there(context, "SELECT content_hash FROM media").await.len(), 2);
    let covered = "SELECT slug FROM posts WHERE cover_media_id IS NOT NULL";
    assert_eq!(there(context, covered).await, ["uber-engines"]);
    assert_eq!(there(context, "SELECT state FROM posts WHERE slug = 'a-draft'").await, ["draft"]);
    assert_eq!(there(context, "SELECT path FROM redirects WHERE target = '/posts/uber-engines'").await.len(), 1);
    let tags = "SELECT t.name FROM tags t JOIN post_tags pt ON pt.tag_id = t.id JOIN posts p ON p.id = pt.post_id
        WHERE p.slug = 'uber-engines' ORDER BY pt.position";
    assert_eq!(there(context, tags).await, ["engines", "c-plus-plus"]);
    assert_eq!(there(context, "SELECT display_name FROM users").await, ["Ada Lovelace"]);
    assert_eq!(there(context, "SELECT id FROM categories").await.len(), 0);
}

#[tokio::test]
async fn who_leaves_can_take_everything_home() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Notes").await;
    leave(&ada, "remove").await;

    let files = files(&export(&app.sign_in("ada").await).await.is(200));

    assert!(files.contains_key("_posts/2026-01-01-notes.md"), "{:?}", files.keys());
    assert_eq!(parsed(&files, "profile.json")["departure"]["content"], "remove");
    app.work().await;
}

#[tokio::test]
async fn b2_an_export_is_for_a_session_and_a_few_a_day() {
    let app = App::with(limited(&[(Action::AccountExport, "2/1d per user")])).await;
    let ada = app.author("ada").await;
    let made = json!({"name": "T", "scopes": ["read"], "expires_in_days": 1});
    let token = ada.post("/api/v2/me/tokens", made).await.is(201).body();
    let program = app.anonymous().with_token(token["token"].as_str().unwrap());

    export(&app.anonymous()).await.is_problem(401, "auth.required");
    export(&program).await.is_problem(403, "session.required");
    export(&ada).await.is(200);
    // A place is free again a little after the last byte of its archive.
    let mut held = None;
    eventually("the first place to be free", async || {
        held = app.context().archives.begin(ada.id()).ok();
        held.is_some()
    })
    .await;
    export(&ada).await.is_problem(503, "service.busy");
    drop(held);
    // What was refused takes nothing from her day.
    eventually("the place to be free", async || export(&ada).await.status() == 200).await;

    let refused = export(&ada).await.is_problem(429, "limit.exceeded");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 3_600, "{:?}", refused.headers());
}
