//! The channel's rules: who may hear of a stream, and what is told of its events.
//!
//! Events are rows of ids, written in the transaction of the deed (`repositories::streams::append`). What they stand for
//! is read here when they are told, as every reader may see it: so one telling does for all of them, and what was taken
//! away since is not told.

use std::collections::{BTreeSet, HashMap, HashSet};

use broadsheet_shared::{
    frames::{CommentLikes, Event, PostCounts, PublishedPost, Queue},
    id::{CommentId, PostId, UserId},
    permission::Permission,
    problem::Code,
    v2::{Comment, CommentState, PostState, UnreadNotifications},
};

use super::{Context, ServiceError, database_code, posts};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        stream::{Advance, Happening, Recorded, Stream},
    },
    repositories::{self, DatabaseError, Executor, channel_tickets, notifications, shields, streams},
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
    /// Whoever runs the site has switched them off.
    #[error("Live updates are switched off on this site.")]
    Off,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for ChannelError {
    fn code(&self) -> Code {
        match self {
            Self::Off => Code::ChannelOff,
            Self::Database(error) => database_code(error),
        }
    }
}

/// Whether there are live updates on this site, as of a second ago.
pub async fn is_on(context: &Context) -> Result<bool, ChannelError> {
    Ok(context.settings.read(&context.database).await?.live_updates)
}

/// Refuses where there are none.
pub async fn require_on(context: &Context) -> Result<(), ChannelError> {
    if is_on(context).await? { Ok(()) } else { Err(ChannelError::Off) }
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
    /// Who may do this.
    Holders(Permission),
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
            Self::Holders(permission) => actor.allow(*permission).map_err(|refusal| refusal_code(&refusal)),
            Self::Nobody => Err(Code::PostNotFound),
        }
    }
}

