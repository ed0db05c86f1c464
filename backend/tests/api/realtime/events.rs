//! The same stream as Server-Sent Events.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::support::{App, Caller, Socket};

const LONG: Duration = Duration::from_secs(20);

/// A stream of events, read line by line; chunk sizes are passed over.
pub(super) struct Stream(BufReader<TcpStream>);

/// One event: its id and its frame.
#[derive(Debug)]
pub(super) struct Event {
    pub id: String,
    pub frame: Value,
}

impl Stream {
    pub async fn open(server: &Socket, topics: &str, fields: &str) -> Self {
        let mut stream = server.connect().await;
        let host = server.address();
        let request = format!("GET /api/v2/events?topics={topics} HTTP/1.1\r\nhost: {host}\r\n{fields}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut stream = Self(BufReader::new(stream));
        let head = stream.head().await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let head = head.to_ascii_lowercase();
        for field in ["content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no"] {
            assert!(head.contains(field), "J1, {field}: {head}");
        }
        stream
    }

    async fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(timeout(LONG, self.0.read_line(&mut head)).await.expect("a head").unwrap() > 0, "{head}");
        }
        head
    }

    /// The next event, or `None` at the end.
    pub async fn next(&mut self) -> Option<Event> {
        let (mut id, mut data) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            if timeout(LONG, self.0.read_line(&mut line)).await.expect("a line").unwrap_or_default() == 0 {
                return None;
            }
            match line.trim_end() {
                line if line.starts_with("data: ") => data = line["data: ".len()..].to_owned(),
                line if line.starts_with("id: ") => id = line["id: ".len()..].to_owned(),
                "0" => return None,
                "" if !data.is_empty() => {
                    return Some(Event { id, frame: serde_json::from_str(&data).expect("JSON") });
                }
                _ => {}
            }
        }
    }

    pub async fn event(&mut self, kind: &str) -> Event {
        let event = self.next().await.expect("an event");
        assert_eq!(event.frame["frame"], kind, "{event:?}");
        event
    }
}

pub(super) fn bearer(caller: &Caller) -> String {
    format!("authorization: Bearer {}\r\n", caller.token())
}

#[tokio::test]
async fn events_name_the_place_in_every_topic_and_go_on_from_there() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topics = format!("home,posts/{id}/comments");
    let mut stream = Stream::open(&server, &topics, "").await;
    for _ in 0..2 {
        stream.event("subscribed").await;
    }

    ben.comment("talk", "One").await;
    assert_eq!(stream.event("event").await.frame["data"]["body"], "One");
    ada.publish("Next").await;
    let last = stream.event("event").await;
    // In the order of the topics' names: comments of a post before the home page.
    assert_eq!(last.id, format!("posts/{id}/comments:1,home:2"));
    drop(stream);
    ben.comment("talk", "Two").await;

    let mut stream = Stream::open(&server, &topics, &format!("last-event-id: {}\r\n", last.id)).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(stream.next().await.expect("an event"));
    }
    let missed = told.iter().find(|event| event.frame["frame"] == "event").expect("what was missed");
    assert_eq!((&missed.frame["data"]["body"], &missed.frame["id"]), (&"Two".into(), &2.into()));
    assert_eq!(told.iter().filter(|event| event.frame["frame"] == "subscribed").count(), 2);
}

#[tokio::test]
async fn an_id_of_nobody_is_answered_with_resync() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let mut stream = Stream::open(&server, "home", "last-event-id: yesterday\r\n").await;

    let event = stream.event("resync").await;

    assert_eq!((event.id.as_str(), &event.frame["id"]), ("home:0", &0.into()));
}

#[tokio::test]
async fn g3_g4_a_stream_has_the_rights_of_its_caller_and_ends_with_the_session() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let draft = ada.draft("Hidden").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{draft}/comments");

    let refused = Stream::open(&server, &topic, "").await.event("refused").await;
    assert_eq!((&refused.frame["code"], refused.id.as_str()), (&"post.not_found".into(), ""));
    let mut mine = Stream::open(&server, &topic, &bearer(&ada)).await;
    mine.event("subscribed").await;
    ada.with_refresh_cookie("logout").send().await.is(204);

    assert!(mine.next().await.is_none());
}

#[tokio::test]
async fn b1_a_stream_tells_nothing_of_somebody_hidden_now_or_after_coming_back() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben, cleo) = (app.author("ada").await, app.reader("ben").await, app.author("cleo").await);
    let id = cleo.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/comments");
    ada.put("/api/v2/users/ben/block", json!({})).await.is(204);
    ben.comment("talk", "By ben").await;
    cleo.comment("talk", "Between").await;

    let fields = format!("{}last-event-id: {topic}:0\r\n", bearer(&ada));
    let mut stream = Stream::open(&server, &topic, &fields).await;
    stream.event("subscribed").await;
    let missed = stream.event("event").await;
    ben.comment("talk", "By ben").await;
    cleo.comment("talk", "End").await;
    let told = stream.event("event").await;

    assert_eq!(missed.frame["data"]["body"], "Between");
    assert_eq!((&told.frame["data"]["body"], told.id), (&json!("End"), format!("{topic}:4")));
}

#[tokio::test]
async fn topics_that_are_none_are_named() {
    let app = App::new().await;

    for query in ["", "?topics=", "?topics=nothing", "?topics=home,", "?topics=home&after=3"] {
        app.anonymous().get(&format!("/api/v2/events{query}")).await.is_problem(422, "request.invalid");
    }
}
