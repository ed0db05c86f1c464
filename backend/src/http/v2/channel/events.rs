//! The same frames as Server-Sent Events.
//!
//! The id of each event names the place in every topic, so that whoever comes back with it as `Last-Event-ID` gets what
//! they missed of all of them: `home:3,posts/{id}/comments:12`.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    time::Duration,
};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use broadsheet_shared::frames::Topic;
use futures_util::stream;
use schemars::JsonSchema;
use serde::Deserialize;

use super::turned_away;
use crate::{
    http::{
        Answer, AppState, Problem,
        extract::{CurrentActor, Query, RequestFacts},
    },
    realtime::{Frame, Guest, Medium, Outbox},
    services::channel,
};

/// Topics of one stream: each stands in the id of every event.
const MAX_TOPICS: usize = 20;
/// A comment, so that nobody in between takes the line for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Of a place that nobody can make sense of: further than any topic is, which is answered with `resync`.
const NOWHERE: u64 = u64::MAX;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks a proxy to pass on each event at once.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What a stream is about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EventsQuery {
    /// Topics between commas, at most 20: `home`, `posts/{id}/comments`, `posts/{id}/counts`, `posts/{id}/presence`,
    /// `me/notifications`, `staff/held-comments`, `staff/registrations`.
    #[schemars(length(min = 1, max = 2_000))]
    topics: String,
}

type Places = BTreeMap<Topic, u64>;

pub(super) async fn stream(
    State(state): State<AppState>,
    facts: RequestFacts,
    CurrentActor(actor): CurrentActor,
    headers: HeaderMap,
    Query(EventsQuery { topics }): Query<EventsQuery>,
) -> Answer<Response> {
    let topics = read_topics(&topics)?;
    let after = headers.get(LAST_EVENT_ID).map(|id| read_places(id.to_str().unwrap_or_default()));
    channel::require_on(state.context()).await?;
    let arrival = state.hub().arrive(facts.client_address()).map_err(turned_away)?;
    let (guest, outbox) = arrival.enter(actor, Medium::Stream).await.map_err(turned_away)?;
    for topic in &topics {
        // Who comes back with an id that does not name the topic begins it now, as others do.
        let place = after.as_ref().and_then(|after| match after {
            Some(places) => places.get(topic).copied(),
            None => Some(NOWHERE),
        });
        guest.subscribe(*topic, place);
    }
    let places = after.flatten().unwrap_or_default();
    let places = places.into_iter().filter(|(topic, _)| topics.contains(topic)).collect();
    let events = stream::unfold(Listening { guest, outbox, places }, Listening::next);
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// A stream under way.
struct Listening {
    guest: Guest,
    outbox: Outbox,
    places: Places,
}

impl Listening {
    /// The next event. The stream ends when the client is sent away; it comes back and says what it has seen.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        let frame = tokio::select! {
            biased;
            _ = self.guest.told_to_leave() => return None,
            frame = self.outbox.next() => frame,
        };
        Some((Ok(self.event(&frame)), self))
    }

    fn event(&mut self, frame: &Frame) -> Event {
        let event = Event::default().data(frame.text().as_str());
        let Some((topic, id)) = frame.place() else { return event };
        self.places.insert(topic, id);
        let places: Vec<_> = self.places.iter().map(|(topic, id)| format!("{topic}:{id}")).collect();
        event.id(places.join(","))
    }
}

fn read_topics(text: &str) -> Answer<BTreeSet<Topic>> {
    let topics: Result<BTreeSet<Topic>, _> = text.split(',').map(str::parse).collect();
    let refuse = |code, detail: &str| Problem::invalid("topics", code, detail);
    let topics =
        topics.map_err(|_| refuse("unknown", "One of these is not a topic. Give their names between commas."))?;
    if topics.len() > MAX_TOPICS {
        return Err(refuse("too_many", "At most 20 topics; open another stream, or a WebSocket."));
    }
    Ok(topics)
}

/// The places that an id names; `None` for what is no id of ours.
fn read_places(text: &str) -> Option<Places> {
    let place = |part: &str| {
        let (topic, id) = part.rsplit_once(':')?;
        Some((topic.parse().ok()?, id.parse().ok()?))
    };
    text.split(',').map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_the_place_in_each_topic() {
        let places = read_places("home:3,me/notifications:12").unwrap();

        assert_eq!(places, [(Topic::Home, 3), (Topic::MyNotifications, 12)].into());
        for wrong in ["", "home", "home:", "home:x", "home:-1", "nothing:3", "home:3,"] {
            assert_eq!(read_places(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn f7_topics_are_bounded() {
        let topic = |number: u128| format!("posts/{}/counts", uuid::Uuid::from_u128(number));
        let many = |count| (1..=count).map(topic).collect::<Vec<_>>().join(",");

        assert_eq!(read_topics(&many(20)).unwrap().len(), 20);
        assert!(read_topics(&many(21)).is_err());
        assert_eq!(read_topics("home,home").unwrap().len(), 1);
        assert!(read_topics("").is_err() && read_topics("home,").is_err());
    }
}
