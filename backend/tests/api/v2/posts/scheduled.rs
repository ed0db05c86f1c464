//! Publishing by the clock. The clock of tests stands at 2026-01-01T12:00:00Z until it is moved.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{App, Caller};

const LATER: &str = "2026-01-01T13:00:00Z";
const HOUR: i64 = 3_600;

fn path(post: &Value) -> String {
    format!("/api/v2/posts/{}", post["id"].as_str().unwrap())
}

/// The post as its author sees it, with a session that the moved clock has not ended.
async fn as_author(author: &Caller, post: &Value) -> Value {
    author.get(&path(post)).await.is(200).body()
}

#[tokio::test]
async fn a_post_is_published_when_its_time_has_come() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.schedule("Patience", LATER).await;
    assert_eq!((&post["state"], &post["scheduled_at"]), (&json!("scheduled"), &json!("2026-01-01T13:00:00.000Z")));
    let anyone = app.anonymous();

    app.wait_secs(HOUR - 1);
    assert_eq!(app.work().await, 0);
    anyone.get("/api/v2/posts/patience").await.is(404);
    assert_eq!(anyone.get("/api/v2/posts").await.body()["items"], json!([]));
    app.wait_secs(1);
    assert_eq!(app.work().await, 1);

    let published = anyone.get("/api/v2/posts/patience").await.is(200).body();
    assert_eq!(published["state"], "published");
    assert_eq!(published["published_at"], "2026-01-01T13:00:00.000Z");
    assert_eq!(published["scheduled_at"], json!(null));
    assert_eq!(anyone.get("/api/v2/posts").await.body()["items"][0]["slug"], "patience");
    assert_eq!(anyone.get("/api/v2/search?q=patience").await.body()["items"].as_array().unwrap().len(), 1);
    assert!(anyone.get("/feed.xml").await.text().contains("Patience"));
}

#[tokio::test]
async fn k6_two_processes_publish_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut posts = Vec::new();
    for number in 0..10 {
        posts.push(ada.schedule(&format!("Post {number}"), LATER).await);
    }
    let (one, other) = (app.neighbour().await, app.neighbour().await);
    app.wait_secs(HOUR);

    let work = [&one, &other, &one, &other].map(broadsheet::worker::run_due);
    let attempts: u64 = join_all(work).await.into_iter().map(Result::unwrap).sum();

    assert_eq!(attempts, 10, "one claim for each");
    let ada = app.sign_in("ada").await;
    for post in posts {
        let published = as_author(&ada, &post).await;
        assert_eq!(published["state"], "published");
        assert_eq!(published["version"], post["version"].as_u64().unwrap() + 1, "one publication");
    }
}

#[tokio::test]
async fn b5_a_timer_has_the_rights_that_its_author_has_when_it_fires() {
    let app = App::new().await;
    for (name, loss) in [
        ("ada", "DELETE FROM user_roles WHERE user_id = (SELECT id FROM users WHERE username = 'ada')"),
        ("bob", "UPDATE users SET status = 'suspended' WHERE username = 'bob'"),
    ] {
        let author = app.author(name).await;
        let post = author.schedule(&format!("By {name}"), LATER).await;
        let judge = format!("judge{name}");
        app.moderator(&judge).await;
        app.sql(loss).await;
        app.wait_secs(HOUR);

        assert_eq!(app.work().await, 1);

        app.anonymous().get(&path(&post)).await.is(404);
        let seen = app.sign_in(&judge).await.get(&path(&post)).await.is(200).body();
        assert_eq!((&seen["state"], &seen["scheduled_at"]), (&json!("scheduled"), &post["scheduled_at"]));
        assert_eq!(seen["version"], post["version"], "nothing was written");
        // The news of the sign-in leave.
        app.work().await;
        app.wait_secs(-HOUR);
    }
}

#[tokio::test]
async fn b5_a_timer_publishes_nothing_for_who_lacks_a_demanded_second_factor() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    let post = ada.schedule("Unproven", LATER).await;
    let demand = json!({"requires_second_factor": true});
    rita.patch("/api/v2/admin/roles/author", demand).await.is(200);
    app.wait_secs(HOUR);
    app.work().await;

    app.anonymous().get("/api/v2/posts/unproven").await.is(404);
    let ada = app.sign_in("ada").await;
    let publish = format!("{}/publish", path(&post));
    ada.post(&publish, json!({})).await.is_problem(403, "auth.second_factor_required");
    app.set_up_totp(&ada).await;
    let waiting = as_author(&ada, &post).await;
    assert_eq!((&waiting["state"], &waiting["version"]), (&json!("scheduled"), &post["version"]));
    ada.post(&publish, json!({})).await.is(200);

    app.anonymous().get("/api/v2/posts/unproven").await.is(200);
    app.work().await;
}

