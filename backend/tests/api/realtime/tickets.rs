//! G1, G2: who gets a socket at all.

use axum::http::Method;
use broadsheet::domain::user::role;
use serde_json::json;

use crate::support::{App, Listener, Socket};

const WS: &str = "/api/v2/ws";

#[tokio::test]
async fn g1_a_page_of_another_site_opens_no_socket() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let own = format!("http://{}", server.address());

    for origin in ["https://evil.example", "null", "", &format!("{own}.evil.example"), &format!("https{}", &own[4..])] {
        assert_eq!(Listener::dial(&server, WS, &[("origin", origin)]).await.err(), Some(403), "{origin:?}");
    }
    assert_eq!(Listener::dial(&server, WS, &[("sec-fetch-site", "cross-site")]).await.err(), Some(403));
    let mut listener = Listener::dial(&server, WS, &[("origin", &own)]).await.unwrap();
    listener.hello(None).await;
}

#[tokio::test]
async fn g1_a_program_with_a_token_needs_no_origin() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let bearer = format!("Bearer {}", ada.token());

    let mut listener = Listener::dial(&server, WS, &[("origin", ""), ("authorization", &bearer)]).await.unwrap();
    assert_eq!(listener.hello(None).await["user_id"], json!(ada.id()));

    let dead = [("origin", ""), ("authorization", "Bearer nonsense")];
    assert_eq!(Listener::dial(&server, WS, &dead).await.err(), Some(401));
}

#[tokio::test]
async fn g2_a_ticket_opens_one_socket() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ticket = app.author("ada").await.ticket().await;

    let mut first = Listener::silent(&server).await;
    first.hello(Some(&ticket)).await;
    let mut second = Listener::silent(&server).await;
    second.say(json!({"frame": "hello", "version": 1, "ticket": ticket})).await;

    assert_eq!(second.hear_a("error").await["code"], "ticket.invalid");
    assert_eq!(second.end().await, 1008);
    assert!(first.says_pong_first().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn g2_of_thirty_at_once_one_gets_in() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ticket = app.author("ada").await.ticket().await;
    let mut listeners = Vec::new();
    for _ in 0..30 {
        listeners.push(Listener::silent(&server).await);
    }

    let hellos = listeners.into_iter().map(|mut listener| {
        let hello = json!({"frame": "hello", "version": 1, "ticket": ticket});
        tokio::spawn(async move {
            listener.say(hello).await;
            listener.hear().await["frame"] == "welcome"
        })
    });
    let mut welcomed = 0;
    for hello in hellos.collect::<Vec<_>>() {
        welcomed += usize::from(hello.await.unwrap());
    }

    assert_eq!(welcomed, 1);
}

#[tokio::test]
async fn g2_a_ticket_is_over_after_thirty_seconds_and_is_stored_as_a_hash() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let ticket = ada.ticket().await;
    assert!(app.texts("SELECT token_hash FROM channel_tickets").await.iter().all(|hash| *hash != ticket));

    app.wait_secs(30);
    let mut listener = Listener::silent(&server).await;
    listener.say(json!({"frame": "hello", "version": 1, "ticket": ticket})).await;

    assert_eq!(listener.hear_a("error").await["code"], "ticket.invalid");
    assert_eq!(listener.end().await, 1008);
    broadsheet::services::channel::purge(app.context()).await.unwrap();
    assert!(app.texts("SELECT token_hash FROM channel_tickets").await.is_empty());
}

#[tokio::test]
async fn g2_a_ticket_dies_with_its_session() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let ticket = ada.ticket().await;

    ada.with_refresh_cookie("logout").send().await.is(204);
    let mut listener = Listener::silent(&server).await;
    listener.say(json!({"frame": "hello", "version": 1, "ticket": ticket})).await;

    assert_eq!(listener.hear_a("error").await["code"], "ticket.invalid");
}

#[tokio::test]
async fn g2_a_ticket_of_another_session_opens_nothing() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let ticket = ada.ticket().await;
    let bearer = format!("Bearer {}", eve.token());

    let mut listener = Listener::dial(&server, WS, &[("authorization", &bearer)]).await.unwrap();
    listener.say(json!({"frame": "hello", "version": 1, "ticket": ticket})).await;

    assert_eq!(listener.hear_a("error").await["code"], "ticket.invalid");
    assert_eq!(listener.end().await, 1008);
}

#[tokio::test]
async fn g2_nothing_secret_stands_in_an_address() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ticket = app.author("ada").await.ticket().await;

    let path = format!("{WS}?ticket={ticket}");
    assert_eq!(Listener::dial(&server, &path, &[]).await.err(), Some(422));
}

#[tokio::test]
async fn g2_a_personal_token_gets_no_ticket_and_needs_the_scope_to_read() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let token = async |scope: &str| {
        let request = json!({"name": scope, "scopes": [scope], "expires_in_days": 1});
        let made = ada.post("/api/v2/me/tokens", request).await.is(201).body();
        made["token"].as_str().unwrap().to_owned()
    };
    let (reading, writing) = (token("read").await, token("posts:write").await);

    let program = app.anonymous().with_token(&reading);
    program.call(Method::POST, "/api/v2/ws/tickets").send().await.is_problem(403, "session.required");
    let bearer = format!("Bearer {reading}");
    let mut listener = Listener::dial(&server, WS, &[("origin", ""), ("authorization", &bearer)]).await.unwrap();
    assert_eq!(listener.hello(None).await["user_id"], json!(ada.id()));
    listener.subscribe("me/notifications", None).await;
    let bearer = format!("Bearer {writing}");
    assert_eq!(Listener::dial(&server, WS, &[("authorization", &bearer)]).await.err(), Some(403));
}

#[tokio::test]
async fn a17_who_leaves_or_is_suspended_gets_no_ticket() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let sue = app.person("sue", role::AUTHOR).await;

    rita.post("/api/v2/admin/users/sue/suspend", json!({"reason": "Noise"})).await.is(200);

    sue.post("/api/v2/ws/tickets", json!({})).await.is_problem(401, "token.invalid");
    app.anonymous().post("/api/v2/ws/tickets", json!({})).await.is_problem(401, "auth.required");
}
