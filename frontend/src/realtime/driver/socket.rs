//! A WebSocket.

use broadsheet_shared::{frames::ClientFrame, problem::Code};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use crate::realtime::{backoff::SWITCHED_OFF, machine::Input};

/// What is heard of it.
const HEARD: [&str; 3] = ["open", "message", "close"];

/// Open, or being opened, as long as this lives.
pub(super) struct Socket {
    socket: WebSocket,
    listener: Closure<dyn Fn(Event)>,
}

impl Socket {
    /// Opens one and says `hello` as soon as it is there. `None` where the browser has none to give.
    pub fn open(hello: ClientFrame, put: impl Fn(Input) + 'static) -> Option<Self> {
        // `http` becomes `ws`, and `https` `wss`.
        let origin = window().location().origin().ok()?.replacen("http", "ws", 1);
        let socket = WebSocket::new(&format!("{origin}/api/v2/ws")).ok()?;
        let speaker = socket.clone();
        let listener = Closure::<dyn Fn(_)>::new(move |event: Event| match event.type_().as_str() {
            "open" => say(&speaker, &hello),
            "message" => {
                let text = event.unchecked_ref::<MessageEvent>().data().as_string();
                put(Input::Heard(text.unwrap_or_default()));
            }
            _ => {
                let event = event.unchecked_ref::<CloseEvent>();
                let is_off = event.reason() == Code::ChannelOff.as_str();
                put(Input::Closed(if is_off { SWITCHED_OFF } else { event.code() }));
            }
        });
        for event in HEARD {
            socket.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).ok()?;
        }
        Some(Self { socket, listener })
    }

    /// Says something.
    pub fn say(&self, frame: &ClientFrame) {
        say(&self.socket, frame);
    }

    /// Says something that is a frame already. A socket that is closed says so itself.
    pub fn pass(&self, frame: &str) {
        let _ = self.socket.send_with_str(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        for event in HEARD {
            let _ = self.socket.remove_event_listener_with_callback(event, self.listener.as_ref().unchecked_ref());
        }
        // Fails only for codes and reasons that we do not give.
        let _ = self.socket.close();
    }
}

fn say(socket: &WebSocket, frame: &ClientFrame) {
    if let Ok(text) = serde_json::to_string(frame) {
        // A socket that is closed says so itself.
        let _ = socket.send_with_str(&text);
    }
}
