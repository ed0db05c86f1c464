//! Through an outage of the line and the end of a process: nothing missed, nothing twice.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::support::{App, Chaos, Line, Listener, Socket, eventually};

const CLIENTS: usize = 20;
const LONG: Duration = Duration::from_secs(60);

/// A browser that comes back until it has heard of all: it goes from one door to the other, and says what it saw last.
struct Browser {
    doors: [SocketAddr; 2],
    topic: Arc<str>,
    heard: Vec<u64>,
    progress: watch::Sender<u64>,
}

impl Browser {
    fn last(&self) -> u64 {
        self.heard.last().copied().unwrap_or_default()
    }

    /// Follows the topic until this event.
    async fn follow(mut self, end: u64) -> Vec<u64> {
        let mut turn = 0;
        while self.last() < end {
            if let Some(socket) = self.open(self.doors[turn % 2]).await {
                self.listen(socket, end).await;
            }
            turn += 1;
            sleep(Duration::from_millis(20)).await;
        }
        self.heard
    }

    async fn open(&self, door: SocketAddr) -> Option<WebSocketStream<TcpStream>> {
        let mut request = format!("ws://{door}/api/v2/ws").into_client_request().expect("an address");
        request.headers_mut().insert("origin", format!("http://{door}").parse().expect("an origin"));
        let stream = TcpStream::connect(door).await.ok()?;
        let (mut socket, _) = timeout(Duration::from_secs(2), client_async(request, stream)).await.ok()?.ok()?;
        socket.send(Message::text(r#"{"frame":"hello","version":1}"#)).await.ok()?;
        let subscribe = json!({"frame": "subscribe", "topic": *self.topic, "after": self.last()});
        socket.send(Message::text(subscribe.to_string())).await.ok()?;
        Some(socket)
    }

    /// Writes down what it hears, as long as the line holds.
    async fn listen(&mut self, mut socket: WebSocketStream<TcpStream>, end: u64) {
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).expect("JSON");
            match frame["frame"].as_str() {
                Some("event") => self.heard.push(frame["id"].as_u64().expect("a number")),
                Some("welcome" | "subscribed") => {}
                other => panic!("{other:?} instead of an event: {frame}"),
            }
            self.progress.send_replace(self.last());
            if self.last() >= end {
                return;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x16_x21_through_an_outage_and_the_end_of_a_process_nothing_is_missed_and_nothing_comes_twice() {
    let app = App::new().await;
    let (one, other) = (app.second().await, app.second().await);
    let (first, second) = (Socket::serve(one.router()), Socket::serve(other.router()));
    let lines = [Chaos::to(&first.address().to_string()).await, Chaos::to(&second.address().to_string()).await];
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let doors = [lines[0].address(), lines[1].address()];
    let (mut browsers, mut progress) = (JoinSet::new(), Vec::new());
    for _ in 0..CLIENTS {
        let (sender, receiver) = watch::channel(0);
        progress.push(receiver);
        let topic = format!("posts/{id}/comments").into();
        browsers.spawn(Browser { doors, topic, heard: Vec::new(), progress: sender }.follow(40));
    }

    // All is well, and everybody is at the first process.
    for number in 1..=10 {
        one.caller(&ben).comment("talk", &number.to_string()).await;
    }
    let all_heard = |end| progress.iter().all(|last| *last.borrow() >= end);
    eventually("ten to be heard by all", async || all_heard(10)).await;

    lines.iter().for_each(|line| line.set(Line::Cut));
    for number in 11..=25 {
        other.caller(&ben).comment("talk", &number.to_string()).await;
    }
    drop((first, one));
    for number in 26..=30 {
        other.caller(&ben).comment("talk", &number.to_string()).await;
    }
    assert!(!all_heard(11), "nobody hears through a line that is cut");

    lines[1].set(Line::Open);
    eventually("all to be back", async || all_heard(30)).await;
    for number in 31..=40 {
        other.caller(&ben).comment("talk", &number.to_string()).await;
    }

    let whole: Vec<u64> = (1..=40).collect();
    let mut done = 0;
    while let Some(heard) = timeout(LONG, browsers.join_next()).await.expect("an end") {
        assert_eq!(heard.expect("a browser that does not panic"), whole);
        done += 1;
    }
    assert_eq!(done, CLIENTS);
}

#[tokio::test]
async fn who_asks_for_a_topic_while_the_database_fails_is_sent_away_and_comes_back_and_is_not_refused() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    ben.comment("talk", "One").await;
    let topic = format!("posts/{id}/comments");

    for (table, after) in [("topics", None), ("topic_events", Some(0))] {
        app.sql(&format!("ALTER TABLE {table} RENAME TO kept")).await;
        let mut reader = Listener::stranger(&server).await;
        reader.ask_for(&topic, after).await;
        assert_eq!(reader.end().await, 1013, "{table}");
        app.sql(&format!("ALTER TABLE kept RENAME TO {table}")).await;

        let mut back = Listener::stranger(&server).await;
        back.subscribe(&topic, Some(0)).await;
        assert_eq!(back.hear_event("comment.created").await.0, 1, "{table}");
    }
}
