//! One WebSocket, from its first frame to its last.
//!
//! The task of a socket never waits for one thing alone: whatever it does, it can be told to leave, and then it has a
//! second to say why.

use std::{convert::Infallible, future::pending, net::IpAddr, time::Duration};

use axum::{
    Error,
    body::Bytes,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use broadsheet_shared::{
    frames::{ClientFrame, ServerFrame, Topic, VERSION},
    problem::Code,
};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::{self, error::ProtocolError};

use super::{heart::Heart, pace::Pace, together};
use crate::{
    config::Channel,
    domain::actor::Actor,
    http::AppState,
    realtime::{Farewell, Frame, Guest, Medium, Outbox},
    services::{
        ServiceError,
        sessions::{self, SessionError},
    },
};

/// For the closing frame to go out, and for the other end to answer it.
const GOODBYE: Duration = Duration::from_secs(1);
/// Longest name of a topic that is said back.
const MAX_TOPIC_CHARS: usize = 100;

/// Why a conversation ends; `None` if the client ended it.
type End = Option<Farewell>;

/// Serves a socket to its end.
pub(super) async fn serve(socket: WebSocket, state: AppState, bearer: Actor, address: IpAddr) {
    let channel = &state.config().channel;
    let mut line = Line { socket, pace: Pace::new(channel.frames_per_sec) };
    let Err(end) = converse(&mut line, &state, bearer, address).await;
    line.end(end).await;
}

async fn converse(line: &mut Line, state: &AppState, bearer: Actor, address: IpAddr) -> Result<Infallible, End> {
    let channel = &state.config().channel;
    let arrival = state.hub().arrive(address).map_err(Some)?;
    let patience = Duration::from_secs(channel.hello_timeout_secs.into());
    let actor = tokio::select! {
        biased;
        farewell = arrival.turned_away() => return Err(Some(farewell)),
        actor = timeout(patience, line.hello(state, bearer)) => actor.map_err(|_| Some(Farewell::Silent))??,
    };
    let user_id = actor.user_id();
    let (guest, outbox) = arrival.enter(actor, Medium::Socket).await.map_err(Some)?;
    guest.tell(&ServerFrame::Welcome { version: VERSION, user_id, heartbeat_secs: channel.heartbeat_secs });
    line.attend(&guest, outbox, channel).await
}

/// A socket with the pace of its client.
struct Line {
    socket: WebSocket,
    pace: Pace,
}

/// What came in.
enum Heard {
    Frame(ClientFrame),
    /// A ping, or the answer to one.
    Sign,
}

impl Line {
    /// The first frame, and who it makes of the client.
    async fn hello(&mut self, state: &AppState, bearer: Actor) -> Result<Actor, End> {
        let frame = loop {
            if let Heard::Frame(frame) = self.hear().await? {
                break frame;
            }
        };
        match frame {
            ClientFrame::Hello { version: VERSION, ticket: None } => Ok(bearer),
            ClientFrame::Hello { version: VERSION, ticket: Some(ticket) } => {
                match sessions::take_ticket(state.context(), &bearer, &ticket).await {
                    Ok(person) => Ok(Actor::Person(person)),
                    Err(error) => Err(self.refuse_ticket(&error).await),
                }
            }
            ClientFrame::Hello { version, .. } => {
                let detail = format!("This server speaks version {VERSION} of the frames, not {version}.");
                Err(self.refuse(Code::FrameInvalid, detail).await)
            }
            _ => Err(self.refuse(Code::FrameInvalid, "The first frame must be `hello`.".to_owned()).await),
        }
    }

    async fn refuse_ticket(&mut self, error: &SessionError) -> End {
        match error.code() {
            code if code.status() >= 500 => {
                tracing::error!(%error, "a ticket could not be looked at");
                Some(Farewell::Unavailable)
            }
            Code::TokenInvalid => {
                let detail = "The ticket was used, is over, or was given to another session. Ask for another.";
                self.refuse(Code::TicketInvalid, detail.to_owned()).await
            }
            code => self.refuse(code, error.to_string()).await,
        }
    }

    /// Says what is wrong, in a frame that the page can read.
    async fn refuse(&mut self, code: Code, detail: String) -> End {
        let frame = Frame::new(&ServerFrame::Error { code, detail });
        let _ = timeout(GOODBYE, self.socket.send(Message::Text(frame.text().clone()))).await;
        Some(Farewell::Refused(code))
    }

    /// Hears and says until something ends it.
    async fn attend(&mut self, guest: &Guest, mut outbox: Outbox, channel: &Channel) -> Result<Infallible, End> {
        let patience = Duration::from_secs(channel.write_timeout_secs.into());
        let mut heart = Heart::new(Duration::from_secs(channel.heartbeat_secs.into()));
        loop {
            tokio::select! {
                biased;
                farewell = guest.told_to_leave() => return Err(Some(farewell)),
                heard = self.hear() => {
                    heart.hear();
                    if let Heard::Frame(frame) = heard? {
                        self.answer(guest, frame).await?;
                    }
                }
                // Before the frames: where those never end it would never be time.
                () = heart.beat() => {
                    if !heart.ask() {
                        return Err(Some(Farewell::Silent));
                    }
                    self.say(guest, Message::Ping(Bytes::new()), heart.patience(patience)).await?;
                }
                frame = outbox.next() => self.tell(guest, &frame, &mut outbox, heart.patience(patience)).await?,
            }
        }
    }

    async fn answer(&mut self, guest: &Guest, frame: ClientFrame) -> Result<(), End> {
        let named = |topic: String| match topic.parse::<Topic>() {
            Ok(topic) => Some(topic),
            Err(_unknown) => {
                let topic = topic.chars().take(MAX_TOPIC_CHARS).collect();
                guest.tell(&ServerFrame::Refused { topic, code: Code::TopicUnknown });
                None
            }
        };
        match frame {
            ClientFrame::Subscribe { topic, after } => {
                if let Some(topic) = named(topic) {
                    guest.subscribe(topic, after);
                }
            }
            ClientFrame::Unsubscribe { topic } => {
                if let Some(topic) = named(topic) {
                    guest.unsubscribe(topic);
                }
            }
            ClientFrame::Replying { topic, is_over } => {
                if let Some(topic) = named(topic) {
                    guest.replying(topic, is_over);
                }
            }
            ClientFrame::Ping {} => guest.tell(&ServerFrame::Pong {}),
            ClientFrame::Hello { .. } => {
                return Err(self.refuse(Code::FrameInvalid, "A socket begins once.".to_owned()).await);
            }
        }
        Ok(())
    }

    /// The next message. Nothing is lost if the wait is given up.
    async fn hear(&mut self) -> Result<Heard, End> {
        let message = match self.socket.recv().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(fault(error)),
            None => return Err(None),
        };
        if !matches!(message, Message::Close(_)) && !self.pace.allows() {
            return Err(Some(Farewell::Flood));
        }
        match message {
            Message::Text(text) => match serde_json::from_str(&text) {
                Ok(frame) => Ok(Heard::Frame(frame)),
                Err(_) => Err(Some(Farewell::Refused(Code::FrameInvalid))),
            },
            Message::Binary(_) => Err(Some(Farewell::NotText)),
            Message::Ping(_) | Message::Pong(_) => Ok(Heard::Sign),
            Message::Close(_) => Err(None),
        }
    }

    async fn say(&mut self, guest: &Guest, message: Message, until: Instant) -> Result<(), End> {
        let said = self.socket.send(message);
        spoken(guest, said, until).await
    }

    /// Sends a frame together with those that come at once.
    async fn tell(&mut self, guest: &Guest, first: &Frame, outbox: &mut Outbox, until: Instant) -> Result<(), End> {
        let told = together::send(&mut self.socket, first, outbox);
        spoken(guest, told, until).await
    }

    /// Says why, and listens until the other end has heard it: a socket that is dropped with something unread in it is
    /// reset, and takes the last word with it.
    async fn end(mut self, end: End) {
        let goodbye = async {
            if let Some(farewell) = end {
                let reason = Utf8Bytes::from_static(farewell.reason());
                let close = Message::Close(Some(CloseFrame { code: farewell.close_code(), reason }));
                if self.socket.send(close).await.is_err() {
                    return;
                }
            }
            while let Some(Ok(message)) = self.socket.recv().await {
                if matches!(message, Message::Close(_)) {
                    return;
                }
            }
            // Behind what is too large or malformed nothing can be read any more, and it lies there unread: time is all
            // that the other end can be given.
            if end.is_some() {
                pending().await
            }
        };
        let _ = timeout(GOODBYE, goodbye).await;
    }
}

/// Waits until something is said, unless the client is to leave, or takes it too slowly.
async fn spoken(guest: &Guest, said: impl Future<Output = Result<(), Error>>, until: Instant) -> Result<(), End> {
    tokio::select! {
        biased;
        farewell = guest.told_to_leave() => Err(Some(farewell)),
        said = timeout_at(until, said) => match said {
            Ok(said) => said.map_err(fault),
            Err(_too_late) => Err(Some(Farewell::TooSlow)),
        },
    }
}

/// What a broken message means; `None` if the line is dead.
fn fault(error: Error) -> End {
    let error = error.into_inner();
    match error.downcast_ref::<tungstenite::Error>()? {
        tungstenite::Error::Capacity(_) => Some(Farewell::TooLarge),
        tungstenite::Error::Utf8 { .. } => Some(Farewell::NotUtf8),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        tungstenite::Error::Protocol(_) => Some(Farewell::Malformed),
        tungstenite::Error::WriteBufferFull { .. } => Some(Farewell::TooSlow),
        _ => None,
    }
}
