//! A notification shows what its person may see now, and nothing that it could show when it was written (SECURITY B4).

use serde_json::{Value, json};

use super::{LIST, answer, id, lines, told, turn_on, unread};
use crate::support::{App, Caller};

/// Ada's post with a comment of bob's and cleo's answer; bob and cleo were told of something each.
async fn scene(app: &App) -> (Caller, Caller, Value, Value) {
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    let post = ada.publish("Talk").await;
    let comment = bob.comment("talk", "Quokka").await;
    answer(&cleo, "talk", &comment, "Wombat").await;
    turn_on(&cleo, &format!("comments/{}/like", id(&comment))).await;
    assert_eq!((told(&bob).await.len(), unread(&bob).await, unread(&ada).await), (2, 2, 1));
    (ada, bob, post, comment)
}

async fn nothing(person: &Caller) {
    let answer = person.get(&format!("{LIST}?count=exact")).await.is(200);
    let body = answer.body();
    assert_eq!((&body["items"], &body["unread_count"], &body["total"]), (&json!([]), &json!(0), &json!(0)));
    for word in ["Talk", "talk", "Quokka", "Wombat"] {
        assert!(!answer.text().contains(word), "{word}");
    }
}

#[tokio::test]
async fn b4_what_is_about_a_post_that_is_taken_back_is_told_to_its_author_alone() {
    let app = App::new().await;
    let (ada, bob, post, _) = scene(&app).await;
    let path = format!("/api/v2/posts/{}", id(&post));

    ada.post(&format!("{path}/unpublish"), json!({})).await.is(200);
    nothing(&bob).await;
    assert_eq!((lines(&ada).await.len(), unread(&ada).await), (1, 1));
    ada.post(&format!("{path}/publish"), json!({})).await.is(200);
    assert_eq!(unread(&bob).await, 2, "and again once everybody may read it");
    let mona = app.moderator("mona").await;
    mona.post(&format!("{path}/remove"), json!({"reason": "Noise"})).await.is(200);
    nothing(&bob).await;
    mona.post(&format!("{path}/restore"), json!({})).await.is(200);
    let etag = ada.get(&path).await.etag();
    ada.take_away(&path, &etag).await.is(204);
    nothing(&bob).await;
    assert_eq!(lines(&ada).await, ["moderation  0"], "what staff did is told as long as it is there at all");
}

#[tokio::test]
async fn b4_a_comment_that_is_hidden_or_deleted_takes_what_was_told_of_it_along() {
    let app = App::new().await;
    let (ada, bob, _, comment) = scene(&app).await;
    let path = format!("/api/v2/comments/{}", id(&comment));
    let (before, mona) = (told(&ada).await, app.moderator("mona").await);
    assert_eq!((&before[0]["actor_count"], &before[0]["comment"]["excerpt"]), (&json!(2), &json!("Wombat")));

    turn_on(&ada, &format!("comments/{}/hide", id(&comment))).await;

    assert_eq!(lines(&ada).await, ["comment cleo 1"], "the answer stands there yet");
    assert_eq!(lines(&bob).await, ["moderation  0", "reply cleo 1"], "the like of what is hidden is gone");
    mona.delete(&format!("{path}/hide")).await.is(204);
    assert_eq!(told(&bob).await.len(), 3);
    let reply = told(&bob).await.iter().find(|one| one["type"] == "reply").unwrap()["comment"]["id"].clone();
    let of_cleo = format!("/api/v2/comments/{}", reply.as_str().unwrap());
    mona.take_away(&of_cleo, &mona.get(&of_cleo).await.etag()).await.is(204);
    assert_eq!(lines(&ada).await, ["comment bob 1"]);
    assert!(!ada.get(LIST).await.text().contains("Wombat"));
    mona.take_away(&path, &mona.get(&path).await.etag()).await.is(204);
    assert!(lines(&ada).await.is_empty());
    let left = bob.get(LIST).await;
    assert_eq!(left.body()["items"].as_array().unwrap().len(), 1, "{}", left.text());
    assert!(!left.text().contains("Quokka"), "{}", left.text());
    assert_eq!(unread(&ada).await, 0);
}

#[tokio::test]
async fn b2_b4_the_notification_of_another_is_none() {
    let app = App::new().await;
    let (ada, bob, _, _) = scene(&app).await;
    let path = format!("{LIST}/{}", id(&told(&ada).await[0]));
    let stored = app.texts("SELECT kind || happened_at || COALESCE(read_at, 0) FROM notifications ORDER BY id").await;

    for is_read in [true, false] {
        bob.patch(&path, json!({ "is_read": is_read })).await.is_problem(404, "notification.not_found");
    }
    bob.post(&format!("{LIST}/read-all"), json!({})).await.is(200);
    app.anonymous().get(LIST).await.is_problem(401, "auth.required");
    bob.patch(&format!("{LIST}/12abc"), json!({"is_read": true})).await.is(404);

    let now = app.texts("SELECT kind || happened_at || COALESCE(read_at, 0) FROM notifications ORDER BY id").await;
    assert_eq!(unread(&ada).await, 1);
    assert_eq!(now.iter().filter(|row| stored.contains(row)).count(), 1, "{now:?}");
}

#[tokio::test]
async fn j1_no_answer_is_kept_anywhere() {
    let app = App::new().await;
    let (ada, _, _, _) = scene(&app).await;

    for path in [LIST, super::SETTINGS, "/api/v2/me/muted-threads"] {
        assert_eq!(ada.get(path).await.is(200).header("cache-control"), "no-store", "{path}");
    }
}
