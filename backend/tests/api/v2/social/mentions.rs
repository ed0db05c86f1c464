//! Mentions: whom an `@` names in posts and comments, where that leads, and what is remembered of it.

use std::io::{Cursor, Read};

use broadsheet::config;
use serde_json::{Value, json};

use super::super::me::leaving::{erase, leave};
use crate::support::{App, Caller, PASSWORD};

const LINK: &str = r#"<a class="mention" href="/users/ada" rel="ugc nofollow noopener">@ada</a>"#;

/// A published post with this text.
async fn publish(author: &Caller, title: &str, body: &str) -> Value {
    let draft = author.post("/api/v2/posts", json!({"title": title, "body": body})).await.is(201).body();
    let path = format!("/api/v2/posts/{}/publish", draft["id"].as_str().unwrap());
    author.post(&path, json!({})).await.is(200).body()
}

/// What is remembered: who is named, in a post or a comment.
async fn remembered(app: &App) -> Vec<String> {
    let sql = "SELECT u.username || CASE WHEN m.comment_id IS NULL THEN ' in a post' ELSE ' in a comment' END
        FROM mentions m JOIN users u ON u.id = m.user_id ORDER BY 1";
    app.texts(sql).await
}

async fn edit(caller: &Caller, path: &str, body: &str) -> Value {
    let etag = caller.get(path).await.is(200).etag();
    caller.change(path, &etag, json!({ "body": body })).await.is(200).body()
}

#[tokio::test]
async fn c6_a_name_is_a_link_to_the_person_in_posts_comments_and_the_preview_alike() {
    let app = App::new().await;
    let (_, bob) = (app.reader("ada").await, app.author("bob").await);
    let text = "Thanks @ada, but not @nobody or `@ada`.";

    let post = publish(&bob, "Talk", text).await;
    let comment = bob.comment("talk", text).await;
    let first = bob.post("/api/v1/posts/talk/comments", json!({ "body": text })).await.is(201).text();
    let preview = bob.post("/api/v2/render", json!({ "body": text })).await.is(200).body();

    let html = format!("<p>Thanks {LINK}, but not @nobody or <code>@ada</code>.</p>\n");
    assert_eq!((&post["body_html"], &comment["body_html"]), (&json!(html), &json!(html)));
    assert_eq!(preview["html"], html);
    assert!(first.contains("/users/ada"), "{first}");
    assert!(app.anonymous().get("/posts/talk").await.is(200).text().contains(LINK));
}

#[tokio::test]
async fn names_of_other_scripts_lead_to_their_page() {
    let app = App::new().await;
    let (zoe, bob) = (app.reader("zoe").await, app.author("bob").await);
    let renaming = json!({"username": "Zoë-Müller", "current_password": PASSWORD});
    zoe.put("/api/v2/me/username", renaming).await.is(200);

    let post = publish(&bob, "Talk", "Grüße an @zoë-müller!").await;

    let html = post["body_html"].as_str().unwrap();
    let address =
        html.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{html}"));
    assert_eq!(address, "/users/Zo%C3%AB-M%C3%BCller");
    app.anonymous().get(address).await.is(200);
}

