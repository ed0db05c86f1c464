//! The number of unread ones is told anew when a post or a person leaves people's sight, and when either is back.

use std::time::{Duration, Instant};

use broadsheet::services::leaving;
use serde_json::json;

use super::{answer, id, turn_on};
use crate::support::{App, Caller, Listener, Socket};

async fn listen(server: &Socket, person: &Caller) -> Listener {
    let mut listener = Listener::of(server, person).await;
    listener.subscribe("me/notifications", None).await;
    listener
}

/// The next number that is told, which is the only one.
async fn only_count(listener: &mut Listener) -> u64 {
    let (_, told) = listener.hear_event("notifications.changed").await;
    assert!(listener.says_pong_first().await, "told once");
    told["unread_count"].as_u64().unwrap()
}

/// Erases somebody as the worker does once their time is over.
async fn erase(app: &App, username: &str, person: &Caller) {
    let asked = format!(
        "INSERT INTO departures (user_id, content, asked_at, erase_at, reminded_at)
        SELECT id, 'anonymise', 0, 0, 0 FROM users WHERE username = '{username}'"
    );
    app.sql(&asked).await;
    assert!(leaving::erase_person(app.context(), person.id()).await.unwrap());
}

/// People who were told of the first post of a site, and have not read it.
async fn crowd(app: &App, number: usize) {
    for one in 0..number {
        app.account(&format!("fan{one}"), "reader").await;
    }
    app.sql(
        "INSERT INTO notifications (id, user_id, kind, subject_id, post_id, actor_count, in_app, created_at, happened_at,
            told_at)
        SELECT u.id, u.id, 'post', p.id, p.id, 1, TRUE, 0, 0, 0 FROM users u, posts p WHERE u.username LIKE 'fan%'",
    )
    .await;
    app.sql(
        "INSERT INTO notification_actors (notification_id, source_id, actor_id, created_at)
        SELECT n.id, p.author_id, p.author_id, 0 FROM notifications n JOIN posts p ON p.id = n.post_id",
    )
    .await;
}

/// How many people's streams are so far.
async fn woken(app: &App, times: u64) -> usize {
    let sql = format!("SELECT name FROM topics WHERE name LIKE 'users/%' AND last_id = {times}");
    app.texts(&sql).await.len()
}

#[tokio::test]
async fn b4_with_a_post_that_goes_and_comes_back_the_number_does() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    let mona = app.moderator("mona").await;
    let post = format!("/api/v2/posts/{}", id(&ada.publish("Talk").await));
    let comment = bob.comment("talk", "Well?").await;
    answer(&cleo, "talk", &comment, "Quite.").await;
    let mut his = listen(&server, &bob).await;

    ada.post(&format!("{post}/unpublish"), json!({})).await.is(200);
    assert_eq!(only_count(&mut his).await, 0, "a draft again");
    ada.post(&format!("{post}/publish"), json!({})).await.is(200);
    assert_eq!(only_count(&mut his).await, 1);
    mona.post(&format!("{post}/remove"), json!({"reason": "Off topic"})).await.is(200);
    assert_eq!(only_count(&mut his).await, 0, "taken away by staff");
    mona.post(&format!("{post}/restore"), json!({})).await.is(200);
    assert_eq!(only_count(&mut his).await, 1);
    let etag = ada.get(&post).await.is(200).etag();
    ada.take_away(&post, &etag).await.is(204);
    assert_eq!(only_count(&mut his).await, 0, "deleted");
    ada.post(&format!("{post}/restore"), json!({})).await.is(200);
    assert_eq!(only_count(&mut his).await, 1);
}

#[tokio::test]
async fn b4_with_a_person_who_goes_and_comes_back_the_number_does() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, bob, cleo) = (app.author("ada").await, app.author("bob").await, app.reader("cleo").await);
    let mona = app.admin("mona").await;
    ada.publish("Talk").await;
    let comment = bob.comment("talk", "Well?").await;
    answer(&cleo, "talk", &comment, "Quite.").await;
    turn_on(&cleo, "users/bob/follow").await;
    let mut his = listen(&server, &bob).await;

    mona.post("/api/v2/admin/users/cleo/suspend", json!({"reason": "Noise"})).await.is(200);
    assert_eq!(only_count(&mut his).await, 0);
    mona.post("/api/v2/admin/users/cleo/unsuspend", json!({})).await.is(200);
    assert_eq!(only_count(&mut his).await, 2);
    erase(&app, "cleo", &cleo).await;
    assert_eq!(only_count(&mut his).await, 0);
    let end = Instant::now() + Duration::from_secs(60);
    assert!(leaving::erase_ties(app.context(), cleo.id(), end).await.unwrap());
    assert!(his.says_pong_first().await, "it was told before");
}

#[tokio::test]
async fn of_many_who_were_told_a_job_tells_each() {
    const MANY: usize = 60;
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.admin("mona").await);
    let post = format!("/api/v2/posts/{}", id(&ada.publish("Talk").await));
    crowd(&app, MANY).await;

    ada.post(&format!("{post}/unpublish"), json!({})).await.is(200);
    assert_eq!(woken(&app, 1).await, 0, "nobody waits for all of them");
    assert_eq!(app.work().await, 1);
    assert_eq!(woken(&app, 1).await, MANY);

    mona.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);
    app.work().await;
    assert_eq!(woken(&app, 2).await, MANY);
}
