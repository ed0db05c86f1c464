//! Blocks and mutes in live events: who does not hear of whom, on each surface, now and after coming back.

use axum::Router;
use serde_json::json;

use crate::support::{App, Caller, Listener, Socket};

/// Three people; ada and ben write beneath a post of cleo's.
struct Talk {
    ada: Caller,
    ben: Caller,
    cleo: Caller,
    topic: String,
}

impl Talk {
    async fn new(app: &App) -> Self {
        let (ada, ben, cleo) = (app.author("ada").await, app.author("ben").await, app.author("cleo").await);
        let id = cleo.publish("Talk").await["id"].as_str().unwrap().to_owned();
        Self { ada, ben, cleo, topic: format!("posts/{id}/comments") }
    }

    /// Ada, ben and at last cleo write.
    async fn go_on(&self) {
        self.ada.comment("talk", "By ada").await;
        self.ben.comment("talk", "By ben").await;
        self.cleo.comment("talk", "End").await;
    }

    /// A person who hears of it from now on.
    async fn listener(&self, server: &Socket, caller: &Caller) -> Listener {
        let mut listener = Listener::of(server, caller).await;
        listener.subscribe(&self.topic, None).await;
        listener
    }

    /// What somebody hears who comes back and has seen nothing.
    async fn replay(&self, server: &Socket, caller: &Caller) -> Vec<String> {
        let mut listener = Listener::of(server, caller).await;
        listener.subscribe(&self.topic, Some(0)).await;
        heard(&mut listener).await
    }
}

async fn turn(caller: &Caller, path: &str, is_on: bool) {
    let path = format!("/api/v2/users/{path}");
    let answer = if is_on { caller.put(&path, json!({})).await } else { caller.delete(&path).await };
    answer.is(204);
}

/// The texts that come before the word that is meant for all, which cleo says.
async fn heard(listener: &mut Listener) -> Vec<String> {
    let mut texts = Vec::new();
    loop {
        let (_, told) = listener.hear_event("comment.created").await;
        match told["body"].as_str() {
            Some("End") => return texts,
            text => texts.push(text.unwrap_or_default().to_owned()),
        }
    }
}

#[tokio::test]
async fn b1_a_block_keeps_both_from_hearing_of_one_another_and_nobody_else() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let talk = Talk::new(&app).await;
    let maud = app.moderator("maud").await;
    let mut adas = talk.listener(&server, &talk.ada).await;
    let mut bens = talk.listener(&server, &talk.ben).await;
    let mut cleos = talk.listener(&server, &talk.cleo).await;
    let mut mauds = talk.listener(&server, &maud).await;
    let mut stranger = Listener::stranger(&server).await;
    stranger.subscribe(&talk.topic, None).await;

    turn(&talk.ada, "ben/block", true).await;
    turn(&maud, "ben/mute", true).await;
    talk.go_on().await;

    assert_eq!(heard(&mut adas).await, ["By ada"]);
    assert_eq!(heard(&mut bens).await, ["By ben"]);
    for listener in [&mut cleos, &mut stranger, &mut mauds] {
        assert_eq!(heard(listener).await, ["By ada", "By ben"]);
    }
    assert_eq!(talk.replay(&server, &talk.ada).await, ["By ada"], "and not after coming back");
    assert_eq!(talk.replay(&server, &talk.ben).await, ["By ben"]);
    assert_eq!(talk.replay(&server, &maud).await, ["By ada", "By ben"], "who keeps order sees all");
}

#[tokio::test]
async fn b1_a_block_that_is_taken_back_lets_both_hear_all_again() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let talk = Talk::new(&app).await;
    let mut bens = talk.listener(&server, &talk.ben).await;
    turn(&talk.ada, "ben/block", true).await;
    talk.go_on().await;
    assert_eq!(heard(&mut bens).await, ["By ben"]);

    turn(&talk.ada, "ben/block", false).await;
    talk.go_on().await;

    assert_eq!(heard(&mut bens).await, ["By ada", "By ben"]);
    assert_eq!(talk.replay(&server, &talk.ada).await, ["By ada", "By ben"]);
}

