//! What the hub hears: streams that got further, people whose rights changed, and the clock.
//!
//! The bus may lose both. So every few seconds the hub asks how far its streams are, and one by one looks at everybody
//! who is signed in; and who was told of a gap asks everything at once.

use std::{sync::Arc, time::Duration};

use broadsheet_shared::frames::ServerFrame;
use futures_util::{StreamExt, stream};
use tokio::time::{MissedTickBehavior, interval};

use super::{Farewell, client::Client, hub::Core};
use crate::{
    domain::{
        actor::{Actor, Person},
        event::{Event, Whose},
        stream::{Advance, Stream},
    },
    platform::events::{Delivery, Listener, Signal},
    services::{
        ServiceError,
        channel::{self, ChannelError},
        sessions,
    },
};

const TICK: Duration = Duration::from_secs(1);
/// Ticks between two questions how far the streams are.
const STREAMS_EVERY: u64 = 5;
/// Ticks in which everybody who is signed in is looked at once.
const ROUND: u64 = 120;
/// People looked at at once: each costs two queries.
const AT_ONCE: usize = 8;

/// Hears until it is aborted.
pub(super) async fn run(core: Arc<Core>, mut listener: Listener) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut tick: u64 = 0;
    loop {
        tokio::select! {
            delivery = listener.next() => match delivery {
                Some(Delivery::Local(signal) | Delivery::Remote(signal)) => hear(&core, &signal),
                Some(Delivery::Gap) => hear_of_a_gap(&core),
                None => return,
            },
            _ = ticks.tick() => {
                tick += 1;
                look_around(&core, tick);
            }
        }
    }
}

fn hear(core: &Arc<Core>, signal: &Signal) {
    match signal {
        Signal::Event { event: Event::StreamsAdvanced { advances } } => wake(core, advances),
        Signal::Event { event: Event::StandingsChanged { whose } } => {
            // What this process remembers of them is as old here as the sockets.
            core.context.standings.follow(*whose);
            look_at(core, |person| is_meant(*whose, person));
        }
        Signal::Event { event: Event::SettingsChanged } | Signal::CacheDropped { .. } => {}
    }
}

fn hear_of_a_gap(core: &Arc<Core>) {
    core.context.standings.follow(Whose::Everybody);
    look_at(core, |_| true);
    ask_how_far(core);
}

fn is_meant(whose: Whose, person: &Person) -> bool {
    match whose {
        Whose::Session(session) => person.session == Some(session),
        Whose::User(user) => person.id == user,
        Whose::Token(token) => person.token.as_ref().is_some_and(|acting| acting.id == token),
        Whose::Everybody => true,
    }
}

fn wake(core: &Arc<Core>, advances: &[Advance]) {
    let rooms = core.rooms();
    for advance in advances {
        if let Some(room) = Stream::parse(&advance.stream).and_then(|stream| rooms.get(&stream)) {
            room.wake(&core.context);
        }
    }
}

fn look_around(core: &Arc<Core>, tick: u64) {
    if tick.is_multiple_of(STREAMS_EVERY) {
        ask_how_far(core);
    }
    let now = core.context.clock.now();
    let is_due = |client: &Client| client.is_over(now) || client.number % ROUND == tick % ROUND;
    look_at_all(core, core.find(|client| is_due(client) && client.actor().person().is_some()));
}

/// Wakes the rooms that have been told less than there is.
fn ask_how_far(core: &Arc<Core>) {
    let streams: Vec<Stream> = core.rooms().keys().copied().collect();
    if streams.is_empty() {
        return;
    }
    let core = Arc::clone(core);
    tokio::spawn(async move {
        let Ok(advances) = channel::last_ids(&core.context, &streams).await else { return };
        let rooms = core.rooms();
        for advance in advances {
            let room = Stream::parse(&advance.stream).and_then(|stream| rooms.get(&stream));
            if let Some(room) = room.filter(|room| room.lacks(advance.id)) {
                room.wake(&core.context);
            }
        }
    });
}

fn look_at(core: &Arc<Core>, is_meant: impl Fn(&Person) -> bool) {
    look_at_all(core, core.find(|client| client.actor().person().is_some_and(&is_meant)));
}

fn look_at_all(core: &Arc<Core>, clients: Vec<Arc<Client>>) {
    if clients.is_empty() {
        return;
    }
    let core = Arc::clone(core);
    tokio::spawn(async move {
        let looks = stream::iter(clients).map(|client| look_again(&core, client));
        looks.buffer_unordered(AT_ONCE).collect::<()>().await;
    });
}

/// Whether somebody still may be here, and still may hear of what they follow.
async fn look_again(core: &Core, client: Arc<Client>) {
    let actor = client.actor();
    let Some(person) = actor.person() else { return };
    match sessions::again(&core.context, person).await {
        Ok((person, ends_at)) => {
            client.renew(Actor::Person(person), ends_at);
            if judge(core, &client).await.is_err() {
                client.doubt();
            }
        }
        // Nobody is sent away because a database is: the next tick asks again.
        Err(error) if error.code().status() >= 500 => client.doubt(),
        Err(_over) => client.bid(Farewell::SessionOver),
    }
}

async fn judge(core: &Core, client: &Client) -> Result<(), ChannelError> {
    let actor = client.actor();
    for (topic, number) in client.topics() {
        // A topic means the same for as long as the person is the same.
        let Ok(stream) = Stream::of(topic, &actor) else { continue };
        let Err(code) = channel::rule_of(&core.context, stream).await?.admit(&actor) else { continue };
        if let Some(following) = client.unfollow(topic, Some(number)) {
            following.seat.room.leave(client, number);
            client.tell(&ServerFrame::Unsubscribed { topic, code: Some(code) });
        }
    }
    Ok(())
}
