//! `/posts/{post}/comments`, `/comments/{id}`.

mod long_threads;
mod standing;

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::App;

#[tokio::test]
async fn answers_stand_behind_what_they_answer() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let top = bo.comment("talk", "First!").await;
    app.wait_secs(1);
    bo.comment("talk", "Second").await;
    app.wait_secs(1);
    let answer = json!({"body": "Welcome, *bob*", "parent_id": top["id"]});
    ada.post("/api/v2/posts/talk/comments", answer).await.is(201);

    let list = app.anonymous().get("/api/v2/posts/talk/comments").await.is(200).body();

    let shown: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|c| (c["depth"].clone(), c["body"].clone())).collect();
    assert_eq!(shown, [(json!(0), json!("First!")), (json!(1), json!("Welcome, *bob*")), (json!(0), json!("Second"))]);
    assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], 3);
}

#[tokio::test]
async fn b2_only_its_author_changes_a_comment() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comment = bo.comment("talk", "Mine").await;
    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());
    let etag = bo.get(&path).await.etag();

    ada.change(&path, &etag, json!({"body": "Yours"})).await.is_problem(403, "permission.denied");
    ada.take_away(&path, &etag).await.is_problem(403, "permission.denied");
    bo.patch(&path, json!({"body": "Blind"})).await.is_problem(428, "request.precondition_required");
    let changed = bo.change(&path, &etag, json!({"body": "Better"})).await.is(200).body();
    let stale = bo.change(&path, &etag, json!({"body": "Late"})).await.is_problem(412, "comment.stale").body();

    assert_eq!(changed["version"], 2);
    assert_eq!(stale["current"]["comment"]["body"], "Better");
}

#[tokio::test]
async fn b10_a_deleted_comment_keeps_its_place_and_says_nothing() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let top = bo.comment("talk", "Unwise words").await;
    let path = format!("/api/v2/comments/{}", top["id"].as_str().unwrap());
    ada.post("/api/v2/posts/talk/comments", json!({"body": "Hm.", "parent_id": top["id"]})).await.is(201);

    let etag = bo.get(&path).await.etag();
    bo.take_away(&path, &etag).await.is(204);

    let list = app.anonymous().get("/api/v2/posts/talk/comments").await.is(200);
    assert!(!list.text().contains("Unwise"));
    assert_eq!(list.body()["items"][0]["state"], "deleted");
    assert_eq!(list.body()["items"][0]["author"], json!(null));
    assert_eq!(app.anonymous().get("/api/v2/search?q=unwise&type=comments").await.body()["items"], json!([]));
    assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], 1);
}

#[tokio::test]
async fn a_deleted_answer_is_not_counted_and_what_stands_beneath_it_is_still_read() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let top = bo.comment("talk", "Well?").await;
    let answer = |parent: &Value, body: &str| json!({"body": body, "parent_id": parent["id"]});
    let middle = bo.post("/api/v2/posts/talk/comments", answer(&top, "Hm.")).await.is(201).body();
    ada.post("/api/v2/posts/talk/comments", answer(&middle, "Quite.")).await.is(201);
    let path = format!("/api/v2/comments/{}", middle["id"].as_str().unwrap());

    let etag = bo.get(&path).await.etag();
    bo.take_away(&path, &etag).await.is(204);

    let items = app.anonymous().get("/api/v2/posts/talk/comments").await.is(200).body()["items"].clone();
    let told: Vec<_> = items.as_array().unwrap().iter().map(|item| (&item["state"], &item["reply_count"])).collect();
    let (visible, deleted) = (json!("visible"), json!("deleted"));
    assert_eq!(told, [(&visible, &json!(0)), (&deleted, &json!(1)), (&visible, &json!(0))]);
}

#[tokio::test]
async fn an_author_hides_comments_beneath_their_post_and_shows_them_again() {
    let app = App::new().await;
    let (ada, bo, eve) = (app.author("ada").await, app.reader("bob").await, app.author("eve").await);
    ada.publish("Talk").await;
    let comment = bo.comment("talk", "Rude").await;
    let path = format!("/api/v2/comments/{}/hide", comment["id"].as_str().unwrap());

    eve.put(&path, json!({})).await.is_problem(403, "permission.denied");
    ada.put(&path, json!({})).await.is(204);
    ada.put(&path, json!({})).await.is(204);
    assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], 0);
    let hidden = app.anonymous().get("/api/v2/posts/talk/comments").await;
    assert_eq!((&hidden.body()["items"][0]["state"], hidden.text().contains("Rude")), (&json!("hidden"), false));
    ada.delete(&path).await.is(204);

    let list = app.anonymous().get("/api/v2/posts/talk/comments").await.body();
    assert_eq!(list["items"][0]["body"], "Rude");
    assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], 1);
}