#[tokio::test]
async fn b1_a_mute_silences_for_one_alone() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let talk = Talk::new(&app).await;
    let mut adas = talk.listener(&server, &talk.ada).await;
    let mut bens = talk.listener(&server, &talk.ben).await;

    turn(&talk.ada, "ben/mute", true).await;
    talk.go_on().await;

    assert_eq!(heard(&mut adas).await, ["By ada"]);
    assert_eq!(heard(&mut bens).await, ["By ada", "By ben"]);
}

#[tokio::test]
async fn b1_nothing_that_becomes_of_a_hidden_comment_is_told() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let talk = Talk::new(&app).await;
    turn(&talk.ada, "ben/mute", true).await;
    let mut adas = talk.listener(&server, &talk.ada).await;
    let comment = talk.ben.comment("talk", "By ben").await;
    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());

    let etag = talk.ben.get(&path).await.is(200).etag();
    talk.ben.change(&path, &etag, json!({"body": "By ben, again"})).await.is(200);
    talk.cleo.put(&format!("{path}/hide"), json!({})).await.is(204);
    talk.cleo.delete(&format!("{path}/hide")).await.is(204);
    let etag = talk.ben.get(&path).await.is(200).etag();
    talk.ben.take_away(&path, &etag).await.is(204);
    talk.cleo.comment("talk", "End").await;

    assert_eq!(adas.hear_event("comment.created").await.1["body"], "End");
    assert_eq!(talk.replay(&server, &talk.ada).await, Vec::<String>::new());
}

#[tokio::test]
async fn b1_the_home_page_announces_no_post_of_somebody_hidden() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let talk = Talk::new(&app).await;
    turn(&talk.ben, "ada/block", true).await;
    let mut adas = Listener::of(&server, &talk.ada).await;
    let mut stranger = Listener::stranger(&server).await;
    let before = adas.subscribe("home", None).await;
    stranger.subscribe("home", None).await;

    let (bens, cleos) = (talk.ben.publish("By ben").await, talk.cleo.publish("By cleo").await);

    for post in [&bens, &cleos] {
        assert_eq!(stranger.hear_event("post.published").await.1["id"], post["id"]);
    }
    assert_eq!(adas.hear_event("post.published").await.1["id"], cleos["id"]);
    let mut again = Listener::of(&server, &talk.ada).await;
    again.subscribe("home", Some(before)).await;
    assert_eq!(again.hear_event("post.published").await.1["id"], cleos["id"]);
}

async fn shields_count_at_the_other_process(app: &App, one: impl Fn(&Caller) -> Caller, other: Router) {
    let server = Socket::serve(other);
    let talk = Talk::new(app).await;
    let mut adas = talk.listener(&server, &talk.ada).await;
    let mut bens = talk.listener(&server, &talk.ben).await;

    turn(&one(&talk.ada), "ben/block", true).await;
    let writers = Talk { ada: one(&talk.ada), ben: one(&talk.ben), cleo: one(&talk.cleo), topic: talk.topic.clone() };
    writers.go_on().await;

    assert_eq!(heard(&mut adas).await, ["By ada"]);
    assert_eq!(heard(&mut bens).await, ["By ben"]);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn j5_a_block_counts_at_once_at_another_process() {
    let app = App::new().await;
    let (one, other) = (app.linked_by_notices().await, app.linked_by_notices().await);

    shields_count_at_the_other_process(&app, |caller| one.caller(caller), other.router()).await;
}

#[tokio::test]
async fn j5_a_block_counts_at_a_process_that_hears_of_nothing() {
    let app = App::new().await;
    let other = app.second().await;

    // Without a line between them the other process looks every few seconds how far its streams are.
    shields_count_at_the_other_process(&app, Caller::clone, other.router()).await;
}

#[tokio::test]
async fn b1_a_mute_counts_for_staff_as_well_where_posts_are_told() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (talk, maud) = (Talk::new(&app).await, app.moderator("maud").await);
    turn(&maud, "ben/mute", true).await;
    let mut listener = Listener::of(&server, &maud).await;
    let seen = listener.subscribe("home", None).await;

    talk.ben.publish("From ben").await;
    talk.ada.publish("From ada").await;

    let adas = talk.ada.id().to_string();
    assert_eq!(listener.hear_event("post.published").await.1["author_id"], adas);
    let mut back = Listener::of(&server, &maud).await;
    back.subscribe("home", Some(seen)).await;
    assert_eq!(back.hear_event("post.published").await.1["author_id"], adas, "nor after coming back");
}
