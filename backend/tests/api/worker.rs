//! What background jobs do to a site: rendering anew, and clearing away what is over.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use axum::http::Method;
use broadsheet::worker;
use serde_json::{Value, json};

use crate::support::{App, Caller};

const DAY: i64 = 86_400;

/// What a process does in each of its periods.
async fn housekeeping(app: &App) {
    worker::enqueue_scheduled(app.context()).await.unwrap();
    assert!(app.work().await >= 4, "those of each hour");
}

fn path(post: &Value) -> String {
    format!("/api/v2/posts/{}", post["id"].as_str().unwrap())
}

async fn delete(author: &Caller, post: &Value) {
    let etag = author.get(&path(post)).await.etag();
    author.take_away(&path(post), &etag).await.is(204);
}

#[tokio::test]
async fn c4_what_an_older_renderer_made_is_rendered_anew_and_stays_the_same_version() {
    let app = App::new().await;
    let (ada, anyone) = (app.author("ada").await, app.anonymous());
    let post = ada.publish("Old wounds").await;
    ada.comment("old-wounds", "A *comment*.").await;
    let good = anyone.get("/api/v2/posts/old-wounds").await.is(200).body();
    let good_comments = anyone.get("/api/v2/posts/old-wounds/comments").await.is(200).body();
    app.sql("UPDATE posts SET renderer_version = 0, body_html = '<p onclick=x>old</p>', table_of_contents = '[]'")
        .await;
    app.sql("UPDATE comments SET renderer_version = 0, body_html = '<p onclick=x>old</p>'").await;
    let etag = ada.get(&path(&post)).await.etag();
    // A neighbour that has not read it yet keeps a copy of what is there now.
    app.context().cache.drop_all().await;
    assert!(anyone.get("/api/v2/posts/old-wounds").await.text().contains("onclick"));
    assert!(anyone.get("/posts/old-wounds").await.text().contains("onclick"));
    app.wait_secs(60);

    housekeeping(&app).await;

    assert_eq!(anyone.get("/api/v2/posts/old-wounds").await.is(200).body(), good, "version and time too");
    assert_eq!(anyone.get("/api/v2/posts/old-wounds/comments").await.is(200).body(), good_comments);
    for page in ["/posts/old-wounds", "/feed.xml"] {
        assert!(!anyone.get(page).await.is(200).text().contains("onclick"), "{page}");
    }
    let outdated = "SELECT slug FROM posts WHERE renderer_version = 0";
    assert!(app.texts(outdated).await.is_empty());
    ada.change(&path(&post), &etag, json!({"title": "Healed"})).await.is(200);
}

#[tokio::test]
async fn c4_drafts_are_rendered_anew_and_what_cannot_be_stops_nobody() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut drafts = Vec::new();
    for number in 0..45 {
        drafts.push(ada.draft(&format!("Draft {number:02}")).await);
    }
    app.sql("UPDATE posts SET renderer_version = 0, body_html = ''").await;
    // Deeper than the present renderer goes.
    let deep = format!("{} x", ">".repeat(200));
    let sql = format!("UPDATE posts SET body_markdown = '{deep}' WHERE slug IN ('draft-00', 'draft-07', 'draft-44')");
    app.sql(&sql).await;

    housekeeping(&app).await;

    let left = app.texts("SELECT slug FROM posts WHERE renderer_version = 0 ORDER BY slug").await;
    assert_eq!(left, ["draft-00", "draft-07", "draft-44"]);
    assert!(app.texts("SELECT slug FROM posts WHERE body_html = ''").await.len() == 3);
}

#[tokio::test]
async fn c4_biographies_are_rendered_anew() {
    let app = App::new().await;
    let (ada, anyone) = (app.author("ada").await, app.anonymous());
    ada.patch("/api/v2/me", json!({"bio": "I *sail*."})).await.is(200);
    let good = anyone.get("/api/v2/users/ada").await.is(200).body();
    app.sql("UPDATE users SET bio_renderer_version = 0, bio_html = '<p onclick=x>old</p>'").await;
    app.context().cache.drop_all().await;
    assert!(anyone.get("/api/v2/users/ada").await.text().contains("onclick"));

    housekeeping(&app).await;

    assert_eq!(anyone.get("/api/v2/users/ada").await.is(200).body(), good);
    assert!(
        app.texts("SELECT username FROM users WHERE bio_markdown <> '' AND bio_renderer_version = 0").await.is_empty()
    );
}

