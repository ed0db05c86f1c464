//! The channel's rules: who may hear of a stream, and what is told of its events.
//!
//! Events are rows of ids, written in the transaction of the deed (`repositories::streams::append`). What they stand for
//! is read here when they are told, as every reader may see it: so one telling does for all of them, and what was taken
//! away since is not told.

use std::collections::HashMap;

use broadsheet_shared::{
    frames::{Event, PostCounts, PublishedPost},
    id::{CommentId, PostId, UserId},
    problem::Code,
    v2::{Comment, PostState},
};

use super::{Context, ServiceError, database_code, posts};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        stream::{Advance, Happening, Recorded, Stream},
    },
    repositories::{self, DatabaseError, Executor, channel_tickets, streams},
    services::refusal_code,
};

/// Events that are told in one part.
pub const PART: u8 = 64;
/// Who was away for longer than this has to read afresh.
const KEPT_SECS: i64 = 300;
/// And who missed more than so many.
const KEPT_EVENTS: i64 = 1_000;

/// Why events cannot be told.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChannelError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for ChannelError {
    fn code(&self) -> Code {
        match self {
            Self::Database(error) => database_code(error),
        }
    }
}

/// Who may hear of a stream, as of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Everybody.
    Everybody,
    /// Who sees this post.
    ReadersOf { author: UserId, state: PostState },
    /// This person alone.
    Owner(UserId),
    /// There is no such thing.
    Nobody,
}

impl Rule {
    /// Whether this actor may, or what they are told instead.
    pub fn admit(&self, actor: &Actor) -> Result<(), Code> {
        match self {
            Self::Everybody => Ok(()),
            Self::ReadersOf { author, state } => {
                posts::visible(actor, *author, *state).map_err(|refusal| refusal.code())
            }
            Self::Owner(owner) if actor.is(*owner) => Ok(()),
            Self::Owner(_) => Err(refusal_code(&Refusal::NotSignedIn)),
            Self::Nobody => Err(Code::PostNotFound),
        }
    }
}

/// Who may hear of this stream.
pub async fn rule_of(context: &Context, stream: Stream) -> Result<Rule, ChannelError> {
    Ok(match stream {
        Stream::Comments(post) | Stream::Counts(post) => {
            match repositories::posts::find_state(context.database.read(), post).await? {
                Some((author, state, _)) => Rule::ReadersOf { author, state },
                None => Rule::Nobody,
            }
        }
        Stream::Home => Rule::Everybody,
        Stream::Notifications(user) => Rule::Owner(user),
    })
}

/// A part of a stream, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The number of the stream's last event.
    pub last_id: u64,
    /// False if events are missing before the first of these: whoever stood there reads afresh.
    pub is_whole: bool,
    /// In order; [`PART`] of them if there may be more.
    pub events: Vec<Told>,
}

/// An event on its way to readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub id: u64,
    /// What of it is told.
    pub what: What,
}

/// What becomes of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is told.
    Event(Event),
    /// It is not: a later one says the same, or what it was about is gone.
    Silence,
    /// Nothing is told, but who may hear is asked again before the next.
    AskAgain,
}

/// The events of a stream after this number.
pub async fn read(context: &Context, stream: Stream, after: u64) -> Result<Part, ChannelError> {
    let database = context.database.read();
    let stretch = streams::list_after(database, stream, after, PART).await?;
    // Of numbers only the last is kept, and nothing is missing while that is there.
    let is_counted = stretch.last_id > after && stretch.events.iter().any(is_count);
    let is_whole = is_counted || stretch.follows(after);
    let telling = Telling::about(database, stream, &stretch.events).await?;
    let mut events = Vec::with_capacity(stretch.events.len());
    for Recorded { id, what } in stretch.events {
        events.push(Told { id, what: telling.tell(database, id, what).await? });
    }
    Ok(Part { last_id: stretch.last_id, is_whole, events })
}

/// How far these streams are, as far as anything happened there.
pub async fn last_ids(context: &Context, streams: &[Stream]) -> Result<Vec<Advance>, ChannelError> {
    Ok(streams::list_last_ids(context.database.read(), streams).await?)
}

/// What several events need, read at once.
struct Telling {
    comments: HashMap<CommentId, Comment>,
    counts: Option<PostCounts>,
    /// Counts are told with the last event that is about them.
    last_count: Option<u64>,
}

impl Telling {
    async fn about(database: &impl Executor, stream: Stream, events: &[Recorded]) -> Result<Self, ChannelError> {
        let ids: Vec<CommentId> =
            events.iter().filter_map(|event| event.what.as_ref().and_then(Happening::comment)).collect();
        let comments = repositories::comments::find_all(database, &ids).await?;
        let last_count = events.iter().rev().find(|event| is_count(event)).map(|event| event.id);
        let counts = match stream {
            Stream::Counts(post) if last_count.is_some() => counts(database, post).await?,
            _ => None,
        };
        let comments = comments.into_iter().map(|comment| (comment.id, comment.into())).collect();
        Ok(Self { comments, counts, last_count })
    }

    async fn tell(&self, database: &impl Executor, id: u64, what: Option<Happening>) -> Result<What, ChannelError> {
        // Another event of these may be about the same comment.
        let comment = |id: &CommentId| self.comments.get(id).cloned().map(Box::new);
        let event = match what {
            Some(Happening::CommentCreated { comment: id }) => comment(&id).map(Event::CommentCreated),
            Some(Happening::CommentEdited { comment: id }) => comment(&id).map(Event::CommentEdited),
            Some(Happening::CommentDeleted { comment: id }) => comment(&id).map(Event::CommentDeleted),
            Some(Happening::CommentHidden { comment: id }) => comment(&id).map(Event::CommentHidden),
            Some(Happening::CommentShown { comment: id }) => comment(&id).map(Event::CommentShown),
            Some(Happening::CountsChanged {}) => {
                self.counts.filter(|_| self.last_count == Some(id)).map(Event::CountsChanged)
            }
            Some(Happening::PostPublished { post }) => published(database, post).await?.map(Event::PostPublished),
            Some(Happening::ReadersChanged {}) => return Ok(What::AskAgain),
            None => None,
        };
        Ok(event.map_or(What::Silence, What::Event))
    }
}

async fn counts(database: &impl Executor, post: PostId) -> Result<Option<PostCounts>, ChannelError> {
    let counts = repositories::posts::find_counts(database, post).await?;
    Ok(counts.map(|(comment_count, like_count)| PostCounts { comment_count, like_count }))
}

fn is_count(event: &Recorded) -> bool {
    event.what == Some(Happening::CountsChanged {})
}

/// The post, unless it was taken back meanwhile.
async fn published(database: &impl Executor, post: PostId) -> Result<Option<PublishedPost>, ChannelError> {
    let state = repositories::posts::find_state(database, post).await?;
    let state = state.filter(|(_, state, _)| *state == PostState::Published);
    Ok(state.map(|(author_id, ..)| PublishedPost { id: post, author_id }))
}

/// Forgets events that nobody is promised any more, and tickets that are over.
pub async fn purge(context: &Context) -> Result<u64, ChannelError> {
    let now = context.clock.now();
    let before = now.plus_secs(-KEPT_SECS);
    context
        .database
        .write(|tx| async move {
            let tickets = channel_tickets::delete_expired(&tx, now).await?;
            Ok(tickets + streams::trim(&tx, before, KEPT_EVENTS).await?)
        })
        .await
}
