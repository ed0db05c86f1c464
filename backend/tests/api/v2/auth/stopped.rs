//! Right passwords that a second factor stopped: who is told of them, when and how often.

use broadsheet::services::mails;
use serde_json::json;

use crate::support::{App, PASSWORD};

/// A sign-in can be finished within five minutes.
const OVER: i64 = 300;

async fn told(app: &App) -> usize {
    app.texts("SELECT template FROM mails WHERE template = 'second_factor_asked'").await.len()
}

#[tokio::test]
async fn a_right_password_that_no_second_factor_follows_is_mailed_to_its_owner_once_an_hour() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let (browser, challenge) = app.half_signed_in("ada").await;
    browser.give(&challenge, json!({"code": "000000"})).await.is(422);

    app.wait_secs(OVER - 1);
    app.work().await;
    assert_eq!(told(&app).await, 0, "the factor may still come");
    app.wait_secs(1);
    let mail = app.last_mail_to("ada@example.org").await;

    assert!(mail.subject.starts_with("Somebody gave your password and no second factor"), "{}", mail.subject);
    assert!(mail.text.contains("Network address") && mail.text.contains("/forgot"), "{}", mail.text);
    assert!(mail.unsubscribe.is_none(), "nobody turns this off");
    // Tried all day long it is one mail an hour.
    for _ in 0..3 {
        app.half_signed_in("ada").await;
        app.wait_secs(OVER);
        app.work().await;
    }
    assert_eq!(told(&app).await, 1);
    app.wait_secs(3_600);
    app.half_signed_in("ada").await;
    app.wait_secs(OVER);
    app.work().await;
    assert_eq!(told(&app).await, 2);
    assert!(app.texts("SELECT purpose FROM ceremonies").await.is_empty());
    app.sign_in_with_code("ada", &totp).await;
    app.work().await;
}

#[tokio::test]
async fn who_gives_the_second_factor_in_time_gets_no_mail() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    // The page is loaded again, and the password given once more.
    let (mut browser, _) = app.half_signed_in("ada").await;
    let login = json!({"login": "ada", "password": PASSWORD});
    let again = browser.post("/api/v2/auth/login", login).await.is(202);
    let challenge = browser.accept(again).body();

    browser.give(&challenge, json!({"code": app.code(&totp)})).await.is(200);

    app.wait_secs(OVER);
    app.work().await;
    assert_eq!(told(&app).await, 0);
}

#[tokio::test]
async fn a_sign_in_of_ones_own_behind_it_hides_nothing() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    app.set_up_totp(&ada).await;
    app.set_up_totp(&eve).await;
    let (browser, _) = app.half_signed_in("ada").await;

    browser.post("/api/v2/auth/login", json!({"login": "eve", "password": PASSWORD})).await.is(202);

    app.wait_secs(OVER);
    app.work().await;
    assert_eq!(told(&app).await, 2, "both are told");
}

#[tokio::test]
async fn a_password_that_is_another_by_then_is_no_news() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    app.half_signed_in("ada").await;

    let change = json!({"current_password": PASSWORD, "password": "a better horse battery"});
    ada.put("/api/v2/me/password", change).await.is(204);

    app.wait_secs(OVER);
    app.work().await;
    assert_eq!(told(&app).await, 0);
}

#[tokio::test]
async fn a_script_that_has_a_password_is_told_of_at_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    let login = || json!({"login": "ada", "password": PASSWORD});

    for _ in 0..3 {
        let script = app.anonymous().post("/api/v1/auth/login", login()).await;
        assert_eq!(script.code(), "auth.second_factor_unsupported");
    }

    assert_eq!(told(&app).await, 1);
    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.subject.starts_with("Somebody gave your password"), "{}", mail.subject);
}

#[tokio::test]
async fn several_workers_at_once_write_one_mail() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    let (one, other) = (app.neighbour().await, app.neighbour().await);
    for _ in 0..3 {
        app.half_signed_in("ada").await;
    }
    app.wait_secs(OVER);

    let (first, second, third) =
        tokio::join!(mails::post_due(app.context()), mails::post_due(&one), mails::post_due(&other));

    for posted in [first, second, third] {
        posted.unwrap();
    }
    assert_eq!(told(&app).await, 1);
    app.work().await;
}
