//! Streams of events: a row an event, and a row a stream that counts them.

use std::collections::BTreeMap;

use broadsheet_shared::{
    id::{CommentId, PostId},
    time::Timestamp,
};
use uuid::Uuid;

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::domain::stream::{Advance, Happening, Recorded, Stream, Stretch};

/// Streams asked for in one query.
const NAMES_AT_ONCE: usize = 500;
/// Events added by one statement: each brings five values, and of those engines take some ten thousand.
const EVENTS_AT_ONCE: usize = 500;

/// Adds an event, and gives its number. The stream is held until the transaction ends: its events become visible in the
/// order of their numbers, and a number that is given back by a rollback is given again. Readers are told after the
/// commit.
pub async fn append(
    transaction: &Transaction,
    stream: Stream,
    happening: Happening,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let id = advance(transaction, stream).await?;
    let (kind, payload) = happening.to_stored();
    let sql = "INSERT INTO topic_events (topic, id, kind, payload, created_at) VALUES ($1, $2, $3, $4, $5)";
    transaction.execute_sql(sql, params![stream.to_string(), to_stored(id), kind, payload, now]).await?;
    Ok(id)
}

/// Counts an event without keeping it, and gives its number: for a stream whose events all say the same, as how many
/// notifications are unread. How far such a stream is says everything.
pub async fn advance(transaction: &Transaction, stream: Stream) -> Result<u64, DatabaseError> {
    let name = stream.to_string();
    let sql = "INSERT INTO topics (name, last_id) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET last_id = topics.last_id + 1 RETURNING last_id";
    // All rows, that is one: the statement runs to its end.
    let ids: Vec<i64> = transaction.rows(sql, params![name]).await?;
    let id = ids.first().copied().unwrap_or_default().unsigned_abs();
    transaction.note_advanced(Advance { stream: name, id });
    Ok(id)
}

/// Adds the event that numbers beneath a post changed, in the place of the one before: only the last is told, however many
/// there are, so no more are kept.
pub async fn append_counts(transaction: &Transaction, post: PostId, now: Timestamp) -> Result<(), DatabaseError> {
    let (stream, happening) = (Stream::Counts(post), Happening::CountsChanged {});
    let id = append(transaction, stream, happening, now).await?;
    let sql = "DELETE FROM topic_events WHERE topic = $1 AND id < $2 AND kind = $3";
    let values = params![stream.to_string(), to_stored(id), happening.to_stored().0];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Adds the event that others like a comment than before, in the place of the one before of the same comment: a thousand
/// likes leave the room of one event. Only the oldest event of all stays whatever it is, for it is the mark from which on
/// nothing is missing ([`Stretch::follows`]).
pub async fn append_likes(
    transaction: &Transaction,
    post: PostId,
    comment: CommentId,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let (stream, happening) = (Stream::Comments(post), Happening::CommentLiked { comment });
    let id = append(transaction, stream, happening, now).await?;
    let (kind, payload) = happening.to_stored();
    let sql = "DELETE FROM topic_events WHERE topic = $1 AND id < $2 AND kind = $3 AND payload = $4
            AND id > (SELECT min(o.id) FROM topic_events o WHERE o.topic = $1)";
    transaction.execute_sql(sql, params![stream.to_string(), to_stored(id), kind, payload]).await?;
    Ok(())
}

/// Adds many events that numbers changed, each in the place of the one before that says the same, as [`append_counts`] and
/// [`append_likes`] do with one: a few statements, however many there are. Streams are held in the order of their names.
pub async fn append_all(
    transaction: &Transaction,
    events: &[(Stream, Happening)],
    now: Timestamp,
) -> Result<(), DatabaseError> {
    for some in events.chunks(EVENTS_AT_ONCE) {
        append_some(transaction, some, now).await?;
    }
    Ok(())
}

async fn append_some(
    transaction: &Transaction,
    events: &[(Stream, Happening)],
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let mut by_stream: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (stream, happening) in events {
        by_stream.entry(stream.to_string()).or_default().push(happening.to_stored());
    }
    let mut values = Vec::new();
    for (name, happenings) in &by_stream {
        values.extend(params![name.as_str(), i64::try_from(happenings.len()).unwrap_or(i64::MAX)]);
    }
    let sql = format!(
        "INSERT INTO topics (name, last_id) VALUES {}
        ON CONFLICT (name) DO UPDATE SET last_id = topics.last_id + excluded.last_id RETURNING name, last_id",
        tuples(by_stream.len(), 2)
    );
    let advanced: Vec<(String, i64)> = transaction.rows(&sql, values).await?;
    let mut values = Vec::new();
    for (name, last_id) in &advanced {
        let happenings = by_stream.get(name).map(Vec::as_slice).unwrap_or_default();
        for ((kind, payload), id) in happenings.iter().rev().zip((0..=*last_id).rev()) {
            values.extend(params![name.as_str(), id, kind.as_str(), payload.as_str(), now]);
        }
        transaction.note_advanced(Advance { stream: name.clone(), id: last_id.unsigned_abs() });
    }
    let sql =
        format!("INSERT INTO topic_events (topic, id, kind, payload, created_at) VALUES {}", tuples(events.len(), 5));
    transaction.execute_sql(&sql, values).await?;
    let streams: Vec<String> = by_stream.into_keys().collect();
    forget_said_again(transaction, &streams).await
}

/// Of these streams forgets events that numbers changed where a later one says the same. The oldest of all stays, but for
/// one of counts, whose stream needs no mark.
async fn forget_said_again(transaction: &Transaction, streams: &[String]) -> Result<(), DatabaseError> {
    let (counts, _) = Happening::CountsChanged {}.to_stored();
    let (liked, _) = Happening::CommentLiked { comment: CommentId(Uuid::nil()) }.to_stored();
    let places: Vec<String> = (1..=streams.len()).map(|number| format!("${number}")).collect();
    let sql = format!(
        "DELETE FROM topic_events WHERE topic IN ({}) AND (kind = '{counts}' OR kind = '{liked}'
                AND id > (SELECT min(o.id) FROM topic_events o WHERE o.topic = topic_events.topic))
            AND EXISTS (
                SELECT 1 FROM topic_events n WHERE n.topic = topic_events.topic AND n.id > topic_events.id
                    AND n.kind = topic_events.kind AND n.payload = topic_events.payload
            )",
        places.join(", ")
    );
    transaction.execute_sql(&sql, streams.iter().flat_map(|name| params![name.as_str()]).collect()).await?;
    Ok(())
}

