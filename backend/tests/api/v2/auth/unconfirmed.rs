//! What an account may do before its address is confirmed.

use axum::http::Method;
use broadsheet::{domain::actor::Actor, services::accounts};
use serde_json::json;

use crate::support::{App, Caller, form, token_in, upload};

/// A picture of one pixel.
const PIXEL: &[u8] = include_bytes!("../../../../../frontend/icons/icon-180.png");

#[tokio::test]
async fn a17_unconfirmed_people_do_nothing_that_others_can_see() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.newcomer("eve").await);
    ada.publish("Talk").await;
    let draft = eve.draft("Mine").await;
    let id = draft["id"].as_str().unwrap();
    let comment = json!({"body": "Hm"});

    for (path, body) in [
        (format!("/api/v2/posts/{id}/publish"), json!({})),
        (format!("/api/v2/posts/{id}/publish"), json!({"at": "2030-01-01T00:00:00Z"})),
        ("/api/v2/posts/talk/comments".to_owned(), comment.clone()),
        ("/api/v1/posts/talk/comments".to_owned(), comment),
        ("/api/v1/posts".to_owned(), json!({"title": "Loud", "body": "x", "status": "published"})),
    ] {
        let refused = eve.post(&path, body).await.is_problem(403, "account.unconfirmed");
        assert!(refused.text().contains("follow the link"), "{path}: it says what to do");
    }
    eve.upload(form(b"a.png", "image/png", PIXEL, "")).send().await.is_problem(403, "account.unconfirmed");

    assert_eq!(app.texts("SELECT slug FROM posts WHERE state <> 'draft'").await, ["talk"]);
    assert!(app.texts("SELECT body_markdown FROM comments").await.is_empty());
    assert!(app.texts("SELECT content_hash FROM media").await.is_empty());
}

#[tokio::test]
async fn a17_reading_drafts_and_the_profile_stay_open() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.newcomer("eve").await);
    ada.publish("Talk").await;

    eve.get("/api/v2/posts/talk").await.is(200);
    let draft = eve.draft("Mine").await;
    let path = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());
    let etag = eve.get(&path).await.etag();
    eve.change(&path, &etag, json!({"title": "Mine still"})).await.is(200);
    eve.patch("/api/v2/me", json!({"bio": "New here."})).await.is(200);
    eve.post("/api/v2/render", json!({"body": "*x*"})).await.is(200);
    eve.get("/api/v2/me/posts").await.is(200);
    let etag = eve.get(&path).await.etag();
    eve.take_away(&path, &etag).await.is(204);
}

#[tokio::test]
async fn a17_staff_rights_wait_for_the_address_too() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.newcomer("eve").await);
    let post = ada.publish("Talk").await;
    app.sql(
        "INSERT INTO user_roles (user_id, role_id, created_at)
        SELECT u.id, r.id, 0 FROM users u, roles r WHERE u.username = 'eve' AND r.name = 'admin'",
    )
    .await;
    app.context().standings.forget_user(eve.id());
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());

    let removal = json!({"reason": "No."});
    eve.post(&format!("{path}/remove"), removal).await.is_problem(403, "account.unconfirmed");
    let category = json!({"name": "Mine"});
    eve.post("/api/v2/categories", category).await.is_problem(403, "account.unconfirmed");
    eve.get("/api/v2/admin/mails").await.is_problem(403, "account.unconfirmed");
    let call = eve.call(Method::PATCH, &path).if_match(&ada.get(&path).await.etag());
    call.json(&json!({"title": "Mine"})).send().await.is(403);

    assert_eq!(ada.get(&path).await.body()["title"], "Talk");
}

#[tokio::test]
async fn a17_posts_that_an_import_published_wait_for_their_author_to_confirm() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Imported").await;
    app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'ada'").await;
    app.context().standings.forget_user(ada.id());
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = app.anonymous().get(&path).await.etag();

    ada.change(&path, &etag, json!({"title": "Loud"})).await.is_problem(403, "account.unconfirmed");

    assert_eq!(app.anonymous().get(&path).await.body()["title"], "Imported");
}

#[tokio::test]
async fn a17_what_was_deleted_comes_back_to_readers_once_its_author_has_confirmed() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let (shown, draft) = (ada.publish("Imported").await, ada.draft("Plans").await);
    let [shown, draft] = [shown, draft].map(|post| format!("/api/v2/posts/{}", post["id"].as_str().unwrap()));
    for path in [&shown, &draft] {
        let etag = ada.get(path).await.etag();
        ada.take_away(path, &etag).await.is(204);
    }
    let confirmed = async |at: &str| {
        app.sql(&format!("UPDATE users SET email_confirmed_at = {at} WHERE username = 'ada'")).await;
        app.context().standings.forget_user(ada.id());
    };
    confirmed("NULL").await;

    ada.post(&format!("{shown}/restore"), json!({})).await.is_problem(403, "account.unconfirmed");
    app.anonymous().get(&shown).await.is(404);
    ada.post(&format!("{draft}/restore"), json!({})).await.is(200);

    confirmed("created_at").await;
    ada.post(&format!("{shown}/restore"), json!({})).await.is(200);
    app.anonymous().get(&shown).await.is(200);
}