/// Who may hear of this stream.
pub async fn rule_of(context: &Context, stream: Stream) -> Result<Rule, ChannelError> {
    Ok(match stream {
        Stream::Comments(post) | Stream::Counts(post) | Stream::Presence(post) => {
            match repositories::posts::find_state(context.database.read(), post).await? {
                Some((author, state, _)) => Rule::ReadersOf { author, state },
                None => Rule::Nobody,
            }
        }
        Stream::Home => Rule::Everybody,
        Stream::Notifications(user) => Rule::Owner(user),
        Stream::HeldComments => Rule::Holders(Permission::CommentsModerate),
        Stream::Registrations => Rule::Holders(Permission::UsersManage),
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
    /// Who wrote what it is about: from whom they are hidden, the event is too.
    pub author: Option<UserId>,
    /// What of it is told.
    pub what: What,
}

/// Who is hidden from whom: pairs of who looks and who is not seen.
pub type Hidden = HashSet<(UserId, UserId)>;

impl Told {
    /// True if this person is not to hear of it.
    pub fn is_hidden_from(&self, viewer: UserId, hidden: &Hidden) -> bool {
        self.author.is_some_and(|author| hidden.contains(&(viewer, author)))
    }
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
    if let Stream::Notifications(user) = stream {
        return Ok(read_number(database, user, after).await?);
    }
    let stretch = streams::list_after(database, stream, after, PART).await?;
    // Of numbers only the last is kept, and nothing is missing while that is there.
    let is_counted = stretch.last_id > after && stretch.events.iter().any(is_count);
    let is_whole = is_counted || stretch.follows(after);
    let telling = Telling::about(database, stream, &stretch.events).await?;
    let mut events = Vec::with_capacity(stretch.events.len());
    for Recorded { id, what } in stretch.events {
        let what = telling.tell(database, id, what).await?;
        events.push(Told { id, author: telling.author(&what), what });
    }
    Ok(Part { last_id: stretch.last_id, is_whole, events })
}

/// The one event that a person's notifications have: how many are unread. Whatever was missed, it says all of it.
async fn read_number(database: &impl Executor, user: UserId, after: u64) -> Result<Part, DatabaseError> {
    let place = streams::list_last_ids(database, &[Stream::Notifications(user)]).await?;
    let last_id = place.first().map_or(0, |place| place.id);
    let mut events = Vec::new();
    // The number is read behind the place: what changes meanwhile is told once more.
    if after < last_id {
        let unread_count = notifications::count_unread(database, user).await?;
        let what = What::Event(Event::NotificationsChanged(UnreadNotifications { unread_count }));
        events.push(Told { id: last_id, author: None, what });
    }
    Ok(Part { last_id, is_whole: after <= last_id, events })
}

/// Of these people and the authors of these events, who is hidden from whom at this moment. Blocks and mutes are read when
/// an event is told, by whichever process tells it, so no change of theirs has to be told to any (SECURITY J5).
pub async fn hidden(context: &Context, viewers: &HashSet<UserId>, events: &[Told]) -> Result<Hidden, ChannelError> {
    let told = events.iter().filter(|event| matches!(event.what, What::Event(_)));
    hidden_among(context, viewers, told.filter_map(|event| event.author).collect()).await
}

/// The same of people who are to be shown.
pub async fn hidden_among(
    context: &Context,
    viewers: &HashSet<UserId>,
    shown: BTreeSet<UserId>,
) -> Result<Hidden, ChannelError> {
    let (viewers, shown): (Vec<_>, Vec<_>) = (viewers.iter().copied().collect(), shown.into_iter().collect());
    Ok(shields::list_pairs(context.database.read(), &viewers, &shown).await?.into_iter().collect())
}

/// How far these streams are, as far as anything happened there.
pub async fn last_ids(context: &Context, streams: &[Stream]) -> Result<Vec<Advance>, ChannelError> {
    Ok(streams::list_last_ids(context.database.read(), streams).await?)
}

/// What several events need, read at once.
struct Telling {
    comments: HashMap<CommentId, Comment>,
    /// Who wrote them: a comment that is hidden or deleted does not say.
    authors: HashMap<CommentId, UserId>,
    counts: Option<PostCounts>,
    /// Numbers are told with the last event that is about them.
    last_count: Option<u64>,
    last_likes: HashMap<CommentId, u64>,
    /// The number of the last event of a queue, and how much waits.
    queue: Option<(u64, Queue)>,
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
        let queue = queue(database, stream, events).await?;
        let authors = comments.iter().map(|comment| (comment.id, comment.author.id)).collect();
        let comments = comments.into_iter().map(|comment| (comment.id, comment.into())).collect();
        let liked = events.iter().filter_map(|event| match event.what {
            Some(Happening::CommentLiked { comment }) => Some((comment, event.id)),
            _ => None,
        });
        Ok(Self { comments, authors, counts, last_count, last_likes: liked.collect(), queue })
    }

    /// Who wrote what is told of.
    fn author(&self, what: &What) -> Option<UserId> {
        let What::Event(event) = what else { return None };
        match event {
            Event::CommentCreated(comment)
            | Event::CommentEdited(comment)
            | Event::CommentDeleted(comment)
            | Event::CommentHidden(comment)
            | Event::CommentShown(comment) => self.authors.get(&comment.id).copied(),
            Event::CommentLiked(likes) => self.authors.get(&likes.id).copied(),
            Event::PostPublished(post) => Some(post.author_id),
            _ => None,
        }
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
            Some(Happening::CommentLiked { comment }) => self.likes(comment, id).map(Event::CommentLiked),
            Some(Happening::CountsChanged {}) => {
                self.counts.filter(|_| self.last_count == Some(id)).map(Event::CountsChanged)
            }
            Some(Happening::QueueChanged {}) => {
                self.queue.filter(|(last, _)| *last == id).map(|(_, queue)| Event::QueueChanged(queue))
            }
            Some(Happening::PostPublished { post }) => published(database, post).await?.map(Event::PostPublished),
            Some(Happening::ReadersChanged {}) => return Ok(What::AskAgain),
            None => None,
        };
        Ok(event.map_or(What::Silence, What::Event))
    }

    /// How many like a comment that is to be read, with the last event about that.
    fn likes(&self, comment: CommentId, event: u64) -> Option<CommentLikes> {
        let is_last = self.last_likes.get(&comment) == Some(&event);
        let comment =
            self.comments.get(&comment).filter(|comment| is_last && comment.state == CommentState::Visible)?;
        Some(CommentLikes { id: comment.id, like_count: comment.like_count })
    }
}

async fn counts(database: &impl Executor, post: PostId) -> Result<Option<PostCounts>, ChannelError> {
    let counts = repositories::posts::find_counts(database, post).await?;
    Ok(counts.map(|(comment_count, like_count)| PostCounts { comment_count, like_count }))
}

fn is_count(event: &Recorded) -> bool {
    event.what == Some(Happening::CountsChanged {})
}

/// How much waits in the queue that a stream is about, if it is one, with the last of these events.
async fn queue(
    database: &impl Executor,
    stream: Stream,
    events: &[Recorded],
) -> Result<Option<(u64, Queue)>, ChannelError> {
    let last = events.iter().rev().find(|event| event.what == Some(Happening::QueueChanged {}));
    let Some(last) = last else { return Ok(None) };
    let waiting = match stream {
        Stream::HeldComments => repositories::comments::count_held(database).await?,
        Stream::Registrations => repositories::registrations::count_waiting(database).await?,
        _ => return Ok(None),
    };
    Ok(Some((last.id, Queue { waiting })))
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
