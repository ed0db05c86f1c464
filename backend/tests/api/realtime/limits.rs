//! G5, X16, X17: what a client may not do, and what it costs others: nothing.

use std::time::Duration;

use broadsheet::config::{self, Config};
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use crate::support::{App, Listener, Socket, eventually};

fn changed(change: impl FnOnce(&mut config::Channel)) -> Config {
    let mut config = config::testing();
    change(&mut config.channel);
    config
}

#[tokio::test]
async fn g5_what_is_no_frame_ends_the_socket_with_the_right_code() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let mut other = Listener::stranger(&server).await;
    let whole = |bytes: &[u8]| Message::Frame(Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true));
    let reserved = Message::Frame(Frame::message(b"x".to_vec(), OpCode::Data(Data::Reserved(3)), true));

    for (message, code) in [
        (Message::text("x".repeat(64 * 1024 + 1)), 1009),
        (Message::binary(b"{}".to_vec()), 1003),
        (Message::text("{"), 1008),
        (Message::text("[]"), 1008),
        (Message::text(r#"{"frame": "sing"}"#), 1008),
        (Message::text(r#"{"frame": "ping", "more": 1}"#), 1008),
        (Message::text(format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))), 1008),
        (whole(&[0xFF, 0xFE]), 1007),
        (reserved, 1002),
    ] {
        let mut listener = Listener::stranger(&server).await;
        let told = format!("{message:?}").chars().take(80).collect::<String>();
        listener.send(message).await;
        assert_eq!(listener.end().await, code, "{told}");
    }
    assert!(other.says_pong_first().await);
}

#[tokio::test]
async fn g5_fragments_are_one_message_and_count_together() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let part = |bytes: &[u8], opcode, is_last| Message::Frame(Frame::message(bytes.to_vec(), opcode, is_last));
    let (text, more) = (OpCode::Data(Data::Text), OpCode::Data(Data::Continue));

    let mut listener = Listener::stranger(&server).await;
    listener.send(part(br#"{"frame""#, text, false)).await;
    listener.send(part(br#": "ping"}"#, more, true)).await;
    listener.hear_a("pong").await;

    listener.send(part(&vec![b' '; 40 * 1024], text, false)).await;
    listener.send(part(&vec![b' '; 40 * 1024], more, true)).await;
    assert_eq!(listener.end().await, 1009);
}

#[tokio::test]
async fn g5_a_flood_ends_the_socket() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let mut listener = Listener::stranger(&server).await;

    for _ in 0..60 {
        listener.say(json!({"frame": "ping"})).await;
    }

    assert_eq!(listener.end().await, 1008);
}

#[tokio::test]
async fn g5_the_first_frame_is_hello_and_there_is_one() {
    let app = App::new().await;
    let server = Socket::serve(app.router());

    let mut early = Listener::silent(&server).await;
    early.say(json!({"frame": "subscribe", "topic": "home"})).await;
    assert_eq!(early.hear_a("error").await["code"], "frame.invalid");
    assert_eq!(early.end().await, 1008);

    let mut newer = Listener::silent(&server).await;
    newer.say(json!({"frame": "hello", "version": 2})).await;
    assert_eq!(newer.hear_a("error").await["code"], "frame.invalid");

    let mut again = Listener::stranger(&server).await;
    again.say(json!({"frame": "hello", "version": 1})).await;
    assert_eq!(again.hear_a("error").await["code"], "frame.invalid");
    assert_eq!(again.end().await, 1008);
}

#[tokio::test]
async fn g5_who_says_nothing_is_sent_away() {
    let app = App::with(changed(|channel| (channel.hello_timeout_secs, channel.heartbeat_secs) = (1, 1))).await;
    let server = Socket::serve(app.router());

    let mut silent = Listener::silent(&server).await;
    assert_eq!(silent.end().await, 1008);
    // Whoever does not read answers no ping.
    let mut deaf = Listener::stranger(&server).await;
    eventually("the deaf one to be sent away", async || app.hub().count() == 0).await;
    assert_eq!(deaf.end().await, 1008);
    let mut listening = Listener::stranger(&server).await;
    assert!(tokio::time::timeout(Duration::from_secs(4), listening.hear()).await.is_err(), "pings are no frames");
    assert!(listening.says_pong_first().await);
}

#[tokio::test]
async fn g5_a_person_has_twenty_sockets_and_a_stranger_fifty() {
    let app = App::with(changed(|channel| (channel.sockets_per_user, channel.sockets_per_address) = (3, 5))).await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(Listener::of(&server, &ada).await);
    }

    let mut fourth = Listener::silent(&server).await;
    fourth.say(json!({"frame": "hello", "version": 1, "ticket": ada.ticket().await})).await;
    assert_eq!(fourth.end().await, 1013);
    drop(people.pop());
    eventually("a place", async || app.hub().count() == 2).await;
    people.push(Listener::of(&server, &ada).await);

    let mut strangers = Vec::new();
    for _ in 0..5 {
        strangers.push(Listener::stranger(&server).await);
    }
    let mut sixth = Listener::silent(&server).await;
    sixth.say(json!({"frame": "hello", "version": 1})).await;
    assert_eq!(sixth.end().await, 1013);
    for listener in people.iter_mut().chain(&mut strangers) {
        assert!(listener.says_pong_first().await);
    }
}

#[tokio::test]
async fn one_socket_follows_so_many_topics_and_no_more() {
    let app = App::with(changed(|channel| channel.topics = 2)).await;
    let server = Socket::serve(app.router());
    let id = app.author("ada").await.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let mut reader = Listener::stranger(&server).await;
    let (comments, counts) = (format!("posts/{id}/comments"), format!("posts/{id}/counts"));
    reader.subscribe("home", None).await;
    reader.subscribe(&comments, None).await;

    reader.ask_for(&counts, None).await;
    assert_eq!(reader.hear_a("refused").await["code"], "topic.limit");
    // The same once more is no further one.
    reader.subscribe(&comments, None).await;
    reader.say(json!({"frame": "unsubscribe", "topic": "home"})).await;
    reader.hear_a("unsubscribed").await;
    reader.subscribe(&counts, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x16_who_does_not_read_is_cut_off_and_gets_it_later_while_others_hear_all() {
    let app = App::with(changed(|channel| channel.queue_frames = 16)).await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/comments");
    let mut slow = Listener::stranger(&server).await;
    let mut reader = Listener::stranger(&server).await;
    slow.subscribe(&topic, None).await;
    reader.subscribe(&topic, None).await;
    // Each frame holds the text twice; the machine's own buffers take some hundred.
    let long = "word ".repeat(1_900);

    let mut said = 0;
    while app.hub().count() == 2 {
        said += 1;
        assert!(said < 2_000, "nobody is ever too slow");
        ben.comment("talk", &long).await;
        assert_eq!(reader.hear_event("comment.created").await.0, said);
    }

    assert!(reader.says_pong_first().await);
    drop(slow);
    let mut back = Listener::stranger(&server).await;
    back.subscribe(&topic, Some(said - 1)).await;
    assert_eq!(back.hear_event("comment.created").await.0, said);
}
