//! One click ends mails (RFC 8058), without signing in; looking at the page ends nothing.

use axum::http::Method;
use serde_json::{Value, json};

use super::{SETTINGS, choose, only, turn_on};
use crate::support::{Answer, App, Caller};

/// Ada has got a mail about a like; the path of the address that ends such mails.
async fn mailed() -> (App, Caller, String) {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let now = json!({"in_app": true, "email": "now"});
    choose(
        &ada,
        &only(&[("like", now.clone()), ("comment", now), ("follow", json!({"in_app": true, "email": "daily"}))]),
    )
    .await;
    turn_on(&bob, "posts/talk/like").await;
    app.wait_secs(120);
    let mail = app.last_mail_to("ada@example.org").await;
    let (_, path) = mail.unsubscribe.as_ref().unwrap().split_once("/unsubscribe").unwrap();
    (app, ada, format!("/unsubscribe{path}"))
}

/// A mail program, or a person who never signed in.
async fn post(app: &App, path: &str, form: &str) -> Answer {
    let call = app.anonymous().call(Method::POST, path).body(form);
    call.header("content-type", "application/x-www-form-urlencoded").send().await
}

async fn emails(person: &Caller) -> Vec<Value> {
    let settings = person.get(SETTINGS).await.is(200).body();
    ["like", "comment", "follow"].iter().map(|kind| settings[kind]["email"].clone()).collect()
}

#[tokio::test]
async fn a8_looking_at_the_page_ends_nothing_and_one_post_without_a_cookie_does() {
    let (app, ada, path) = mailed().await;

    for method in [Method::GET, Method::HEAD] {
        let page = app.anonymous().call(method, &path).header("accept", "text/html").send().await.is(200);
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "no-referrer"));
        assert!(page.header("content-type").starts_with("text/html"));
    }
    let page = app.anonymous().get(&path).await.text();
    assert!(page.contains("This is about mails about likes.") && page.contains("<form method=\"post\">"), "{page}");
    assert!(!page.contains("ada") && !page.contains("Talk"), "whose mails they are is nobody's business: {page}");
    assert_eq!(emails(&ada).await, ["now", "now", "daily"]);

    let done = post(&app, &path, "List-Unsubscribe=One-Click").await.is(200);

    assert_eq!(emails(&ada).await, ["off", "now", "daily"]);
    assert!(done.cookies().is_empty() && done.text().contains("This is about mails about likes."), "{}", done.text());
    assert_eq!(ada.get(SETTINGS).await.body()["like"]["in_app"], true, "the list is another matter");
    post(&app, &path, "").await.is(200);
    post(&app, &path, "scope=these").await.is(200);
    assert_eq!(emails(&ada).await, ["off", "now", "daily"], "twice is once");
    post(&app, &path, "scope=all").await.is(200);
    assert_eq!(emails(&ada).await, ["off", "off", "off"]);
}

#[tokio::test]
async fn the_key_of_the_daily_mail_ends_what_comes_by_it() {
    let (app, ..) = mailed().await;
    turn_on(&app.reader("cleo").await, "users/ada/follow").await;
    app.wait_secs(24 * 3_600);
    broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.subject.starts_with("One thing"), "{}", mail.subject);
    let (_, path) = mail.unsubscribe.as_ref().unwrap().split_once("/unsubscribe").unwrap();

    post(&app, &format!("/unsubscribe{path}"), "List-Unsubscribe=One-Click").await.is(200);

    let ada = app.sign_in("ada").await;
    assert_eq!(emails(&ada).await, ["now", "now", "off"]);
}

#[tokio::test]
async fn a3_a_key_is_good_for_nothing_else_and_no_other_text_is_a_key() {
    let (app, ada, path) = mailed().await;
    let (_, key) = path.split_once("key=").unwrap();

    for wrong in ["", "x", &key[1..], &format!("{key}A"), &"A".repeat(44), "%00", ada.token()] {
        let wrong = format!("/unsubscribe?key={wrong}");
        let answer = app.anonymous().get(&wrong).await;
        assert!([400, 422].contains(&answer.status()), "{wrong}: {}", answer.text());
        let answer = post(&app, &wrong, "List-Unsubscribe=One-Click").await;
        assert!([400, 422].contains(&answer.status()), "{wrong}: {}", answer.text());
    }
    app.anonymous().get("/unsubscribe").await.is_problem(400, "link.invalid");
    app.anonymous().with_token(key).get("/api/v2/me").await.is(401);
    let reset = json!({"token": key, "password": "another good password"});
    app.anonymous().post("/api/v2/auth/reset-password", reset).await.is_problem(400, "link.invalid");
    assert_eq!(emails(&ada).await, ["now", "now", "daily"]);
    app.sql(
        "UPDATE users SET email = 'other@example.org', email_canonical = 'other@example.org' WHERE username = 'ada'",
    )
    .await;
    post(&app, &path, "List-Unsubscribe=One-Click").await.is_problem(400, "link.invalid");
    assert_eq!(emails(&ada).await, ["now", "now", "daily"], "whoever has the former mailbox ends nothing");
}

#[tokio::test]
async fn f6_a_body_of_any_kind_is_as_good_and_an_endless_one_is_refused() {
    let (app, ada, path) = mailed().await;
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";

    post(&app, &path, &"x".repeat(1_000_000)).await.is(413);
    assert_eq!(emails(&ada).await, ["now", "now", "daily"]);
    let call = app.anonymous().call(Method::POST, &path).body(multipart);
    call.header("content-type", "multipart/form-data; boundary=x").send().await.is(200);
    assert_eq!(emails(&ada).await, ["off", "now", "daily"]);
    app.anonymous().delete(&path).await.is(405);
}
