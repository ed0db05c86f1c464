//! G6: who is here, who reads a post, who writes an answer; and who is not to be seen.

use std::time::Instant;

use broadsheet::config;
use serde_json::{Value, json};

use super::events::{Stream, bearer};
use crate::support::{App, Caller, Listener, Socket, eventually};

/// A post by ada with the topic of who is at it.
async fn talk(app: &App) -> (Caller, String) {
    let ada = app.author("ada").await;
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    (ada, format!("posts/{id}/presence"))
}

async fn at(server: &Socket, caller: Option<&Caller>, topic: &str) -> Listener {
    let mut listener = match caller {
        Some(caller) => Listener::of(server, caller).await,
        None => Listener::stranger(server).await,
    };
    listener.subscribe(topic, None).await;
    listener
}

/// How many read, and who writes, as the next word says.
async fn next(listener: &mut Listener) -> (u64, Vec<String>) {
    let frame = listener.hear_a("now").await;
    assert_eq!(frame["type"], "presence.changed", "{frame}");
    let replying = frame["data"]["replying"].as_array().unwrap().iter();
    let names = replying.map(|user| user["username"].as_str().unwrap().to_owned()).collect();
    (frame["data"]["readers"].as_u64().unwrap(), names)
}

/// Hears on until it is told this.
async fn until(listener: &mut Listener, readers: u64, replying: &[&str]) {
    while next(listener).await != (readers, replying.iter().map(|name| (*name).to_owned()).collect()) {}
}

async fn says_replying(listener: &mut Listener, topic: &str, is_over: bool) {
    listener.say(json!({"frame": "replying", "topic": topic, "is_over": is_over})).await;
}

async fn sees_online(viewer: &Caller, name: &str) -> Value {
    viewer.get(&format!("/api/v2/users/{name}")).await.is(200).body()["viewer"]["online"].clone()
}

#[tokio::test]
async fn g6_people_are_counted_once_and_strangers_by_socket_until_they_go() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let ben = app.reader("ben").await;

    let mut first = at(&server, Some(&ada), &topic).await;
    until(&mut first, 1, &[]).await;
    let second = at(&server, Some(&ada), &topic).await;
    let (bens, stranger) = (at(&server, Some(&ben), &topic).await, at(&server, None, &topic).await);
    let mut other = at(&server, None, &topic).await;
    until(&mut first, 4, &[]).await;
    until(&mut other, 4, &[]).await;

    drop((second, stranger));
    until(&mut first, 3, &[]).await;
    drop(bens);
    other.say(json!({"frame": "unsubscribe", "topic": topic})).await;
    until(&mut first, 1, &[]).await;
}

#[tokio::test]
async fn g6_who_writes_an_answer_is_named_until_it_is_over_or_they_fall_silent() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let ben = app.reader("ben").await;
    let (mut adas, mut bens) = (at(&server, Some(&ada), &topic).await, at(&server, Some(&ben), &topic).await);
    until(&mut adas, 2, &[]).await;

    says_replying(&mut bens, &topic, false).await;
    until(&mut adas, 2, &["ben"]).await;
    says_replying(&mut bens, &topic, true).await;
    until(&mut adas, 2, &[]).await;

    says_replying(&mut bens, &topic, false).await;
    until(&mut adas, 2, &["ben"]).await;
    app.wait_secs(11);
    until(&mut adas, 2, &[]).await;

    says_replying(&mut bens, &topic, false).await;
    until(&mut adas, 2, &["ben"]).await;
    drop(bens);
    until(&mut adas, 1, &[]).await;
}

#[tokio::test]
async fn g6_nobody_speaks_for_another_or_from_where_they_are_not() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let ben = app.reader("ben").await;
    let mut adas = at(&server, Some(&ada), &topic).await;
    until(&mut adas, 1, &[]).await;
    let mut stranger = Listener::stranger(&server).await;
    let mut bens = Listener::of(&server, &ben).await;

    says_replying(&mut stranger, &topic, false).await;
    assert_eq!(stranger.hear_a("refused").await["code"], "auth.required");
    for wrong in ["home", "nothing", &topic.replace("presence", "comments")] {
        says_replying(&mut bens, wrong, false).await;
        assert_eq!(bens.hear_a("refused").await["code"], "topic.unknown");
    }
    // Ben is not there, so nobody hears of him.
    says_replying(&mut bens, &topic, false).await;
    assert!(bens.says_pong_first().await);
    let _third = at(&server, None, &topic).await;
    assert_eq!(next(&mut adas).await, (2, vec![]));

    bens.say(json!({"frame": "replying", "topic": topic, "user_id": ada.id()})).await;
    assert_eq!(bens.end().await, 1008);
}

