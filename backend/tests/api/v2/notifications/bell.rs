//! New posts of people whom one follows, where the bell is on.

use broadsheet::{services::notifications, worker};
use broadsheet_shared::id::PostId;
use serde_json::json;

use super::{id, line, lines, told, turn_off, turn_on};
use crate::support::App;

#[tokio::test]
async fn who_follows_with_the_bell_on_is_told_of_each_new_post_once() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    for reader in [&bob, &cleo] {
        turn_on(reader, "users/ada/follow").await;
    }
    for _ in 0..2 {
        turn_on(&bob, "users/ada/follow/bell").await;
    }

    let post = ada.publish("News").await;
    app.work().await;

    let [told] = &told(&bob).await[..] else { panic!("one") };
    assert_eq!((line(told), &told["post"]["id"]), ("post ada 1".to_owned(), &post["id"]));
    assert!(lines(&cleo).await.is_empty(), "the bell is off");
    let path = format!("/api/v2/posts/{}", id(&post));
    for verb in ["unpublish", "publish"] {
        ada.post(&format!("{path}/{verb}"), json!({})).await.is(200);
    }
    app.work().await;
    assert_eq!(lines(&bob).await, ["post ada 1"]);
    turn_off(&bob, "users/ada/follow/bell").await;
    ada.publish("More").await;
    app.work().await;
    assert_eq!(lines(&bob).await, ["post ada 1"]);
}

#[tokio::test]
async fn a_bell_needs_a_follow_and_ends_with_it() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let bell = "/api/v2/users/ada/follow/bell";
    let shown = async || bob.get("/api/v2/users/ada").await.body()["viewer"]["bell"].clone();

    bob.put(bell, json!({})).await.is_problem(409, "follow.missing");
    bob.delete(bell).await.is(204);
    ada.put(bell, json!({})).await.is_problem(422, "follow.self");
    bob.put("/api/v2/users/nobody/follow/bell", json!({})).await.is_problem(404, "user.not_found");
    turn_on(&bob, "users/ada/follow").await;
    assert_eq!(shown().await, false);
    turn_on(&bob, "users/ada/follow/bell").await;
    assert_eq!(shown().await, true);
    turn_on(&bob, "users/ada/follow").await;
    assert_eq!(shown().await, true, "to follow once more changes nothing");
    turn_off(&bob, "users/ada/follow").await;
    turn_on(&bob, "users/ada/follow").await;
    assert_eq!(shown().await, false);
    ada.publish("News").await;
    assert!(lines(&bob).await.is_empty());
}

#[tokio::test]
async fn b1_a_draft_and_what_is_taken_back_before_the_job_runs_are_told_to_nobody() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    turn_on(&bob, "users/ada/follow").await;
    turn_on(&bob, "users/ada/follow/bell").await;

    ada.draft("Plans").await;
    let post = ada.publish("Rash").await;
    ada.post(&format!("/api/v2/posts/{}/unpublish", id(&post)), json!({})).await.is(200);
    let later = ada.schedule("Later", "2026-01-01T13:00:00Z").await;
    app.work().await;
    assert!(lines(&bob).await.is_empty());

    app.wait_secs(3_600);
    app.work().await;
    let bob = app.sign_in("bob").await;
    let [told] = &told(&bob).await[..] else { panic!("the one that the clock published") };
    assert_eq!(told["post"]["id"], later["id"]);
}

#[tokio::test]
async fn k6_two_workers_and_one_that_died_make_one_set() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut readers = Vec::new();
    for number in 0..7 {
        let reader = app.reader(&format!("reader{number}")).await;
        turn_on(&reader, "users/ada/follow").await;
        turn_on(&reader, "users/ada/follow/bell").await;
        readers.push(reader);
    }
    let post = ada.publish("News").await;
    let post: PostId = id(&post).parse().unwrap();
    let (one, other) = (app.context(), app.neighbour().await);

    let half = notifications::notify_followers(one, post, None, 3).await.unwrap();
    assert!(half.is_some(), "there are more");
    for limit in [2, 100] {
        let (here, there) = tokio::join!(
            notifications::notify_followers(one, post, None, limit),
            notifications::notify_followers(&other, post, None, limit),
        );
        here.unwrap();
        there.unwrap();
    }
    let (here, there) = tokio::join!(worker::run_due(one), worker::run_due(&other));
    here.unwrap();
    there.unwrap();

    for reader in &readers {
        assert_eq!(lines(reader).await, ["post ada 1"]);
    }
    assert_eq!(app.texts("SELECT kind FROM notifications WHERE kind = 'post'").await.len(), 7);
    let entries = "SELECT 'row' FROM notification_actors a JOIN notifications n ON n.id = a.notification_id
        WHERE n.kind = 'post'";
    assert_eq!(app.texts(entries).await.len(), 7);
}
