//! From a request for a topic to a follower of it: the right first, then what was missed, then what happens.
//!
//! The past is read without holding anybody up. Only for the last step the room stands still: if nothing came in
//! meanwhile the client joins, else it reads on. So nothing is missed and nothing is told twice.

use std::{collections::HashSet, sync::Arc};

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    problem::Code,
};
use tokio::sync::oneshot;

use super::{
    Farewell, Frame,
    client::{Client, Following, Past},
    hub::Core,
    room::{Room, Seat},
};
use crate::{
    domain::stream::Stream,
    services::{
        ServiceError,
        channel::{self, ChannelError, Part, What},
        refusal_code, shields,
    },
};

/// Why somebody does not follow a topic.
enum Stopped {
    /// They may not, or it cannot be done.
    Refused(Code),
    /// It could not be asked or read at present.
    Failed,
    /// The client is gone, or wants it no more.
    Gone,
}

impl From<ChannelError> for Stopped {
    fn from(error: ChannelError) -> Self {
        tracing::warn!(%error, "a topic could not be opened");
        match error.code() {
            code if code.status() >= 500 => Self::Failed,
            code => Self::Refused(code),
        }
    }
}

/// Follows a topic as its client asked. What comes of it is in the client's outbox.
///
/// The subscription stands when this returns, so that one that ends it comes after it; right and past are read in a task.
pub(super) fn subscribe(core: &Arc<Core>, client: &Arc<Client>, topic: Topic, after: Option<u64>) {
    let after = after.filter(|_| topic.has_past());
    match begin(core, client, topic) {
        Ok(step) => drop(tokio::spawn(step.run(after))),
        Err(code) => client.tell(&ServerFrame::Refused { topic: topic.to_string(), code }),
    }
}

fn begin(core: &Arc<Core>, client: &Arc<Client>, topic: Topic) -> Result<Step, Code> {
    let stream = Stream::of(topic, &client.actor()).map_err(|refusal| refusal_code(&refusal))?;
    // Before the right is asked for: whoever loses it from here on is found among those who follow.
    let seat = Seat::take(core, stream);
    let (room, number) = (Arc::clone(&seat.room), core.number());
    let (following, over) = Following::new(number, seat);
    let most = usize::try_from(core.context.config.channel.topics).unwrap_or(usize::MAX);
    let before = client.follow(topic, following, most).map_err(|_too_many| Code::TopicLimit)?;
    if let Some(before) = before {
        before.seat.room.leave(client, before.number);
    }
    Ok(Step { core: Arc::clone(core), client: Arc::clone(client), room, topic, number, over })
}

/// A client on its way into a room.
struct Step {
    core: Arc<Core>,
    client: Arc<Client>,
    room: Arc<Room>,
    topic: Topic,
    number: u64,
    /// Resolves when the subscription is ended.
    over: oneshot::Receiver<()>,
}

impl Step {
    async fn run(mut self, after: Option<u64>) {
        let Err(stopped) = self.go(after).await else { return };
        let Some(following) = self.client.unfollow(self.topic, Some(self.number)) else { return };
        following.seat.room.leave(&self.client, self.number);
        match stopped {
            Stopped::Refused(code) => {
                self.client.tell(&ServerFrame::Refused { topic: self.topic.to_string(), code });
            }
            // A refusal is for good, and a database comes back: so does the client, with what it has seen of each topic.
            Stopped::Failed => self.client.bid(Farewell::Unavailable),
            Stopped::Gone => {}
        }
    }

    async fn go(&mut self, after: Option<u64>) -> Result<(), Stopped> {
        self.ask().await?;
        match after {
            None => self.begin_now().await,
            Some(after) => self.from(after).await,
        }
    }

    /// Whether the client may hear of this.
    async fn ask(&self) -> Result<(), Stopped> {
        let _place = self.core.place_to_read().await;
        let rule = channel::rule_of(&self.core.context, self.room.stream).await?;
        rule.admit(&self.client.actor()).map_err(Stopped::Refused)
    }

    /// A part of the past, without what is by people who are hidden from this client.
    async fn read(&self, after: u64) -> Result<Part, Stopped> {
        let context = &self.core.context;
        let _place = self.core.place_to_read().await;
        let part = channel::read(context, self.room.stream, after).await?;
        let viewers: HashSet<_> = shields::guarded(&self.client.actor(), self.room.stream).into_iter().collect();
        let hidden = channel::hidden(context, &viewers, &part.events).await?;
        let mut part = part;
        for event in &mut part.events {
            let is_hidden = viewers.iter().any(|viewer| event.is_hidden_from(*viewer, &hidden));
            if is_hidden && matches!(event.what, What::Event(_)) {
                event.what = What::Silence;
            }
        }
        Ok(part)
    }

    /// Waits for a place in the queue, or for the end of the subscription.
    async fn place(&mut self) -> Result<Past, Stopped> {
        tokio::select! {
            place = self.client.room_for_past() => Ok(place),
            _ = &mut self.over => Err(Stopped::Gone),
        }
    }

    fn put(&self, frame: Frame, place: Past) -> Result<(), Stopped> {
        let is_wanted = self.client.push_past(self.topic, self.number, frame, place);
        if is_wanted { Ok(()) } else { Err(Stopped::Gone) }
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        let place = self.place().await?;
        self.put(frame, place)
    }

    async fn begin_now(&mut self) -> Result<(), Stopped> {
        let topic = self.topic;
        self.join(|id| ServerFrame::Subscribed { topic, id }).await
    }

    /// What came after this event, if all of it is there, and then from now on.
    async fn from(&mut self, after: u64) -> Result<(), Stopped> {
        let (topic, mut told, mut is_first) = (self.topic, after, true);
        loop {
            let part = self.read(told).await?;
            if !part.is_whole {
                return self.join(|id| ServerFrame::Resync { topic, id }).await;
            }
            if std::mem::take(&mut is_first) {
                self.send(Frame::new(&ServerFrame::Subscribed { topic, id: after })).await?;
            }
            for event in part.events {
                match event.what {
                    What::Event(said) => self.send(Frame::event(topic, event.id, said)).await?,
                    What::Silence => {}
                    What::AskAgain => self.ask().await?,
                }
                told = event.id;
            }
            if self.join_at(told).await? {
                return Ok(());
            }
        }
    }

    /// Joins where the room is, and says where that is.
    async fn join(&mut self, say: impl FnOnce(u64) -> ServerFrame) -> Result<(), Stopped> {
        // A place in the queue first: whoever has the turn waits for nobody.
        let place = self.place().await?;
        let mut turn = self.room.turn.lock().await;
        let id = self.room.advance(&self.core, &mut turn).await?;
        self.put(Frame::new(&say(id)), place)?;
        self.enter()
    }

    /// Joins if the room is where the client is; false if there is more to read.
    async fn join_at(&self, told: u64) -> Result<bool, Stopped> {
        let mut turn = self.room.turn.lock().await;
        let is_here = self.room.advance(&self.core, &mut turn).await? == told;
        if is_here {
            self.enter()?;
        }
        Ok(is_here)
    }

    /// Only with the turn. A client that was sent out between the question and this moment does not follow any more.
    fn enter(&self) -> Result<(), Stopped> {
        self.room.join(&self.client, self.number);
        if self.client.is_following(self.topic, self.number) {
            self.room.greet(&self.client);
            return Ok(());
        }
        self.room.leave(&self.client, self.number);
        Err(Stopped::Gone)
    }
}
