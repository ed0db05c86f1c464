//! Which notifications one wants, and on which way.

use serde_json::{Value, json};

use super::{SETTINGS, TYPES, choose, only};
use crate::support::App;

#[tokio::test]
async fn what_is_usual_holds_until_somebody_chooses() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);

    let usual = ada.get(SETTINGS).await.is(200).body();

    for kind in TYPES {
        let email = if ["like", "follow", "post"].contains(&kind) { "off" } else { "now" };
        assert_eq!(usual[kind], json!({"in_app": true, "email": email}), "{kind}");
    }
    assert_eq!(usual["digest_hour"], 8);
    let wanted = only(&[
        ("like", json!({"in_app": true, "email": "daily"})),
        ("post", json!({"in_app": false, "email": "now"})),
    ]);
    let chosen = ada.put(SETTINGS, wanted.clone()).await.is(200).body();
    let answer = ada.get(SETTINGS).await.is(200);
    assert_eq!(answer.body(), chosen);
    for kind in TYPES {
        assert_eq!(chosen[kind], wanted[kind], "{kind}");
    }
    let again = ada.call(axum::http::Method::GET, SETTINGS).header("if-none-match", &answer.etag()).send().await;
    assert_eq!(again.status(), 304);
    assert_eq!(bob.get(SETTINGS).await.body(), usual, "what one chooses holds for oneself");
    choose(&ada, &only(&[])).await;
    assert_eq!(ada.get(SETTINGS).await.body()["like"]["email"], "off");
}

#[tokio::test]
async fn b3_settings_are_whole_and_hold_nothing_else() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let right = only(&[]);
    let with = |name: &str, value: Value| {
        let mut wrong = right.clone();
        wrong[name] = value;
        wrong
    };
    let mut without = right.clone();
    without.as_object_mut().unwrap().remove("like");

    for wrong in [
        json!({}),
        without,
        with("user_id", json!("x")),
        with("digest_hour", json!(3)),
        with("like", json!({"in_app": true})),
        with("like", json!({"in_app": true, "email": "weekly"})),
        with("like", json!({"in_app": 1, "email": "off"})),
        with("like", Value::Null),
    ] {
        ada.put(SETTINGS, wrong.clone()).await.is_problem(422, "request.invalid");
    }
    assert!(app.texts("SELECT kind FROM notification_settings").await.is_empty());
}
