//! G3, G4, A6: who hears what, and who hears no more.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{App, Caller, Listener, PASSWORD, Socket, token_in};

/// Ten times the promise.
const DEADLINE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn g3_nobody_hears_of_what_they_may_not_see() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let draft = ada.draft("Hidden").await["id"].as_str().unwrap().to_owned();
    let mut stranger = Listener::stranger(&server).await;
    let mut other = Listener::of(&server, &eve).await;
    let missing = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";

    for (topic, code) in [
        (format!("posts/{draft}/comments"), "post.not_found"),
        (format!("posts/{draft}/counts"), "post.not_found"),
        (format!("posts/{missing}/comments"), "post.not_found"),
        ("posts/hidden/comments".to_owned(), "topic.unknown"),
        (format!("users/{}/notifications", ada.id()), "topic.unknown"),
        ("staff/reports".to_owned(), "topic.unknown"),
    ] {
        for listener in [&mut stranger, &mut other] {
            listener.ask_for(&topic, Some(0)).await;
            let refused = listener.hear_a("refused").await;
            assert_eq!((&refused["topic"], &refused["code"]), (&json!(topic), &json!(code)));
        }
    }
    stranger.ask_for("me/notifications", None).await;
    assert_eq!(stranger.hear_a("refused").await["code"], "auth.required");
    other.subscribe("me/notifications", None).await;
    let mut author = Listener::of(&server, &ada).await;
    author.subscribe(&format!("posts/{draft}/comments"), None).await;
}

#[tokio::test]
async fn b1_g4_a_post_that_is_taken_back_falls_silent_for_all_but_those_who_see_it() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben, maud) = (app.author("ada").await, app.reader("ben").await, app.moderator("maud").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let comment = ben.comment("talk", "One").await;
    let topic = format!("posts/{id}/comments");
    let mut listeners = [
        Listener::stranger(&server).await,
        Listener::of(&server, &ben).await,
        Listener::of(&server, &ada).await,
        Listener::of(&server, &maud).await,
    ];
    for listener in &mut listeners {
        listener.subscribe(&topic, None).await;
    }
    let [stranger, reader, author, staff] = &mut listeners;

    app.admin("rita").await.post(&format!("/api/v2/posts/{id}/remove"), json!({"reason": "Noise"})).await.is(200);

    for listener in [stranger, reader] {
        let told = listener.hear_a("unsubscribed").await;
        assert_eq!((&told["topic"], &told["code"]), (&json!(topic), &json!("post.removed")));
        listener.ask_for(&topic, Some(0)).await;
        assert_eq!(listener.hear_a("refused").await["code"], "post.removed");
    }
    let path = format!("/api/v2/comments/{}/hide", comment["id"].as_str().unwrap());
    maud.put(&path, json!({})).await.is(204);
    for listener in [author, staff] {
        assert_eq!(listener.hear_event("comment.hidden").await.1["id"], comment["id"]);
    }
}

#[tokio::test]
async fn g4_a_post_that_becomes_a_draft_again_falls_silent() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let mut reader = Listener::stranger(&server).await;
    for topic in ["comments", "counts"] {
        reader.subscribe(&format!("posts/{id}/{topic}"), None).await;
    }

    ada.post(&format!("/api/v2/posts/{id}/unpublish"), json!({})).await.is(200);

    for _ in 0..2 {
        assert_eq!(reader.hear_a("unsubscribed").await["code"], "post.not_found");
    }
}

/// What ends a session.
async fn end(app: &App, rita: &Caller, ada: &Caller, act: &str) {
    match act {
        "sign out" => drop(ada.with_refresh_cookie("logout").send().await.is(204)),
        "suspend" => drop(rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "x"})).await.is(200)),
        "leave" => {
            let leaving = json!({"content": "anonymise", "password": PASSWORD});
            ada.delete_with("/api/v2/me", leaving).await.is(202);
        }
        "reset" => {
            app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
            let token = token_in(&app.last_mail_to("ada@example.org").await);
            let reset = json!({"token": token, "password": "a better horse battery"});
            app.anonymous().post("/api/v2/auth/reset-password", reset).await.is(200);
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a6_g4_whatever_ends_a_session_ends_its_sockets() {
    for act in ["sign out", "suspend", "leave", "reset"] {
        let app = App::new().await;
        let server = Socket::serve(app.router());
        let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
        let (mut mine, mut stranger) = (Listener::of(&server, &ada).await, Listener::stranger(&server).await);
        mine.subscribe("me/notifications", None).await;

        end(&app, &rita, &ada, act).await;

        let begun = Instant::now();
        assert_eq!(mine.end().await, 1008, "{act}");
        assert!(begun.elapsed() < DEADLINE, "{act}: {:?}", begun.elapsed());
        assert!(stranger.says_pong_first().await, "{act}");
    }
}

#[tokio::test]
async fn a6_signing_out_elsewhere_ends_the_other_socket_alone() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let elsewhere = app.sign_in("ada").await;
    let (mut here, mut there) = (Listener::of(&server, &ada).await, Listener::of(&server, &elsewhere).await);

    ada.delete("/api/v2/auth/sessions").await.is(204);

    assert_eq!(there.end().await, 1008);
    assert!(here.says_pong_first().await);
}

#[tokio::test]
async fn g4_who_loses_a_role_hears_only_what_is_left() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (rita, ada, maud) = (app.admin("rita").await, app.author("ada").await, app.moderator("maud").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    rita.post(&format!("/api/v2/posts/{id}/remove"), json!({"reason": "Noise"})).await.is(200);
    let mut staff = Listener::of(&server, &maud).await;
    staff.subscribe(&format!("posts/{id}/comments"), None).await;
    staff.subscribe("home", None).await;

    rita.put("/api/v2/admin/users/maud/roles", json!({"roles": ["reader"]})).await.is(200);

    assert_eq!(staff.hear_a("unsubscribed").await["code"], "post.removed");
    ada.publish("Next").await;
    staff.hear_event("post.published").await;
}

#[tokio::test]
async fn g4_a_token_that_is_revoked_ends_its_sockets() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let request = json!({"name": "T", "scopes": ["read"], "expires_in_days": 1});
    let token = ada.post("/api/v2/me/tokens", request).await.is(201).body();
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    let mut program = Listener::dial(&server, "/api/v2/ws", &[("authorization", &bearer)]).await.unwrap();
    program.hello(None).await;

    let list = ada.get("/api/v2/me/tokens").await.is(200).body();
    ada.delete(&format!("/api/v2/me/tokens/{}", list["items"][0]["id"].as_str().unwrap())).await.is(204);

    assert_eq!(program.end().await, 1008);
}

#[tokio::test]
async fn g4_a_session_that_runs_out_ends_its_sockets() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut mine = Listener::of(&server, &ada).await;

    app.wait_secs(100 * 86_400);
    // What is remembered for a second of the machine's time is not this test's matter.
    app.context().standings.forget_all();

    assert_eq!(mine.end().await, 1008);
}

#[tokio::test]
async fn a4_a_replayed_refresh_token_ends_the_sockets_of_its_session() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let mut ada = app.author("ada").await;
    let thief = ada.clone();
    ada.refresh().await.is(200);
    ada.refresh().await.is(200);
    let mut mine = Listener::of(&server, &ada).await;

    app.wait_secs(11);
    thief.try_refresh().await.is_problem(401, "token.invalid");

    assert_eq!(mine.end().await, 1008);
}