#[tokio::test]
async fn g6_who_hides_is_neither_counted_nor_named_nor_online() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let ben = app.reader("ben").await;
    let (mut adas, mut bens) = (at(&server, Some(&ada), &topic).await, at(&server, Some(&ben), &topic).await);
    says_replying(&mut bens, &topic, false).await;
    until(&mut adas, 2, &["ben"]).await;
    eventually("ben to be here", async || sees_online(&ada, "ben").await == true).await;

    let me = ben.patch("/api/v2/me", json!({"hides_presence": true})).await.is(200).body();

    assert_eq!(me["hides_presence"], true);
    assert_eq!(sees_online(&ada, "ben").await, false);
    until(&mut adas, 1, &[]).await;
    says_replying(&mut bens, &topic, false).await;
    ben.patch("/api/v2/me", json!({"hides_presence": false})).await.is(200);
    assert_eq!(sees_online(&ada, "ben").await, true);
    until(&mut adas, 2, &["ben"]).await;
}

#[tokio::test]
async fn b1_g6_who_is_blocked_or_has_muted_somebody_does_not_learn_that_they_are_here() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let (ben, eve) = (app.reader("ben").await, app.reader("eve").await);
    let mut adas = at(&server, Some(&ada), &topic).await;
    let mut bens = at(&server, Some(&ben), &topic).await;
    let mut eves = at(&server, Some(&eve), &topic).await;
    until(&mut eves, 3, &[]).await;
    eventually("ben to be here", async || sees_online(&eve, "ben").await == true).await;

    ben.put("/api/v2/users/eve/block", json!({})).await.is(204);
    says_replying(&mut bens, &topic, false).await;

    until(&mut adas, 3, &["ben"]).await;
    assert_eq!(next(&mut eves).await, (3, vec![]));
    assert_eq!((sees_online(&eve, "ben").await, sees_online(&ben, "eve").await), (json!(false), json!(false)));
    assert_eq!(sees_online(&ada, "ben").await, true);
    // And what was told before is taken back.
    ada.put("/api/v2/users/ben/mute", json!({})).await.is(204);
    until(&mut adas, 3, &[]).await;
    assert_eq!(sees_online(&ada, "ben").await, false);
    ada.delete("/api/v2/users/ben/mute").await.is(204);
    until(&mut adas, 3, &["ben"]).await;
}

#[tokio::test]
async fn g6_somebody_is_online_from_any_window_until_the_last_is_closed_and_strangers_do_not_ask() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.reader("ada").await, app.reader("ben").await);
    assert_eq!(sees_online(&ada, "ben").await, false);

    let (one, other) = (Listener::of(&server, &ben).await, Listener::of(&server, &ben).await);
    eventually("ben to be here", async || sees_online(&ada, "ben").await == true).await;
    drop(one);
    let two = "SELECT 'gone' FROM presence_online WHERE sockets = 1";
    eventually("one to be gone", async || app.texts(two).await.len() == 1).await;
    assert_eq!(sees_online(&ada, "ben").await, true);

    drop(other);
    eventually("ben to be gone", async || sees_online(&ada, "ben").await == false).await;
    assert_eq!(app.anonymous().get("/api/v2/users/ben").await.is(200).body().get("viewer"), None);
    assert_eq!(sees_online(&ben, "ben").await, false, "one's own page says nothing of it");
}

#[tokio::test]
async fn g6_a_stream_of_events_is_told_and_makes_nobody_present() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let mut stream = Stream::open(&server, &topic, &bearer(&ada)).await;
    stream.event("subscribed").await;

    let _stranger = at(&server, None, &topic).await;

    loop {
        let told = stream.event("now").await;
        assert_eq!(told.id, "", "there is nothing to come back to");
        if told.frame["data"]["readers"] == 1 {
            break;
        }
    }
    assert_eq!(sees_online(&app.reader("ben").await, "ada").await, false);
}

#[tokio::test]
async fn g6_however_many_come_and_go_a_room_is_told_once_a_second() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (_, topic) = talk(&app).await;
    let mut watcher = at(&server, None, &topic).await;
    let begun = Instant::now();

    for _ in 0..20 {
        drop((at(&server, None, &topic).await, at(&server, None, &topic).await, at(&server, None, &topic).await));
    }
    let last = at(&server, None, &topic).await;
    let mut told = 1;
    while next(&mut watcher).await.0 != 2 {
        told += 1;
    }

    // One at once, for whoever comes, and one for each second that has begun.
    assert!(told <= begun.elapsed().as_secs() + 2, "{told} in {:?}", begun.elapsed());
    drop(last);
}

