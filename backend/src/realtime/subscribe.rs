//! From a request for a topic to a follower of it: the right first, then what was missed, then what happens.
//!
//! The past is read without holding anybody up. Only for the last step the room stands still: if nothing came in
//! meanwhile the client joins, else it reads on. So nothing is missed and nothing is told twice.

use std::sync::Arc;

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    problem::Code,
};

use super::{
    Frame,
    client::{Client, Following},
    hub::Core,
    room::{Room, Seat},
};
use crate::{
    domain::stream::Stream,
    services::{
        ServiceError,
        channel::{self, ChannelError, What},
        refusal_code,
    },
};

/// Why somebody does not follow a topic.
enum Stopped {
    /// They may not, or it cannot be done.
    Refused(Code),
    /// The client is gone, or wants it no more.
    Gone,
}

impl From<ChannelError> for Stopped {
    fn from(error: ChannelError) -> Self {
        tracing::warn!(%error, "a topic could not be opened");
        Self::Refused(error.code())
    }
}

/// Follows a topic as its client asked. What comes of it is in the client's outbox.
pub(super) async fn subscribe(core: Arc<Core>, client: Arc<Client>, topic: Topic, after: Option<u64>) {
    let number = core.number();
    let Err(stopped) = follow(&core, &client, topic, number, after).await else { return };
    if let Some(following) = client.unfollow(topic, Some(number)) {
        following.seat.room.leave(&client, number);
    }
    if let Stopped::Refused(code) = stopped {
        let refused = ServerFrame::Refused { topic: topic.to_string(), code };
        let _ = client.history.send(Frame::new(&refused)).await;
    }
}

async fn follow(
    core: &Arc<Core>,
    client: &Arc<Client>,
    topic: Topic,
    number: u64,
    after: Option<u64>,
) -> Result<(), Stopped> {
    let stream = Stream::of(topic, &client.actor()).map_err(|refusal| Stopped::Refused(refusal_code(&refusal)))?;
    // Before the right is asked for: whoever loses it from here on is found among those who follow.
    let seat = Seat::take(core, stream);
    let room = Arc::clone(&seat.room);
    let most = usize::try_from(core.context.config.channel.topics).unwrap_or(usize::MAX);
    let before = client.follow(topic, Following { number, seat }, most);
    let before = before.map_err(|_too_many| Stopped::Refused(Code::TopicLimit))?;
    if let Some(before) = before {
        before.seat.room.leave(client, before.number);
    }
    let step = Step { core, client, room: &room, topic, number };
    step.ask().await?;
    match after {
        None => step.from_now_on().await,
        Some(after) => step.from(after).await,
    }
}

/// A client on its way into a room.
struct Step<'a> {
    core: &'a Core,
    client: &'a Arc<Client>,
    room: &'a Room,
    topic: Topic,
    number: u64,
}

impl Step<'_> {
    /// Whether the client may hear of this.
    async fn ask(&self) -> Result<(), Stopped> {
        let rule = channel::rule_of(&self.core.context, self.room.stream).await?;
        rule.admit(&self.client.actor()).map_err(Stopped::Refused)
    }

    async fn send(&self, frame: Frame) -> Result<(), Stopped> {
        if !self.client.is_following(self.topic, self.number) {
            return Err(Stopped::Gone);
        }
        self.client.history.send(frame).await.map_err(|_| Stopped::Gone)
    }

    async fn from_now_on(&self) -> Result<(), Stopped> {
        self.join(|id| ServerFrame::Subscribed { topic: self.topic, id }).await
    }

    /// What came after this event, if all of it is there, and then from now on.
    async fn from(&self, after: u64) -> Result<(), Stopped> {
        let mut told = after;
        let mut is_first = true;
        loop {
            let part = channel::read(&self.core.context, self.room.stream, told).await?;
            if !part.is_whole {
                return self.join(|id| ServerFrame::Resync { topic: self.topic, id }).await;
            }
            if std::mem::take(&mut is_first) {
                self.send(Frame::new(&ServerFrame::Subscribed { topic: self.topic, id: after })).await?;
            }
            for event in part.events {
                match event.what {
                    What::Event(said) => self.send(Frame::event(self.topic, event.id, said)).await?,
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
    async fn join(&self, say: impl FnOnce(u64) -> ServerFrame) -> Result<(), Stopped> {
        // Room in the outbox first: whoever has the turn waits for nobody.
        let permit = self.client.history.reserve().await.map_err(|_| Stopped::Gone)?;
        let mut turn = self.room.turn.lock().await;
        let id = self.room.advance(&self.core.context, &mut turn).await?;
        self.enter()?;
        permit.send(Frame::new(&say(id)));
        Ok(())
    }

    /// Joins if the room is where the client is; false if there is more to read.
    async fn join_at(&self, told: u64) -> Result<bool, Stopped> {
        let mut turn = self.room.turn.lock().await;
        let is_here = self.room.advance(&self.core.context, &mut turn).await? == told;
        if is_here {
            self.enter()?;
        }
        Ok(is_here)
    }

    /// Only with the turn. A client that was sent out between the question and this moment does not follow any more.
    fn enter(&self) -> Result<(), Stopped> {
        self.room.join(self.client, self.number);
        if self.client.is_following(self.topic, self.number) {
            return Ok(());
        }
        self.room.leave(self.client, self.number);
        Err(Stopped::Gone)
    }
}