#[tokio::test]
async fn a_deleted_post_goes_for_good_after_thirty_days_with_all_that_hangs_on_it() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let gone = ada.publish("Gone").await;
    let kept = ada.publish("Kept").await;
    ada.comment("gone", "With it.").await;
    ada.comment("kept", "Stays.").await;
    let etag = ada.get(&path(&gone)).await.etag();
    ada.change(&path(&gone), &etag, json!({"slug": "gone-for-good"})).await.is(200);
    app.sql(
        "INSERT INTO redirects (path, target, status, created_at) VALUES
            ('/old/gone', '/posts/gone-for-good', 301, 0), ('/older/gone', '/posts/gone', 301, 0)",
    )
    .await;
    delete(&ada, &gone).await;
    app.wait_secs(15 * DAY);
    let ada = app.sign_in("ada").await;
    delete(&ada, &kept).await;

    app.wait_secs(15 * DAY + 1);
    housekeeping(&app).await;

    assert_eq!(app.texts("SELECT slug FROM posts").await, ["kept"]);
    assert_eq!(app.texts("SELECT body_markdown FROM comments").await, ["Stays."]);
    assert!(app.texts("SELECT slug FROM post_slugs").await.is_empty());
    assert!(app.texts("SELECT path FROM redirects").await.is_empty());
    assert_eq!(app.texts("SELECT kind FROM search_documents WHERE kind IN ('post', 'comment')").await, ["comment"]);
    let ada = app.sign_in("ada").await;
    ada.get(&path(&gone)).await.is(404);
    ada.post(&format!("{}/restore", path(&kept)), json!({})).await.is(200);
}

#[tokio::test]
async fn kept_answers_sessions_and_jobs_are_forgotten_in_their_time() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let call = ada.call(Method::POST, "/api/v2/posts").header("idempotency-key", "k-1");
    call.json(&json!({"title": "Once"})).send().await.is(201);
    let mut elsewhere = app.sign_in("ada").await;
    elsewhere.refresh().await.is(200);
    ada.delete("/api/v2/auth/sessions").await.is(204);
    let token = json!({"name": "T", "scopes": ["read"], "expires_in_days": 30});
    ada.post("/api/v2/me/tokens", token).await.is(201);

    app.wait_secs(DAY - 60);
    housekeeping(&app).await;
    assert_eq!(app.texts("SELECT key FROM idempotency_keys").await.len(), 1);
    assert_eq!(app.texts("SELECT kind FROM sessions").await.len(), 2);
    app.wait_secs(3_600);
    housekeeping(&app).await;
    assert!(app.texts("SELECT key FROM idempotency_keys").await.is_empty());
    app.wait_secs(100 * DAY);
    housekeeping(&app).await;

    assert!(app.texts("SELECT kind FROM sessions").await.is_empty());
    assert!(app.texts("SELECT token_hash FROM refresh_tokens").await.is_empty());
    assert!(app.texts("SELECT address FROM audit_origins").await.is_empty());
    assert!(app.texts("SELECT hint FROM personal_access_tokens").await.is_empty());
    let this_period = app.texts("SELECT kind FROM jobs").await;
    let kinds: std::collections::BTreeSet<_> = this_period.iter().collect();
    assert_eq!(kinds.len(), this_period.len(), "those of a hundred days ago are forgotten: {this_period:?}");
}

#[tokio::test]
async fn x13_files_without_a_row_are_cleared_away_and_no_others() {
    let app = App::new().await;
    let folder = app.context().config.media.folder.clone();
    let (named, fresh, orphan) = (file(&folder, 'a'), file(&folder, 'b'), file(&folder, 'c'));
    let half_written = folder.join("tmp/half");
    fs::write(&half_written, "half").unwrap();
    app.account("ada", "author").await;
    let row = format!(
        "INSERT INTO media (id, owner_id, content_hash, content_type, width, height, byte_size, created_at)
        SELECT id, id, '{}', 'image/png', 1, 1, 1, 0 FROM users",
        "a".repeat(64)
    );
    app.sql(&row).await;
    for path in [&named, &orphan, &half_written] {
        age(path, 2 * 3_600);
    }

    housekeeping(&app).await;

    assert!(named.exists() && fresh.exists());
    assert!(!orphan.exists() && !half_written.exists());
}

#[tokio::test]
async fn files_of_another_database_are_let_be() {
    let app = App::new().await;
    let folder = app.context().config.media.folder.clone();
    let files: Vec<_> = (0..101).map(|number| numbered(&folder, number)).collect();
    files.iter().for_each(|path| age(path, 2 * 3_600));

    housekeeping(&app).await;

    assert!(files.iter().all(|path| path.exists()));
}

fn file(folder: &Path, digit: char) -> PathBuf {
    stored(folder, &digit.to_string().repeat(64))
}

fn numbered(folder: &Path, number: u32) -> PathBuf {
    stored(folder, &format!("{number:064x}"))
}

/// A file as the store names it.
fn stored(folder: &Path, hash: &str) -> PathBuf {
    let folder = folder.join(&hash[..2]);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{hash}-1x1.png"));
    fs::write(&path, "a picture").unwrap();
    path
}

fn age(path: &Path, secs: u64) {
    let then = SystemTime::now() - Duration::from_secs(secs);
    File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
}