#[tokio::test]
async fn closed_comments_take_no_more() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    let post = ada.publish("Quiet").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"comments_open": false})).await.is(200);

    let answer = bo.post("/api/v2/posts/quiet/comments", json!({"body": "But"})).await;

    answer.is_problem(409, "comments.closed");
}

#[tokio::test]
async fn k4_a_deleted_post_takes_no_comments() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    let post = ada.publish("Short-lived").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();
    ada.take_away(&path, &etag).await.is(204);

    let answer = bo.post(&format!("{path}/comments"), json!({"body": "Too late"})).await;

    answer.is_problem(404, "post.not_found");
}

#[tokio::test]
async fn k5_one_key_makes_one_comment_and_the_count_is_right() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let send = || {
        let call = bo.call(Method::POST, "/api/v2/posts/talk/comments").header("idempotency-key", "c-1");
        call.json(&json!({"body": "Once"})).send()
    };

    let answers = join_all((0..8).map(|_| send())).await;

    assert!(answers.iter().all(|answer| matches!(answer.status(), 201 | 409)));
    send().await.is(201);
    assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], 1);
}

#[tokio::test]
async fn an_answer_needs_a_comment_of_the_same_post() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("One").await;
    ada.publish("Two").await;
    let comment = ada.comment("one", "Here").await;

    let answer = ada.post("/api/v2/posts/two/comments", json!({"body": "There", "parent_id": comment["id"]})).await;

    assert_eq!(answer.is_problem(422, "request.invalid").body()["errors"][0]["pointer"], "/parent_id");
    ada.get("/api/v2/comments/12abc").await.is(404);
}

#[tokio::test]
async fn part_that_holds_a_comment_holds_all_above_it_however_long_the_thread() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("On length").await;
    let top = ada.comment("on-length", "The top.").await;
    let comments = "/api/v2/posts/on-length/comments";
    let answer = async |parent: &Value, body: &str| {
        ada.post(comments, json!({"body": body, "parent_id": parent["id"]})).await.is(201).body()
    };
    for number in 0..101 {
        answer(&top, &format!("Answer {number}.")).await;
    }
    let late = answer(&top, "A late one.").await;
    let deep = answer(&late, "Beneath it.").await;

    let listed = |list: &Value, wanted: &Value| {
        list["items"].as_array().unwrap().iter().any(|comment| comment["id"] == wanted["id"])
    };
    let first = app.anonymous().get(comments).await.is(200).body();
    let holding = format!("{comments}?holding={}", deep["id"].as_str().unwrap());
    let part = app.anonymous().get(&holding).await.is(200).body();

    assert!(listed(&first, &top) && !listed(&first, &deep));
    assert!([&top, &late, &deep].into_iter().all(|comment| listed(&part, comment)), "{part}");
    let nobody = format!("{comments}?holding=0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f");
    assert_eq!(app.anonymous().get(&nobody).await.is(200).body(), first);
}

#[tokio::test]
async fn threads_are_counted_where_that_is_asked() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    let first = ada.comment("talk", "One").await["id"].as_str().unwrap().to_owned();
    ada.comment("talk", "Two").await;
    for answer in ["a", "b", "c"] {
        let request = json!({"body": answer, "parent_id": first});
        ada.post("/api/v2/posts/talk/comments", request).await.is(201);
    }

    for caller in [&ada, &app.anonymous()] {
        let list = caller.get("/api/v2/posts/talk/comments?count=exact&limit=1").await.is(200).body();
        assert_eq!(list["total"], 2);
        let answers = format!("/api/v2/posts/talk/comments?count=exact&parent_id={first}");
        assert_eq!(caller.get(&answers).await.is(200).body()["total"], 3);
        assert!(caller.get("/api/v2/posts/talk/comments?limit=1").await.is(200).body().get("total").is_none());
    }
}
