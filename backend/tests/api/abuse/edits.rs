//! K3, K5: comments that are changed, hidden and deleted at one moment.

use axum::http::Method;
use broadsheet::config;
use serde_json::{Value, json};

use crate::support::{Answer, App, Call, Caller, together};

const ROUNDS: usize = 50;
const LINK: &str = "Pangolins, see <https://spam.example/pills>.";

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status() == status).count()
}

fn path_of(comment: &Value) -> String {
    format!("/api/v2/comments/{}", comment["id"].as_str().unwrap())
}

fn change(who: &Caller, path: &str, etag: &str, body: &str) -> Call {
    who.call(Method::PATCH, path).if_match(etag).json(&json!({ "body": body }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k3_of_two_windows_that_save_one_comment_at_once_one_hears_that_it_is_late() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let path = path_of(&bob.comment("talk", "First").await);

    for round in 0..ROUNDS {
        let etag = bob.get(&path).await.etag();
        let call = |window: usize| change(&bob, &path, &etag, &format!("Text {round} of window {window}"));

        let answers = together([call(0), call(1)]).await;

        assert_eq!((count(&answers, 200), count(&answers, 412)), (1, 1), "round {round}: {answers:?}");
        let stored = bob.get(&path).await.is(200).body();
        let told = |status: u16| answers.iter().find(|answer| answer.status() == status).unwrap().body();
        assert_eq!((&told(200)["body"], &told(200)["version"]), (&stored["body"], &stored["version"]));
        assert_eq!(told(412)["current"]["comment"]["body"], stored["body"], "the other window sees what is there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k3_k5_changes_holds_and_ends_of_a_comment_at_once_keep_the_count_and_leave_nothing_to_be_found() {
    let mut config = config::testing();
    config.registration.hold_links_hours = 24;
    let app = App::with(config).await;
    let (ada, eve, mona) = (app.author("ada").await, app.author("eve").await, app.moderator("mona").await);
    ada.publish("Talk").await;

    for round in 0..ROUNDS {
        let path = path_of(&eve.comment("talk", "Pangolins are shy").await);
        let etag = eve.get(&path).await.etag();
        let mut calls = vec![
            change(&eve, &path, &etag, LINK),
            change(&eve, &path, &etag, LINK),
            change(&eve, &path, &etag, "Pangolins are not shy, are they, @ada?"),
            eve.call(Method::DELETE, &path).if_match(&etag),
            mona.call(Method::PUT, &format!("{path}/hide")),
        ];
        // Now one is the first to be sent, and now another.
        let shift = round % calls.len();
        calls.rotate_left(shift);

        let mut answers = together(calls).await;

        answers.rotate_right(shift);
        let (hide, others) = answers.split_last().unwrap();
        assert!(matches!(hide.status(), 204 | 404), "round {round}: {hide:?}");
        assert!(
            others.iter().all(|answer| matches!(answer.status(), 200 | 204 | 404 | 412)),
            "round {round}: {others:?}"
        );
        let done = count(others, 200) + count(others, 204);
        assert!(done <= 1, "round {round}: one version, {done} who changed it: {others:?}");
        let stored = mona.get(&path).await.is(200).body();
        let is_deleted = others[3].status() == 204;
        assert_eq!(stored["state"] == "deleted", is_deleted, "round {round}: {stored}");
        assert!(app.wrong_counts().await.is_empty(), "round {round}: {:?}", app.wrong_counts().await);
    }

    let visible = app.texts("SELECT body_markdown FROM comments WHERE state = 'visible'").await.len();
    let found = app.anonymous().get("/api/v2/search?q=pangolins&type=comments&limit=100").await.is(200).body();
    assert_eq!(found["items"].as_array().unwrap().len(), visible);
    assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.is(200).body()["comment_count"], json!(visible));
}