/// What others might see of eve, whose names and pages tell of zebras.
const OF_EVE: [&str; 5] =
    ["/api/v2/users/eve", "/api/v1/users/eve", "/users/eve", "/api/v2/users/ada/following", "/users/ada/following"];
/// Where others might find her.
const FINDING_EVE: [&str; 6] = [
    "/api/v2/users",
    "/api/v2/users?q=eve",
    "/api/v2/users?q=zebra",
    "/api/v2/search?q=eve&type=users",
    "/api/v2/search?q=zebra&type=users",
    "/search?q=zebra&type=users",
];
const FOUND: &str = r#""username":"eve""#;

/// Somebody who has filled in all of a profile; ada follows her.
async fn zebra(app: &App, ada: &Caller) -> Caller {
    let eve = app.newcomer("eve").await;
    upload(ada, "a.png", PIXEL, "").await.is(201);
    app.sql("UPDATE users SET avatar_media_id = (SELECT id FROM media) WHERE username = 'eve'").await;
    let profile = json!({
        "display_name": "Zebra Pills", "bio": "Buy [zebra pills](https://zebra.example/pills).",
        "website": "https://zebra.example/", "links": ["https://zebra.example/@eve"],
    });
    eve.patch("/api/v2/me", profile).await.is(200);
    ada.put("/api/v2/users/eve/follow", json!({})).await.is(204);
    eve
}

#[tokio::test]
async fn a17_others_see_a_username_alone_until_the_address_is_confirmed() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let eve = zebra(&app, &ada).await;
    let token = token_in(&app.last_mail_to("eve@example.org").await);

    for who in [&app.anonymous(), &ada, &eve] {
        for path in OF_EVE {
            let seen = who.get(path).await.is(200).text();
            assert!(seen.contains("eve") && !seen.to_lowercase().contains("zebra"), "{path}: {seen}");
        }
        let second = who.get("/api/v2/users/eve").await.body();
        for (field, empty) in [
            ("display_name", json!("eve")),
            ("avatar", json!(null)),
            ("bio", json!("")),
            ("bio_html", json!("")),
            ("website", json!(null)),
            ("links", json!([])),
        ] {
            assert_eq!(second[field], empty, "{field}");
        }
        let first = who.get("/api/v1/users/eve").await.body();
        assert_eq!((&first["display_name"], &first["avatar_url"]), (&json!("eve"), &json!(null)));
    }
    let own = eve.get("/api/v2/me").await.is(200).body();
    assert_eq!((&own["display_name"], &own["website"]), (&json!("Zebra Pills"), &json!("https://zebra.example/")));
    assert!(own["avatar"].is_object() && own["bio"].as_str().unwrap().contains("zebra"));

    app.anonymous().post("/api/v2/auth/confirm-email", json!({ "token": token })).await.is(200);

    // What was cached before is gone.
    for path in OF_EVE {
        assert!(app.anonymous().get(path).await.is(200).text().contains("Zebra Pills"), "{path}");
    }
    let seen = app.anonymous().get("/api/v2/users/eve").await.body();
    assert!(seen["avatar"].is_object() && seen["bio_html"].as_str().unwrap().contains("zebra.example"), "{seen}");
}

#[tokio::test]
async fn a17_nobody_is_found_until_their_address_is_confirmed() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let eve = zebra(&app, &ada).await;

    for who in [&app.anonymous(), &ada, &eve] {
        for path in FINDING_EVE {
            assert!(!who.get(path).await.is(200).text().contains(FOUND), "{path}");
        }
    }
    for (path, total) in [("users", 1), ("search?q=zebra&type=users", 0)] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let page = app.anonymous().get(&format!("/api/v2/{path}{joint}count=exact")).await.is(200).body();
        assert_eq!(page["total"], total, "{path}");
    }

    // As staff do on a site without mail.
    accounts::confirm(app.context(), &Actor::System, "eve").await.unwrap();

    for path in FINDING_EVE {
        assert!(app.anonymous().get(path).await.is(200).text().contains(FOUND), "{path}");
    }
}

/// The index of a site may be older than the rule.
#[tokio::test]
async fn a17_who_stands_in_the_index_and_is_not_confirmed_is_not_found() {
    let app = App::new().await;
    app.account("eve", "author").await;
    app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'eve'").await;
    assert_eq!(app.texts("SELECT title FROM search_documents WHERE kind = 'user'").await, ["eve eve"]);

    let page = app.anonymous().get("/api/v2/search?q=eve&type=users&count=exact").await.is(200).body();

    assert_eq!((&page["items"], &page["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn a17_authors_whom_nobody_has_claimed_are_seen_as_ever() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.patch("/api/v2/me", json!({"display_name": "Ada Lovelace", "bio": "Engines."})).await.is(200);
    let unclaimed = "UPDATE users SET status = 'unclaimed', email = '', email_canonical = '', email_confirmed_at = NULL
        WHERE username = 'ada'";
    app.sql(unclaimed).await;
    app.context().cache.drop_all().await;

    let seen = app.anonymous().get("/api/v2/users/ada").await.is(200).body();

    assert_eq!((&seen["display_name"], &seen["bio"]), (&json!("Ada Lovelace"), &json!("Engines.")));
    for path in ["/api/v2/users?q=lovelace", "/api/v2/search?q=lovelace&type=users"] {
        assert!(app.anonymous().get(path).await.is(200).text().contains("Ada Lovelace"), "{path}");
    }
}
