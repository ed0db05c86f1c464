//! What waits for staff, live: told to those who may decide about it, and to nobody else.

use broadsheet::config;
use serde_json::json;

use crate::support::{App, Listener, PASSWORD, Socket};

const HELD: &str = "staff/held-comments";
const REGISTRATIONS: &str = "staff/registrations";
const LINK: &str = "See <https://spam.example/pills>.";

async fn app() -> App {
    let mut config = config::testing();
    config.registration.hold_links_hours = 24;
    App::with(config).await
}

/// How much waits, as the next event says.
async fn waiting(listener: &mut Listener) -> u64 {
    listener.hear_event("queue.changed").await.1["waiting"].as_u64().unwrap()
}

#[tokio::test]
async fn comments_that_are_held_shown_and_deleted_move_the_queue() {
    let app = app().await;
    let server = Socket::serve(app.router());
    let (ada, eve, maud) = (app.author("ada").await, app.author("eve").await, app.moderator("maud").await);
    let post = ada.publish("Talk").await;
    let mut staff = Listener::of(&server, &maud).await;
    staff.subscribe(HELD, None).await;

    eve.comment("talk", "No links").await;
    let first = eve.comment("talk", LINK).await;
    assert_eq!(waiting(&mut staff).await, 1, "and no word of the one that everybody reads");
    let second = eve.comment("talk", LINK).await;
    assert_eq!(waiting(&mut staff).await, 2);

    maud.delete(&format!("/api/v2/comments/{}/hide", first["id"].as_str().unwrap())).await.is(204);
    assert_eq!(waiting(&mut staff).await, 1);
    // What nobody can read waits for nobody.
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    ada.post(&format!("{path}/unpublish"), json!({})).await.is(200);
    assert_eq!(waiting(&mut staff).await, 0);
    ada.post(&format!("{path}/publish"), json!({})).await.is(200);
    assert_eq!(waiting(&mut staff).await, 1);

    let path = format!("/api/v2/comments/{}", second["id"].as_str().unwrap());
    let etag = eve.get(&path).await.is(200).etag();
    eve.take_away(&path, &etag).await.is(204);
    assert_eq!(waiting(&mut staff).await, 0);
    assert!(staff.says_pong_first().await);
}

#[tokio::test]
async fn who_waits_to_be_let_in_is_counted_while_they_do() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let rita = app.admin("rita").await;
    rita.patch("/api/v2/admin/settings", json!({"registration": {"mode": "approval"}})).await.is(200);
    let mut staff = Listener::of(&server, &rita).await;
    staff.subscribe(REGISTRATIONS, None).await;

    for (number, name) in ["ben", "eve"].into_iter().enumerate() {
        let form = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
        assert_eq!(waiting(&mut staff).await, number as u64 + 1);
    }
    rita.post("/api/v2/admin/registrations/ben/approve", json!({})).await.is(204);
    assert_eq!(waiting(&mut staff).await, 1);
    rita.post("/api/v2/admin/registrations/eve/refuse", json!({})).await.is(204);
    assert_eq!(waiting(&mut staff).await, 0);
    app.work().await;
}

#[tokio::test]
async fn g3_queues_are_for_those_who_may_decide() {
    let app = app().await;
    let server = Socket::serve(app.router());
    let mut stranger = Listener::stranger(&server).await;
    let mut author = Listener::of(&server, &app.author("ada").await).await;
    let mut moderator = Listener::of(&server, &app.moderator("maud").await).await;

    for topic in [HELD, REGISTRATIONS] {
        for (listener, code) in [(&mut stranger, "auth.required"), (&mut author, "permission.denied")] {
            listener.ask_for(topic, Some(0)).await;
            assert_eq!(listener.hear_a("refused").await["code"], code, "{topic}");
        }
    }
    moderator.ask_for(REGISTRATIONS, None).await;
    assert_eq!(moderator.hear_a("refused").await["code"], "permission.denied");
    moderator.subscribe(HELD, None).await;
}

#[tokio::test]
async fn g4_who_is_staff_no_more_hears_no_more() {
    let app = app().await;
    let server = Socket::serve(app.router());
    let (rita, ada, maud) = (app.admin("rita").await, app.author("ada").await, app.moderator("maud").await);
    ada.publish("Talk").await;
    let mut former = Listener::of(&server, &maud).await;
    let mut staff = Listener::of(&server, &rita).await;
    former.subscribe(HELD, None).await;
    staff.subscribe(HELD, None).await;

    rita.put("/api/v2/admin/users/maud/roles", json!({"roles": ["reader"]})).await.is(200);
    assert_eq!(former.hear_a("unsubscribed").await["code"], "permission.denied");
    app.reader("eve").await.comment("talk", LINK).await;

    assert_eq!(waiting(&mut staff).await, 1);
    assert!(former.says_pong_first().await);
}