#[tokio::test]
async fn a_former_name_goes_on_meaning_its_owner() {
    let app = App::new().await;
    let (ada, bob) = (app.reader("ada").await, app.author("bob").await);
    publish(&bob, "Talk", "Ask @ada.").await;

    let renaming = json!({"username": "lovelace", "current_password": PASSWORD});
    ada.put("/api/v2/me/username", renaming).await.is(200);
    let comment = bob.comment("talk", "@Ada and @lovelace").await;

    let html = comment["body_html"].as_str().unwrap();
    assert_eq!(html.matches(r#"href="/users/lovelace""#).count(), 2, "{html}");
    app.anonymous().get("/users/ada").await.is(308);
    assert_eq!(remembered(&app).await, ["lovelace in a comment", "lovelace in a post"]);
}

#[tokio::test]
async fn what_others_cannot_read_is_remembered_once_they_can_and_only_once() {
    let app = App::new().await;
    let (_, bob) = (app.reader("ada").await, app.author("bob").await);
    app.reader("cleo").await;
    let draft = bob.post("/api/v2/posts", json!({"title": "Talk", "body": "@ada and @bob"})).await.is(201).body();
    let path = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());
    assert!(remembered(&app).await.is_empty(), "a draft names nobody");

    bob.post(&format!("{path}/publish"), json!({})).await.is(200);
    assert_eq!(remembered(&app).await, ["ada in a post"], "and nobody themselves");
    edit(&bob, &path, "@cleo alone").await;
    assert_eq!(remembered(&app).await, ["ada in a post", "cleo in a post"]);
    for verb in ["unpublish", "publish"] {
        bob.post(&format!("{path}/{verb}"), json!({})).await.is(200);
    }
    assert_eq!(remembered(&app).await.len(), 2);

    let comment = bob.comment("talk", "@ada").await;
    assert_eq!(remembered(&app).await, ["ada in a comment", "ada in a post", "cleo in a post"]);
    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());
    edit(&bob, &path, "@ada @ada @cleo").await;
    assert_eq!(remembered(&app).await.len(), 4);
    let etag = bob.get(&path).await.is(200).etag();
    bob.take_away(&path, &etag).await.is(204);
    assert_eq!(remembered(&app).await, ["ada in a post", "cleo in a post"]);
}

#[tokio::test]
async fn a_comment_that_waits_for_staff_names_nobody_before_it_is_shown() {
    let mut config = config::testing();
    config.registration.hold_links_hours = 24;
    let app = App::with(config).await;
    let (eve, maud) = (app.author("eve").await, app.moderator("maud").await);
    app.reader("ada").await;
    publish(&eve, "Talk", "Words").await;

    let comment = eve.comment("talk", "@ada see <https://spam.example/pills>").await;
    assert_eq!((&comment["is_held"], remembered(&app).await.len()), (&json!(true), 0));
    let path = format!("/api/v2/comments/{}/hide", comment["id"].as_str().unwrap());
    maud.delete(&path).await.is(204);
    assert_eq!(remembered(&app).await, ["ada in a comment"]);

    maud.put(&path, json!({})).await.is(204);
    maud.delete(&path).await.is(204);
    assert_eq!(remembered(&app).await, ["ada in a comment"]);
}

#[tokio::test]
async fn who_is_erased_is_named_nowhere_and_no_link_is_left_for_the_next_of_that_name() {
    let app = App::new().await;
    let (ada, bob) = (app.reader("ada").await, app.author("bob").await);
    publish(&bob, "Talk", "Ask @ada.").await;
    let comment = bob.comment("talk", "And @ada again.").await;
    leave(&ada, "anonymise").await;

    erase(&app).await;
    assert!(remembered(&app).await.is_empty());
    app.wait_secs(3_600);
    broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
    app.work().await;

    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());
    for path in ["/api/v2/posts/talk", &path] {
        let shown = app.anonymous().get(path).await.is(200).text();
        assert!(!shown.contains("/users/ada") && shown.contains("@ada"), "{shown}");
    }
}

#[tokio::test]
async fn where_others_name_somebody_comes_along_when_they_take_their_data_home() {
    let app = App::new().await;
    let (ada, bob) = (app.reader("ada").await, app.author("bob").await);
    let post = publish(&bob, "Talk", "Ask @ada and @bob.").await;
    let comment = bob.comment("talk", "@ada?").await;
    ada.comment("talk", "I am @ada, not @bob").await;

    let answer = ada.post("/api/v2/me/export", json!({})).await.is(200);

    let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes().to_vec())).expect("a whole archive");
    let mut text = String::new();
    zip.by_name("mentions.json").unwrap().read_to_string(&mut text).unwrap();
    let mentions: Vec<Value> = serde_json::from_str(&text).unwrap();
    let told: Vec<_> = mentions.iter().map(|one| (&one["post_id"], &one["comment_id"])).collect();
    assert_eq!(told.len(), 2, "{text}");
    assert!(told.contains(&(&post["id"], &Value::Null)) && told.contains(&(&post["id"], &comment["id"])), "{text}");
    assert!(mentions[0]["mentioned_at"].is_string());
    app.work().await;
}