/// `($1, $2), ($3, $4)` for two rows of two values.
fn tuples(rows: usize, width: usize) -> String {
    let tuple = |row: usize| {
        let places: Vec<String> = (1..=width).map(|place| format!("${}", row * width + place)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(tuple).collect::<Vec<_>>().join(", ")
}

/// The events after this number, as of one moment, `limit` at most.
pub async fn list_after(
    database: &impl Executor,
    stream: Stream,
    after: u64,
    limit: u8,
) -> Result<Stretch, DatabaseError> {
    let sql = format!(
        "SELECT t.last_id, (SELECT min(o.id) FROM topic_events o WHERE o.topic = t.name), e.id, e.kind, e.payload
        FROM topics t LEFT JOIN topic_events e ON e.topic = t.name AND e.id > $2
        WHERE t.name = $1 ORDER BY e.id LIMIT {limit}"
    );
    let lines: Vec<Line> = database.rows(&sql, params![stream.to_string(), to_stored(after)]).await?;
    let (last_id, oldest) = lines.first().map_or((0, None), |line| (line.last_id, line.oldest));
    Ok(Stretch { last_id, oldest, events: lines.into_iter().filter_map(|line| line.event).collect() })
}

/// How far these streams are. Those in which nothing ever happened are left out.
pub async fn list_last_ids(database: &impl Executor, streams: &[Stream]) -> Result<Vec<Advance>, DatabaseError> {
    let mut found = Vec::new();
    for some in streams.chunks(NAMES_AT_ONCE) {
        let places: Vec<String> = (1..=some.len()).map(|number| format!("${number}")).collect();
        let sql = format!("SELECT name, last_id FROM topics WHERE name IN ({})", places.join(", "));
        let names = some.iter().flat_map(|stream| params![stream.to_string()]).collect();
        let rows: Vec<(String, i64)> = database.rows(&sql, names).await?;
        found.extend(rows.into_iter().map(|(stream, id)| Advance { stream, id: id.unsigned_abs() }));
    }
    Ok(found)
}

/// Forgets events of before this moment, and of each stream all but the last `most` that are kept. Says how many.
///
/// An event of before stays behind which others were put together: it says that no more than those are missing. So does one
/// behind a newer one, as clocks may have it: what is forgotten is the beginning of a stream, and nothing amid it.
pub async fn trim(transaction: &Transaction, before: Timestamp, most: i64) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM topic_events WHERE created_at < $1 AND NOT EXISTS (
            SELECT 1 FROM topic_events n WHERE n.topic = topic_events.topic
                AND n.id = (
                    SELECT min(o.id) FROM topic_events o WHERE o.topic = topic_events.topic AND o.id > topic_events.id
                )
                AND n.id > topic_events.id + 1 AND n.created_at >= $1
        ) AND NOT EXISTS (
            SELECT 1 FROM topic_events b WHERE b.topic = topic_events.topic
                AND b.id < topic_events.id AND b.created_at >= $1
        )";
    let mut forgotten = transaction.execute_sql(sql, params![before]).await?;
    let full = "SELECT topic FROM topic_events GROUP BY topic HAVING count(*) > $1";
    let full: Vec<String> = transaction.rows(full, params![most]).await?;
    for topic in full {
        let sql = "DELETE FROM topic_events WHERE topic = $1 AND id <= (
                SELECT o.id FROM topic_events o WHERE o.topic = $1 ORDER BY o.id DESC LIMIT 1 OFFSET $2
            )";
        forgotten += transaction.execute_sql(sql, params![topic, most]).await?;
    }
    Ok(forgotten)
}

/// A number as it is stored. No stream is ever as far as the largest one.
fn to_stored(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

/// A row of a stretch: how far the stream is and from where on it is kept, and an event if there is one.
struct Line {
    last_id: u64,
    oldest: Option<u64>,
    event: Option<Recorded>,
}

impl FromRow for Line {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let last_id = row.take::<i64>()?.unsigned_abs();
        let oldest = row.optional::<i64>()?.map(i64::unsigned_abs);
        let (id, kind, payload) = (row.optional::<i64>()?, row.optional::<String>()?, row.optional::<String>()?);
        let event = id.map(|id| Recorded {
            id: id.unsigned_abs(),
            what: Happening::parse(&kind.unwrap_or_default(), &payload.unwrap_or_default()),
        });
        Ok(Self { last_id, oldest, event })
    }
}
