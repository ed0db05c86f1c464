//! Keeps count of who is at this process, writes down what changed, and tells who is at a post.
//!
//! Once a second, and not more often however many come and go (SECURITY G6): what changed here goes to the database in one
//! transaction; then every room that has a reason is counted over all processes, and told if it is not what was told
//! last. What the bus loses is found by a look every few seconds.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use broadsheet_shared::id::{PostId, UserId};
use futures_util::future::join_all;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{hub::Core, room::Room};
use crate::{
    domain::presence::{Census, Changes, Lines, Presence},
    services::{
        Context,
        channel::{self, ChannelError},
        presence,
    },
};

const TICK: Duration = Duration::from_secs(1);
/// Ticks between two signs of life, and between two looks at every room.
const BEAT_EVERY: u64 = 5;
/// Rows written in one transaction; the rest comes with the next tick.
const MAX_CHANGES: usize = 2_000;
/// For the last word of a process that ends.
const GOODBYE: Duration = Duration::from_secs(1);

/// Keeps count until the process stops, or until it is aborted.
pub(super) async fn run(core: Arc<Core>) {
    let mut closed = core.closed();
    let mut keeper = Keeper::new(core);
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_failing = false;
    loop {
        let is_over = tokio::select! {
            _ = ticks.tick() => false,
            // An error means that the hub is gone, which is as good.
            () = async { let _ = closed.wait_for(|is_closed| *is_closed).await; } => true,
        };
        if is_over {
            return keeper.end().await;
        }
        let outcome = keeper.tick().await;
        if let Err(error) = &outcome
            && !is_failing
        {
            tracing::warn!(%error, "who is here cannot be told at present");
        }
        is_failing = outcome.is_err();
    }
}

/// Tells those in a room who is there; a room where that cannot be judged is told at a later tick.
async fn show(context: &Context, room: &Room, now: Presence, shown: BTreeSet<UserId>) -> Result<(), ChannelError> {
    match channel::hidden_among(context, &room.viewers(), shown).await {
        Ok(hidden) => {
            room.show(now, hidden).await;
            Ok(())
        }
        Err(error) => {
            room.here.ask();
            Err(error)
        }
    }
}

/// What this process has said so far.
struct Keeper {
    core: Arc<Core>,
    tick: u64,
    /// False if the database knows nothing of this process.
    is_known: bool,
    online: HashMap<UserId, Lines>,
    at_posts: HashMap<PostId, Census>,
    /// Posts of which something is still to be said.
    stirred: HashSet<PostId>,
}

type Rooms = HashMap<PostId, Arc<Room>>;

impl Keeper {
    fn new(core: Arc<Core>) -> Self {
        let (online, at_posts, stirred) = Default::default();
        Self { core, tick: 0, is_known: false, online, at_posts, stirred }
    }

    async fn tick(&mut self) -> Result<(), ChannelError> {
        self.tick += 1;
        let is_beat = self.tick.is_multiple_of(BEAT_EVERY);
        let rooms = self.core.rooms_of_presence();
        self.stirred.extend(rooms.iter().filter(|(_, room)| room.here.take_stirred()).map(|(post, _)| *post));
        // A room that is closed has nobody in it.
        self.stirred.extend(self.at_posts.keys().filter(|post| !rooms.contains_key(*post)));
        if is_beat {
            self.beat().await?;
        }
        let changed = self.say(&rooms).await?;
        self.tell(&rooms, &changed, is_beat).await
    }

    /// A sign of life, while there is anything that it keeps alive.
    async fn beat(&mut self) -> Result<(), ChannelError> {
        if !self.is_known {
            return Ok(());
        }
        if self.online.is_empty() && self.at_posts.is_empty() {
            self.is_known = false;
            return Ok(());
        }
        if !presence::beat(&self.core.context, self.core.process).await? {
            // Others took this process for dead and forgot what it said.
            self.online.clear();
            self.stirred.extend(self.at_posts.drain().map(|(post, _)| post));
            self.core.stir_crowd();
        }
        Ok(())
    }

