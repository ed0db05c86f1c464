//! A stream of Server-Sent Events, read by fetch: the browser's own way cannot send a token.

use js_sys::{Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, ReadableStreamDefaultReader, RequestInit, Response};

use super::code_of;
use crate::realtime::{backoff::LOST, events::Parser, machine::Input, seen::Wish};

/// The stream has ended, and the server is there: as a socket says that it comes back soon.
const ENDED: u16 = 1001;

/// Reads a stream to its end; gives the code of a socket that would have ended like that.
pub(super) async fn run(wishes: &[Wish], token: Option<String>, signal: &AbortSignal, put: &impl Fn(Input)) -> u16 {
    let Ok(response) = open(wishes, token.as_deref(), signal).await else { return LOST };
    if !response.ok() {
        return code_of(Some(response.status()));
    }
    let Some(body) = response.body() else { return LOST };
    put(Input::Opened);
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut parser = Parser::default();
    loop {
        let Ok(part) = JsFuture::from(reader.read()).await else { return LOST };
        let value = |name: &str| Reflect::get(&part, &name.into()).unwrap_or_default();
        if value("done").is_truthy() {
            return ENDED;
        }
        let bytes: Uint8Array = value("value").unchecked_into();
        let frames = parser.push(&bytes.to_vec());
        // A comment says nothing, but that the server is there.
        let sign = frames.is_empty().then(String::new);
        for frame in frames.into_iter().chain(sign) {
            put(Input::Heard(frame));
        }
    }
}

async fn open(wishes: &[Wish], token: Option<&str>, signal: &AbortSignal) -> Result<Response, JsValue> {
    let topics: Vec<_> = wishes.iter().map(|(topic, _)| topic.to_string()).collect();
    let places = wishes.iter().filter_map(|(topic, after)| after.map(|id| format!("{topic}:{id}")));
    let places: Vec<_> = places.collect();
    let headers = Headers::new()?;
    headers.set("Accept", "text/event-stream")?;
    if !places.is_empty() {
        headers.set("Last-Event-ID", &places.join(","))?;
    }
    if let Some(token) = token {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_signal(Some(signal));
    let address = format!("/api/v2/events?topics={}", topics.join(","));
    JsFuture::from(window().fetch_with_str_and_init(&address, &init)).await?.dyn_into()
}