#[tokio::test]
async fn g3_g4_who_may_not_see_the_post_learns_of_nobody_at_it() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let id = topic.split('/').nth(1).unwrap();
    let mut reader = at(&server, None, &topic).await;
    until(&mut reader, 1, &[]).await;

    ada.post(&format!("/api/v2/posts/{id}/unpublish"), json!({})).await.is(200);

    assert_eq!(reader.hear_a("unsubscribed").await["code"], "post.not_found");
    reader.ask_for(&topic, None).await;
    assert_eq!(reader.hear_a("refused").await["code"], "post.not_found");
    eventually("nobody to be there", async || app.texts("SELECT 'row' FROM presence_strangers").await.is_empty()).await;
}

#[tokio::test]
async fn x21_two_processes_tell_the_same_and_count_nobody_twice() {
    let app = App::new().await;
    let (one, other) = (app.second().await, app.second().await);
    let (here, there) = (Socket::serve(one.router()), Socket::serve(other.router()));
    let (ada, topic) = talk(&app).await;
    let ben = app.reader("ben").await;

    let mut adas = at(&here, Some(&ada), &topic).await;
    let mut again = at(&there, Some(&ada), &topic).await;
    let mut bens = at(&there, Some(&ben), &topic).await;
    let _stranger = at(&here, None, &topic).await;

    for listener in [&mut adas, &mut again, &mut bens] {
        until(listener, 3, &[]).await;
    }
    says_replying(&mut bens, &topic, false).await;
    until(&mut adas, 3, &["ben"]).await;
    eventually("ben to be here", async || sees_online(&one.caller(&ada), "ben").await == true).await;
}

#[tokio::test]
async fn g6_a_process_that_dies_takes_its_people_along() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (_, topic) = talk(&app).await;
    // As a process leaves it that is killed: nobody says that its people are gone. Its id is of no matter.
    app.sql("INSERT INTO presence_processes (id, seen_at) SELECT id, 1767268800000 FROM posts").await;
    app.sql("INSERT INTO presence_strangers (post_id, process_id, sockets) SELECT id, id, 7 FROM posts").await;
    let mut reader = at(&server, None, &topic).await;
    until(&mut reader, 8, &[]).await;

    app.wait_secs(21);

    until(&mut reader, 1, &[]).await;
    eventually("its rows to go", async || app.texts("SELECT 'row' FROM presence_strangers").await.len() == 1).await;
}

#[tokio::test]
async fn g6_while_nobody_can_be_counted_the_channel_goes_on_and_who_came_meanwhile_is_told_later() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, topic) = talk(&app).await;
    let mut first = at(&server, None, &topic).await;
    until(&mut first, 1, &[]).await;
    app.sql("ALTER TABLE presence_strangers RENAME TO kept").await;

    let mut second = at(&server, None, &topic).await;
    let mut listener = at(&server, None, &topic.replace("presence", "comments")).await;
    // Between two signs of life the process has tried to count.
    let seen = "SELECT CAST(seen_at AS TEXT) FROM presence_processes";
    for _ in 0..2 {
        let before = app.texts(seen).await;
        app.wait_secs(1);
        eventually("a sign of life", async || app.texts(seen).await != before).await;
    }
    ada.comment("talk", "Heard all the same").await;

    assert_eq!(listener.hear_event("comment.created").await.0, 1);
    assert!(first.says_pong_first().await, "nobody is told what is not known");
    app.sql("ALTER TABLE kept RENAME TO presence_strangers").await;
    until(&mut first, 2, &[]).await;
    until(&mut second, 2, &[]).await;
}

#[tokio::test]
async fn g5_a_person_has_so_many_sockets_at_all_processes_together() {
    let mut config = config::testing();
    config.channel.sockets_per_user = 3;
    let app = App::with(config).await;
    let other = app.second().await;
    let (here, there) = (Socket::serve(app.router()), Socket::serve(other.router()));
    let ada = app.author("ada").await;
    let _two = (Listener::of(&here, &ada).await, Listener::of(&here, &ada).await);
    let known = "SELECT 'row' FROM presence_online WHERE sockets = 2";
    eventually("the other process to know", async || app.texts(known).await.len() == 1).await;

    let mut third = Listener::of(&there, &ada).await;
    let mut fourth = Listener::silent(&there).await;
    fourth.say(json!({"frame": "hello", "version": 1, "ticket": ada.ticket().await})).await;

    assert_eq!(fourth.end().await, 1013);
    assert!(third.says_pong_first().await);
}