    /// Writes down what changed here; gives the posts that it is about.
    async fn say(&mut self, rooms: &Rooms) -> Result<HashSet<PostId>, ChannelError> {
        let mut changes = Changes { online: self.come_and_gone(), ..Changes::default() };
        let now = self.core.context.clock.now();
        let mut fresh = HashMap::new();
        let nobody = Census::default();
        for post in &self.stirred {
            if changes.len() >= MAX_CHANGES {
                break;
            }
            let census = rooms.get(post).map(|room| room.census(now)).unwrap_or_default();
            changes.add(*post, self.at_posts.get(post).unwrap_or(&nobody), &census);
            fresh.insert(*post, census);
        }
        if !changes.is_empty() {
            let outcome = self.write(&changes).await;
            if let Err(error) = outcome {
                self.core.stir_crowd();
                return Err(error);
            }
        }
        for (user, lines) in changes.online {
            if lines.count() == 0 {
                self.online.remove(&user);
            } else {
                self.online.insert(user, lines);
            }
        }
        let said = fresh.keys().copied().collect();
        self.stirred.retain(|post| !fresh.contains_key(post));
        for (post, census) in fresh {
            if census.is_empty() {
                self.at_posts.remove(&post);
            } else {
                self.at_posts.insert(post, census);
            }
        }
        Ok(said)
    }

    async fn write(&mut self, changes: &Changes) -> Result<(), ChannelError> {
        let (context, process) = (&self.core.context, self.core.process);
        if !self.is_known {
            presence::beat(context, process).await?;
            self.is_known = true;
        }
        Ok(presence::say(context, process, changes).await?)
    }

    /// Whose lines are others than this process has said.
    fn come_and_gone(&self) -> Vec<(UserId, Lines)> {
        if !self.core.take_crowd_stirred() {
            return Vec::new();
        }
        let crowd = self.core.crowd();
        let came = crowd.iter().filter(|(user, lines)| self.online.get(*user) != Some(*lines));
        let mut changed: Vec<_> = came.map(|(user, lines)| (*user, *lines)).collect();
        let gone = self.online.keys().filter(|user| !crowd.contains_key(*user));
        changed.extend(gone.map(|user| (*user, Lines::default())));
        if changed.len() > MAX_CHANGES {
            changed.truncate(MAX_CHANGES);
            self.core.stir_crowd();
        }
        changed
    }

    /// Counts the rooms that have a reason, and tells those who follow them what is new.
    async fn tell(&self, rooms: &Rooms, changed: &HashSet<PostId>, is_beat: bool) -> Result<(), ChannelError> {
        let (context, now) = (&self.core.context, self.core.context.clock.now());
        let mut asked = HashSet::new();
        for (post, room) in rooms {
            if room.here.take_asked() {
                asked.insert(*post);
            }
        }
        let is_wanted = |post: &PostId, room: &Room| {
            is_beat || changed.contains(post) || asked.contains(post) || room.here.is_outdated(now)
        };
        let posts: Vec<PostId> =
            rooms.iter().filter(|(post, room)| is_wanted(post, room)).map(|(post, _)| *post).collect();
        let mut found = match presence::at(context, &posts).await {
            Ok(found) => found,
            Err(error) => {
                asked.iter().filter_map(|post| rooms.get(post)).for_each(|room| room.here.ask());
                return Err(error.into());
            }
        };
        let mut shows = Vec::new();
        for post in posts {
            let Some(room) = rooms.get(&post) else { continue };
            let now = found.remove(&post).unwrap_or_default();
            let shown: BTreeSet<UserId> = now.replying.iter().map(|(user, _)| user.id).collect();
            // Only names differ from one who is told to another.
            let is_asked = asked.contains(&post) && !shown.is_empty();
            if room.here.tell(&now, is_asked) {
                shows.push(show(context, room, now, shown));
            }
        }
        join_all(shows).await.into_iter().collect()
    }

    /// Nobody is here any more.
    async fn end(self) {
        if self.is_known {
            let _ = timeout(GOODBYE, presence::leave(&self.core.context, self.core.process)).await;
        }
    }
}
