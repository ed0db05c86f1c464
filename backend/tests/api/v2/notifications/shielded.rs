//! Nobody hears of people who are hidden from them, or of threads that they have muted: not from then on, and not of before.

use serde_json::{Value, json};

use super::{answer, choose, id, lines, only, told, turn_off, turn_on, unread};
use crate::support::{App, Caller};

/// Everything that one person can do that concerns another.
async fn does_all(app: &App, one: &Caller, comment: &Value) {
    for path in ["posts/talk/like".to_owned(), format!("comments/{}/like", id(comment)), "users/ada/follow".to_owned()]
    {
        one.put(&format!("/api/v2/{path}"), json!({})).await;
    }
    one.post("/api/v2/posts/talk/comments", json!({"body": "Hm"})).await;
    one.post("/api/v2/posts/talk/comments", json!({"body": "Hm", "parent_id": comment["id"]})).await;
    app.wait_secs(1);
}

#[tokio::test]
async fn a_block_by_either_and_a_mute_hide_what_was_told_and_keep_the_rest_away() {
    for (who, deed) in [("ada", "block"), ("bob", "block"), ("ada", "mute")] {
        let app = App::new().await;
        let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
        ada.publish("Talk").await;
        let comment = ada.comment("talk", "First").await;
        does_all(&app, &bob, &comment).await;
        does_all(&app, &cleo, &comment).await;
        let before = lines(&ada).await;
        let number = unread(&ada).await;

        let (person, other) = if who == "ada" { (&ada, "bob") } else { (&bob, "ada") };
        turn_on(person, &format!("users/{other}/{deed}")).await;

        let after = lines(&ada).await;
        assert!(before.iter().any(|line| line.contains("bob")), "{before:?}");
        assert_eq!(after.len(), before.len(), "{who} {deed}: cleo did the same");
        assert!(after.iter().all(|line| line.ends_with("cleo 1")), "{who} {deed}: {after:?}");
        does_all(&app, &bob, &comment).await;
        assert_eq!((lines(&ada).await, unread(&ada).await), (after, number), "{who} {deed}");
        assert!(app.wrong_counts().await.is_empty());
    }
}

#[tokio::test]
async fn who_alone_did_it_takes_the_row_out_of_sight_and_its_number_along() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    turn_on(&bob, "posts/talk/like").await;
    assert_eq!(unread(&ada).await, 1);

    turn_on(&ada, "users/bob/mute").await;
    assert_eq!((lines(&ada).await, unread(&ada).await), (Vec::new(), 0));
    turn_off(&ada, "users/bob/mute").await;
    assert_eq!((lines(&ada).await, unread(&ada).await), (vec!["like bob 1".to_owned()], 1));
}

#[tokio::test]
async fn a_muted_thread_is_silent_but_for_what_staff_do() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.moderator("mona").await);
    ada.publish("Talk").await;
    ada.publish("Other").await;
    let comment = ada.comment("talk", "First").await;
    turn_on(&bob, "posts/talk/like").await;

    for _ in 0..2 {
        turn_on(&ada, "posts/talk/mute").await;
    }

    assert_eq!(ada.get("/api/v2/posts/talk").await.body()["viewer"]["muted"], true);
    assert_eq!(told(&ada).await[0]["post"]["is_muted"], true, "what was told stays");
    ada.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    turn_on(&bob, &format!("comments/{}/like", id(&comment))).await;
    bob.comment("talk", "Hm").await;
    answer(&bob, "talk", &comment, "Hm").await;
    assert_eq!((lines(&ada).await.len(), unread(&ada).await), (1, 0));
    turn_on(&bob, "posts/other/like").await;
    turn_on(&mona, &format!("comments/{}/hide", id(&comment))).await;
    assert_eq!(unread(&ada).await, 2);
    let list = ada.get("/api/v2/me/muted-threads?count=exact").await.is(200).body();
    assert_eq!((&list["items"][0]["post"]["slug"], &list["total"]), (&json!("talk"), &json!(1)));
    for _ in 0..2 {
        turn_off(&ada, "posts/talk/mute").await;
    }
    bob.comment("talk", "And now?").await;
    assert_eq!(unread(&ada).await, 3);
    assert_eq!(ada.get("/api/v2/me/muted-threads").await.body()["items"], json!([]));
}

#[tokio::test]
async fn b1_a_thread_that_one_does_not_see_cannot_be_muted_and_a_muted_one_be_freed() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let draft = ada.draft("Plans").await;
    let mute = format!("/api/v2/posts/{}/mute", id(&draft));

    bob.put(&mute, json!({})).await.is_problem(404, "post.not_found");
    bob.delete(&mute).await.is_problem(404, "post.not_found");
    bob.put("/api/v2/posts/plans/mute", json!({})).await.is_problem(404, "post.not_found");
    ada.post(&format!("/api/v2/posts/{}/publish", id(&draft)), json!({})).await.is(200);
    bob.put(&mute, json!({})).await.is(204);
    ada.post(&format!("/api/v2/posts/{}/unpublish", id(&draft)), json!({})).await.is(200);
    assert_eq!(bob.get("/api/v2/me/muted-threads").await.body()["items"], json!([]), "its title is nobody's business");
    bob.delete(&mute).await.is(204);
    bob.delete(&mute).await.is_problem(404, "post.not_found");
}

#[tokio::test]
async fn what_is_turned_off_is_not_written_down_and_what_is_not_for_the_app_not_listed() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let mailed = json!({"in_app": false, "email": "now"});
    choose(&ada, &only(&[("comment", mailed), ("follow", json!({"in_app": true, "email": "off"}))])).await;

    turn_on(&bob, "posts/talk/like").await;
    bob.comment("talk", "Hm").await;
    turn_on(&bob, "users/ada/follow").await;

    assert_eq!((lines(&ada).await, unread(&ada).await), (vec!["follow bob 1".to_owned()], 1));
    let mut stored = app.texts("SELECT kind FROM notifications").await;
    stored.sort_unstable();
    assert_eq!(stored, ["comment", "follow"]);
}
