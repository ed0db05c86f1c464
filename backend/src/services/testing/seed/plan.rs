//! Who writes what and when, without the words: a few things have much of everything, most have little.

use broadsheet_shared::{
    id::{CategoryId, CommentId, PostId, TagId, UserId},
    time::Timestamp,
};
use rand::RngExt;
use uuid::Uuid;

use super::{Size, words::source};

/// 2021-01-01T00:00:00Z. Everything lies in the five years after it.
const BEGIN_MILLIS: i64 = 1_609_459_200_000;
const SPAN_MILLIS: i64 = 5 * 365 * 86_400_000;
/// Between a comment and the next beneath the same post.
const PAUSE_MILLIS: i64 = 7 * 60_000;
/// One in five writes posts; everybody comments.
const AUTHORS: u32 = 5;
pub const CATEGORIES: u32 = 8;
/// The person with a full feed.
pub const READER: u32 = 1;
const MOST_FOLLOWED: usize = 1_000;
/// Comments beneath one post, besides those that any post has.
const LONG_TALK: u32 = 5_000;
const MOST_TAGS: u32 = 300;

/// Kinds of chance: none of them repeats another's.
const PERSON: u64 = 1;
const CATEGORY: u64 = 2;
const TAG: u64 = 3;
pub const POST: u64 = 4;
pub const COMMENT: u64 = 5;
const SPREAD: u64 = 6;

/// A comment by its post and its place beneath it.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    pub post: u32,
    pub place: u32,
}

/// The whole plan.
pub struct Plan {
    pub size: Size,
    /// Comments of each post.
    pub comments_of: Vec<u32>,
}

impl Plan {
    /// Spreads the comments over the posts, most of them over a few.
    pub fn new(size: Size) -> Self {
        let mut comments_of = vec![0; size.posts as usize];
        let mut random = source(SPREAD, 0);
        // A long talk beneath one post, and the rest anywhere.
        let heaped = if size.posts > 0 { (size.comments / 100).min(LONG_TALK) } else { 0 };
        for _ in heaped..size.comments {
            let chance: f64 = random.random();
            let post = (chance * chance * f64::from(size.posts)) as usize;
            // Neighbours in popularity are no neighbours in time.
            let post = post.wrapping_mul(7_919) % comments_of.len();
            comments_of[post] += 1;
        }
        if let Some(comments) = comments_of.get_mut(Self::busiest(size) as usize) {
            *comments += heaped;
        }
        Self { size, comments_of }
    }

    /// The post with the long talk.
    pub fn busiest(size: Size) -> u32 {
        size.posts / 2
    }

    /// Whom the reader of a full feed follows: every other of those who write, as far as they reach, without the reader.
    pub fn followed(size: Size) -> Vec<u32> {
        let authors = (size.people / AUTHORS).max(1);
        (0..authors).step_by(2).filter(|number| *number != READER).take(MOST_FOLLOWED).collect()
    }

    pub fn tags(&self) -> u32 {
        MOST_TAGS.min(self.size.posts)
    }

    pub fn person(&self, number: u32) -> UserId {
        UserId(id(PERSON, number.into(), self.joined_at(number)))
    }

    /// Everybody was there before the first post.
    pub fn joined_at(&self, number: u32) -> Timestamp {
        Timestamp::from_millis(BEGIN_MILLIS - 86_400_000 + i64::from(number))
    }

    pub fn category(&self, number: u32) -> CategoryId {
        CategoryId(id(CATEGORY, number.into(), Timestamp::from_millis(BEGIN_MILLIS)))
    }

    pub fn tag(&self, number: u32) -> TagId {
        TagId(id(TAG, number.into(), Timestamp::from_millis(BEGIN_MILLIS)))
    }

    pub fn post(&self, number: u32) -> PostId {
        PostId(id(POST, number.into(), self.published_at(number)))
    }

    pub fn published_at(&self, post: u32) -> Timestamp {
        Timestamp::from_millis(BEGIN_MILLIS + SPAN_MILLIS / i64::from(self.size.posts) * i64::from(post))
    }

    /// Some write much.
    pub fn author(&self, chance: f64) -> u32 {
        (chance * chance * f64::from((self.size.people / AUTHORS).max(1))) as u32
    }

    /// Two to four, popular ones more often; none twice.
    pub fn tags_of(&self, post: u32) -> Vec<u32> {
        let mut random = source(TAG, u64::from(post) << 20);
        let mut tags: Vec<u32> = (0..random.random_range(2..=4))
            .map(|_| (f64::from(self.tags()).powf(random.random::<f64>()) as u32).saturating_sub(1))
            .collect();
        let mut known = std::collections::HashSet::new();
        tags.retain(|tag| known.insert(*tag));
        tags
    }

    /// All comments in the order of their making.
    pub fn spots(&self) -> Vec<Spot> {
        let beneath = |(post, count): (u32, &u32)| (0..*count).map(move |place| Spot { post, place });
        let mut spots: Vec<_> = (0..).zip(&self.comments_of).flat_map(beneath).collect();
        spots.sort_by_key(|spot| (self.said_at(*spot), spot.post));
        spots
    }

    pub fn said_at(&self, spot: Spot) -> Timestamp {
        let after = PAUSE_MILLIS * (i64::from(spot.place) + 1);
        Timestamp::from_millis(self.published_at(spot.post).as_millis() + after)
    }

    pub fn comment(&self, spot: Spot) -> CommentId {
        CommentId(id(COMMENT, number(spot), self.said_at(spot)))
    }

    /// Half of the comments answer an earlier one.
    pub fn answered(&self, spot: Spot) -> Option<Spot> {
        let mut random = source(SPREAD, number(spot) + 1);
        (spot.place > 0 && random.random_ratio(1, 2))
            .then(|| Spot { place: random.random_range(0..spot.place), ..spot })
    }

    /// The top of its thread, and how deep beneath it stands.
    pub fn thread(&self, spot: Spot) -> (CommentId, u32) {
        let (mut top, mut depth) = (spot, 0);
        while let Some(parent) = self.answered(top) {
            top = parent;
            depth += 1;
        }
        (self.comment(top), depth)
    }
}

pub fn number(spot: Spot) -> u64 {
    u64::from(spot.post) << 32 | u64::from(spot.place)
}

/// A version 7 id of that time, always the same.
fn id(kind: u64, number: u64, at: Timestamp) -> Uuid {
    let random: [u8; 10] = source(kind ^ 0xFFFF, number).random();
    uuid::Builder::from_unix_timestamp_millis(at.as_millis().unsigned_abs(), &random).into_uuid()
}
