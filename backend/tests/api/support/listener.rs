//! Somebody who listens to live updates on a real socket.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderName},
};

use super::{Caller, Socket};

/// Ten times what anything here promises.
const LONG: Duration = Duration::from_secs(20);

/// One end of a WebSocket.
pub struct Listener(WebSocketStream<TcpStream>);

impl Listener {
    /// The handshake with these header fields, from a page of the site unless they name another origin; or the status
    /// that it was refused with.
    pub async fn dial(server: &Socket, path: &str, fields: &[(&'static str, &str)]) -> Result<Self, u16> {
        Self::dial_at(server.address(), path, fields).await
    }

    /// The same for any server.
    pub async fn dial_at(address: SocketAddr, path: &str, fields: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}{path}").into_client_request().expect("an address");
        let own = format!("http://{address}");
        let headers = request.headers_mut();
        headers.insert("origin", own.parse().expect("a field value"));
        for (name, value) in fields {
            match *value {
                "" => drop(headers.remove(*name)),
                value => {
                    headers.insert(HeaderName::from_static(name), value.parse().expect("a field value"));
                }
            }
        }
        let stream = TcpStream::connect(address).await.expect("a server that listens");
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no answer to a handshake: {error}"),
        }
    }

    /// A socket on which nothing was said yet.
    pub async fn silent(server: &Socket) -> Self {
        Self::dial(server, "/api/v2/ws", &[]).await.expect("a handshake")
    }

    /// A stranger, welcomed.
    pub async fn stranger(server: &Socket) -> Self {
        let mut listener = Self::silent(server).await;
        listener.hello(None).await;
        listener
    }

    /// A person with a fresh ticket, welcomed.
    pub async fn of(server: &Socket, caller: &Caller) -> Self {
        let mut listener = Self::silent(server).await;
        let welcome = listener.hello(Some(&caller.ticket().await)).await;
        assert_eq!(welcome["user_id"], caller.id().to_string());
        listener
    }

    /// Says `hello` and hears `welcome`.
    pub async fn hello(&mut self, ticket: Option<&str>) -> Value {
        let mut hello = json!({"frame": "hello", "version": 1});
        if let Some(ticket) = ticket {
            hello["ticket"] = ticket.into();
        }
        self.say(hello).await;
        self.hear_a("welcome").await
    }

    /// Follows a topic; the id from which on.
    pub async fn subscribe(&mut self, topic: &str, after: Option<u64>) -> u64 {
        self.ask_for(topic, after).await;
        let subscribed = self.hear_a("subscribed").await;
        assert_eq!(subscribed["topic"], topic);
        subscribed["id"].as_u64().expect("a number")
    }

    /// Asks for a topic and does not wait for the answer.
    pub async fn ask_for(&mut self, topic: &str, after: Option<u64>) {
        let mut subscribe = json!({"frame": "subscribe", "topic": topic});
        if let Some(after) = after {
            subscribe["after"] = after.into();
        }
        self.say(subscribe).await;
    }

    /// Sends a frame.
    pub async fn say(&mut self, frame: Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    /// Sends any message. One that does not get through has been answered by an end, which the test looks at.
    pub async fn send(&mut self, message: Message) {
        let _ = self.0.send(message).await;
    }

    /// The next frame.
    pub async fn hear(&mut self) -> Value {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("JSON"),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    other => panic!("the end instead of a frame: {other:?}"),
                }
            }
        };
        timeout(LONG, next).await.expect("a frame")
    }

    /// The next frame, which is of this kind.
    pub async fn hear_a(&mut self, kind: &str) -> Value {
        let frame = self.hear().await;
        assert_eq!(frame["frame"], kind, "{frame}");
        frame
    }

    /// The next frame, which is an event of this type; its id and what it says.
    pub async fn hear_event(&mut self, kind: &str) -> (u64, Value) {
        let frame = self.hear_a("event").await;
        assert_eq!(frame["type"], kind, "{frame}");
        (frame["id"].as_u64().expect("a number"), frame["data"].clone())
    }

    /// True if nothing comes for a moment: whatever is told here is told by what comes after it.
    pub async fn says_pong_first(&mut self) -> bool {
        self.say(json!({"frame": "ping"})).await;
        self.hear().await["frame"] == "pong"
    }

    /// The code with which the server closes, whatever it says before.
    pub async fn end(&mut self) -> u16 {
        let end = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Close(Some(close)))) => return close.code.into(),
                    Some(Ok(Message::Close(None)) | Err(_)) | None => return 0,
                    Some(Ok(_)) => {}
                }
            }
        };
        timeout(LONG, end).await.expect("an end")
    }
}

impl Caller {
    /// A ticket for one socket.
    pub async fn ticket(&self) -> String {
        let ticket = self.post("/api/v2/ws/tickets", json!({})).await.is(201).body();
        ticket["ticket"].as_str().expect("a ticket").to_owned()
    }
}
