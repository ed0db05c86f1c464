//! New accounts and links to other sites: held for staff, or put off until tomorrow.

use axum::http::Method;
use broadsheet::config;
use serde_json::{Value, json};

use crate::support::{App, Caller};

const LINK: &str = "See <https://spam.example/pills>.";
const HOURS: i64 = 3_600;

async fn app() -> App {
    let mut config = config::testing();
    config.registration.hold_links_hours = 24;
    App::with(config).await
}

async fn count(app: &App) -> Value {
    app.anonymous().get("/api/v2/posts/talk").await.is(200).body()["comment_count"].clone()
}

async fn held(staff: &Caller) -> Vec<Value> {
    staff.get("/api/v2/admin/held-comments").await.is(200).body()["items"].as_array().unwrap().clone()
}

fn path(comment: &Value) -> String {
    format!("/api/v2/comments/{}", comment["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_newcomers_comment_with_a_link_waits_for_staff_and_is_shown_by_them() {
    let app = app().await;
    let (ada, eve, maud) = (app.author("ada").await, app.author("eve").await, app.moderator("maud").await);
    ada.publish("Talk").await;

    let plain = eve.comment("talk", "No links, [just](/posts/talk) words.").await;
    let comment = eve.comment("talk", LINK).await;

    assert_eq!((&plain["state"], plain.get("is_held")), (&json!("visible"), None));
    assert_eq!(
        (&comment["state"], &comment["is_held"], &comment["body"]),
        (&json!("hidden"), &json!(true), &json!(LINK))
    );
    assert_eq!(count(&app).await, 1);
    let shown = app.anonymous().get("/api/v2/posts/talk/comments").await.is(200);
    let found = app.anonymous().get("/api/v2/search?q=pills&type=comments").await.is(200);
    assert!(!shown.text().contains("spam.example") && !found.text().contains("spam.example"));
    for (caller, sees_it) in [(&eve, true), (&maud, true), (&ada, false)] {
        let list = caller.get("/api/v2/posts/talk/comments").await.is(200).text();
        let one = caller.get(&path(&comment)).await.is(200).text();
        assert_eq!((list.contains("spam.example"), one.contains("spam.example")), (sees_it, sees_it));
    }
    assert!(!app.anonymous().get("/posts/talk").await.is(200).text().contains("spam.example"));
    assert!(!eve.get("/api/v1/posts/talk/comments").await.is(200).text().contains("spam.example"));
    let waiting = held(&maud).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!((&waiting[0]["body"], &waiting[0]["post_slug"]), (&json!(LINK), &json!("talk")));

    // The post's author is no staff.
    ada.delete(&format!("{}/hide", path(&comment))).await.is_problem(403, "permission.denied");
    eve.delete(&format!("{}/hide", path(&comment))).await.is_problem(403, "permission.denied");
    maud.delete(&format!("{}/hide", path(&comment))).await.is(204);

    assert_eq!(count(&app).await, 2);
    assert!(held(&maud).await.is_empty());
    let shown = app.anonymous().get("/api/v2/posts/talk/comments").await.is(200);
    assert!(shown.text().contains("spam.example"));
    app.anonymous().get("/api/v2/search?q=pills&type=comments").await.is(200);
}

#[tokio::test]
async fn a_link_that_is_put_into_a_comment_later_is_held_as_well() {
    let app = app().await;
    let (ada, eve, maud) = (app.author("ada").await, app.author("eve").await, app.moderator("maud").await);
    ada.publish("Talk").await;
    let comment = eve.comment("talk", "Innocent.").await;
    let etag = eve.get(&path(&comment)).await.etag();

    let changed = eve.change(&path(&comment), &etag, json!({"body": LINK})).await.is(200).body();

    assert_eq!((&changed["is_held"], &changed["body"]), (&json!(true), &json!(LINK)));
    assert_eq!(count(&app).await, 0);
    assert!(app.texts("SELECT body FROM search_documents WHERE kind = 'comment'").await.is_empty());
    let waiting = held(&maud).await;
    let version = waiting[0]["version"].as_u64().unwrap();
    maud.call(Method::DELETE, &path(&comment)).if_match(&format!("\"{version}-0\"")).send().await.is(204);
    assert!(held(&maud).await.is_empty());
    assert_eq!(count(&app).await, 0);
}

#[tokio::test]
async fn a_newcomers_post_with_a_link_stays_a_draft_until_tomorrow() {
    let app = app().await;
    let eve = app.author("eve").await;
    let write = async |title: &str, more: Value| {
        let mut body = json!({"title": title, "body": "Words."});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        eve.post("/api/v2/posts", body).await.is(201).body()["id"].as_str().unwrap().to_owned()
    };
    let publish = async |id: &str, body: Value| eve.post(&format!("/api/v2/posts/{id}/publish"), body).await;
    let (linked, canonical, plain) = (
        write("Linked", json!({ "body": LINK })).await,
        write("Elsewhere", json!({"canonical_url": "https://spam.example/"})).await,
        write("Plain", json!({})).await,
    );

    let refused = publish(&linked, json!({})).await.is_problem(403, "links.too_early");
    assert!(refused.text().contains("2026-01-02 at 12:00 UTC"), "{}", refused.text());
    publish(&canonical, json!({})).await.is_problem(403, "links.too_early");
    publish(&linked, json!({"at": "2026-01-01T13:00:00Z"})).await.is_problem(403, "links.too_early");
    publish(&plain, json!({})).await.is(200);
    assert_eq!(eve.get(&format!("/api/v2/posts/{linked}")).await.is(200).body()["state"], "draft");
    let etag = eve.get(&format!("/api/v2/posts/{plain}")).await.etag();
    let change = json!({ "body": LINK });
    eve.change(&format!("/api/v2/posts/{plain}"), &etag, change).await.is_problem(403, "links.too_early");
    let classic = json!({"title": "At once", "body": LINK, "status": "published"});
    eve.post("/api/v1/posts", classic).await.is_problem(403, "links.too_early");
    assert!(!app.anonymous().get("/api/v2/posts").await.text().contains("spam.example"));

    publish(&linked, json!({"at": "2026-01-02T12:00:00Z"})).await.is(200);
    app.wait_secs(24 * HOURS);
    app.work().await;

    assert_eq!(eve_again(&app).await.get(&format!("/api/v2/posts/{linked}")).await.body()["state"], "published");
    eve_again(&app).await.post(&format!("/api/v2/posts/{canonical}/publish"), json!({})).await.is(200);
}

async fn eve_again(app: &App) -> Caller {
    app.sign_in("eve").await
}

#[tokio::test]
async fn a_newcomers_profile_links_nowhere_else_until_tomorrow() {
    let app = app().await;
    let eve = app.author("eve").await;
    for change in
        [json!({ "bio": LINK }), json!({"website": "https://spam.example"}), json!({"links": ["https://spam.example"]})]
    {
        eve.patch("/api/v2/me", change).await.is_problem(403, "links.too_early");
    }
    eve.patch("/api/v2/me", json!({"bio": "No links.", "website": null, "links": []})).await.is(200);

    app.wait_secs(24 * HOURS);

    let eve = eve_again(&app).await;
    eve.patch("/api/v2/me", json!({"bio": LINK, "website": "https://eve.example"})).await.is(200);
}

#[tokio::test]
async fn staff_and_those_who_have_been_here_for_a_day_are_no_newcomers() {
    let app = app().await;
    let (ada, maud) = (app.author("ada").await, app.moderator("maud").await);
    ada.publish("Talk").await;

    assert_eq!(maud.comment("talk", LINK).await["state"], "visible");
    app.wait_secs(24 * HOURS);
    let ada = app.sign_in("ada").await;
    assert_eq!(ada.comment("talk", LINK).await["state"], "visible");

    let rita = app.admin("rita").await;
    let eve = app.author("eve").await;
    rita.patch("/api/v2/admin/settings", json!({"registration": {"hold_links_hours": 0}})).await.is(200);
    assert_eq!(eve.comment("talk", LINK).await["state"], "visible");
    ada.get("/api/v2/admin/held-comments").await.is_problem(403, "permission.denied");
}

#[tokio::test]
async fn b1_what_waits_beneath_a_post_that_is_gone_is_not_listed() {
    let app = app().await;
    let (ada, eve, maud) = (app.author("ada").await, app.author("eve").await, app.moderator("maud").await);
    let post = ada.publish("Talk").await;
    eve.comment("talk", LINK).await;
    assert_eq!(held(&maud).await.len(), 1);

    ada.post(&format!("/api/v2/posts/{}/unpublish", post["id"].as_str().unwrap()), json!({})).await.is(200);

    assert!(held(&maud).await.is_empty());
}
