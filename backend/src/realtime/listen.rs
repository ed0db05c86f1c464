//! What the hub hears: streams that got further, people whose rights changed, and the clock.
//!
//! The bus may lose both. So every few seconds the hub asks how far its streams are, and one by one looks at everybody
//! who is signed in, more often while the bus is down; and who was told of a gap asks everything at once.

use std::{sync::Arc, time::Duration};

use broadsheet_shared::{frames::ServerFrame, id::PostId};
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
/// The same while the other processes are not heard: what they end is noticed within half a minute (SECURITY J5).
const ROUND_ALONE: u64 = 20;
/// Ticks from a change to a second look. What a request read just before the change may be remembered, for a second, just
/// after it.
const SECOND_LOOK: u64 = 2;
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
                Some(Delivery::Local(signal) | Delivery::Remote(signal)) => hear(&core, &signal, tick),
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

fn hear(core: &Arc<Core>, signal: &Signal, tick: u64) {
    match signal {
        Signal::Event { event: Event::StreamsAdvanced { advances } } => wake(core, advances),
        Signal::Event { event: Event::StandingsChanged { whose } } => {
            // What this process remembers of them is as old here as the sockets.
            core.context.standings.follow(*whose);
            let meant = core.find(|client| client.actor().person().is_some_and(|person| is_meant(*whose, person)));
            for client in &meant {
                client.look_again_at(tick + SECOND_LOOK);
            }
            match whose {
                Whose::Everybody => look_in_line(core, meant),
                Whose::Session(_) | Whose::User(_) | Whose::Token(_) => look_at_once(core, meant),
            }
        }
        Signal::Event { event: Event::PresenceStirred { posts } } => count_again(core, posts),
        Signal::Event { event: Event::SettingsChanged } => {
            core.context.settings.forget();
            follow_settings(core);
        }
        Signal::CacheDropped { .. } => {}
    }
}

/// Has the rooms of these posts counted at the next tick of presence.
fn count_again(core: &Core, posts: &[PostId]) {
    let rooms = core.rooms();
    let rooms = posts.iter().filter_map(|post| rooms.get(&Stream::Presence(*post)));
    rooms.for_each(|room| room.here.ask());
}

fn hear_of_a_gap(core: &Arc<Core>) {
    core.context.standings.follow(Whose::Everybody);
    look_in_line(core, core.find(|client| client.actor().person().is_some()));
    ask_how_far(core);
    follow_settings(core);
}

/// Whether there are live updates at all. Settings are remembered for a second, so this asks nobody more often.
fn follow_settings(core: &Arc<Core>) {
    let core = Arc::clone(core);
    tokio::spawn(async move {
        if let Ok(is_on) = channel::is_on(&core.context).await {
            core.switch(is_on);
        }
    });
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
            room.wake(core);
        }
    }
}

fn look_around(core: &Arc<Core>, tick: u64) {
    if core.is_in_use() {
        follow_settings(core);
    }
    if tick.is_multiple_of(STREAMS_EVERY) {
        ask_how_far(core);
    }
    let now = core.context.clock.now();
    let round = if core.context.events.is_linked() == Some(false) { ROUND_ALONE } else { ROUND };
    let is_due = |client: &Client| client.is_due(now, tick) || client.number % round == tick % round;
    look_in_line(core, core.find(|client| is_due(client) && client.actor().person().is_some()));
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
                room.wake(&core);
            }
        }
    });
}

/// Looks at these now: their sessions ended, or their rights changed.
fn look_at_once(core: &Arc<Core>, clients: Vec<Arc<Client>>) {
    if clients.is_empty() {
        return;
    }
    let core = Arc::clone(core);
    tokio::spawn(async move {
        let looks = stream::iter(clients).map(|client| look_again(&core, client));
        looks.buffer_unordered(AT_ONCE).collect::<()>().await;
    });
}

/// Looks at these when it is their turn. However often somebody is to be looked at, they stand in the line once.
fn look_in_line(core: &Arc<Core>, clients: Vec<Arc<Client>>) {
    let clients: Vec<_> = clients.into_iter().filter(|client| client.stand_in_line()).collect();
    if clients.is_empty() {
        return;
    }
    let core = Arc::clone(core);
    tokio::spawn(async move {
        let core = &core;
        let looks = stream::iter(clients).map(|client| async move {
            let _place = core.place_to_look().await;
            client.leave_line();
            look_again(core, client).await;
        });
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