#[tokio::test]
async fn b5_an_author_who_may_publish_again_does_it_by_hand() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.schedule("Late", LATER).await;
    app.sql("UPDATE users SET status = 'suspended'").await;
    app.wait_secs(HOUR);
    app.work().await;

    app.sql("UPDATE users SET status = 'active'").await;
    assert_eq!(app.work().await, 0, "it was not put off");
    let ada = app.sign_in("ada").await;
    let mine = ada.get("/api/v2/me/posts?state=scheduled").await.is(200).body();
    assert_eq!(mine["items"][0]["scheduled_at"], "2026-01-01T13:00:00.000Z");
    ada.post(&format!("{}/publish", path(&post)), json!({})).await.is(200);

    app.anonymous().get("/api/v2/posts/late").await.is(200);
}

#[tokio::test]
async fn a_timer_that_is_not_wanted_any_more_does_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let moved = ada.schedule("Moved", LATER).await;
    let draft = ada.schedule("Draft again", LATER).await;
    let deleted = ada.schedule("Deleted", LATER).await;
    ada.post(&format!("{}/publish", path(&moved)), json!({"at": "2026-01-01T14:00:00Z"})).await.is(200);
    ada.post(&format!("{}/unpublish", path(&draft)), json!({})).await.is(200);
    let etag = ada.get(&path(&deleted)).await.etag();
    ada.take_away(&path(&deleted), &etag).await.is(204);

    app.wait_secs(HOUR);
    assert_eq!(app.work().await, 3);
    let ada = app.sign_in("ada").await;
    assert_eq!(as_author(&ada, &moved).await["state"], "scheduled");
    assert_eq!(as_author(&ada, &draft).await["state"], "draft");
    assert_eq!(as_author(&ada, &deleted).await["state"], "deleted");
    // The news of the sign-in leave.
    app.work().await;
    app.wait_secs(HOUR);
    assert_eq!(app.work().await, 1);

    app.anonymous().get("/api/v2/posts/moved").await.is(200);
    let ada = app.sign_in("ada").await;
    let restored = ada.post(&format!("{}/restore", path(&deleted)), json!({})).await.is(200).body();
    assert_eq!((&restored["state"], &restored["scheduled_at"]), (&json!("draft"), &json!(null)));
}

#[tokio::test]
async fn l8_times_are_utc_and_what_is_no_time_to_come_is_refused() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let draft = ada.draft("When").await;
    let publish = format!("{}/publish", path(&draft));

    for (given, stored) in [
        ("2026-03-29T02:30:00+01:00", "2026-03-29T01:30:00.000Z"), // An hour that clocks in Berlin skip.
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00.000Z"), // One that they have twice.
        ("2028-02-29T23:59:59Z", "2028-02-29T23:59:59.000Z"),
        ("2026-07-01T00:00:00+14:00", "2026-06-30T10:00:00.000Z"),
        ("2026-07-01T00:00:00.123456789-12:00", "2026-07-01T12:00:00.123Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ] {
        let answer = ada.post(&publish, json!({ "at": given })).await.is(200).body();
        assert_eq!(answer["scheduled_at"], stored, "{given}");
    }
    let before = as_author(&ada, &draft).await;
    for wrong in [
        json!("2025-12-31T23:59:59Z"),      // Past.
        json!("2026-01-01T12:00:00Z"),      // This very moment.
        json!("2026-02-29T00:00:00Z"),      // No such day.
        json!("9999-12-31T23:59:59-14:00"), // The year 10000.
        json!("10000-01-01T00:00:00Z"),
        json!("Thu, 01 (a (nested) comment) Jan 2027 00:00:00 GMT"),
        json!("2027-01-01"),
        json!("tomorrow"),
        json!(""),
        json!(1_900_000_000_000_i64),
    ] {
        let answer = ada.post(&publish, json!({ "at": wrong })).await.is_problem(422, "request.invalid").body();
        assert_eq!(answer["errors"][0]["pointer"], "/at", "{wrong}");
    }
    assert_eq!(as_author(&ada, &draft).await, before);
}
