//! Streams of events: a row an event, and a row a stream that counts them.

use broadsheet_shared::{id::PostId, time::Timestamp};

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::domain::stream::{Advance, Happening, Recorded, Stream, Stretch};

/// Streams asked for in one query.
const NAMES_AT_ONCE: usize = 500;

/// Adds an event, and gives its number. The stream is held until the transaction ends: its events become visible in the
/// order of their numbers, and a number that is given back by a rollback is given again. Readers are told after the
/// commit.
pub async fn append(
    transaction: &Transaction,
    stream: Stream,
    happening: Happening,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let name = stream.to_string();
    let sql = "INSERT INTO topics (name, last_id) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET last_id = topics.last_id + 1 RETURNING last_id";
    // All rows, that is one: the statement runs to its end.
    let ids: Vec<i64> = transaction.rows(sql, params![name]).await?;
    let id = ids.first().copied().unwrap_or_default();
    let (kind, payload) = happening.to_stored();
    let sql = "INSERT INTO topic_events (topic, id, kind, payload, created_at) VALUES ($1, $2, $3, $4, $5)";
    transaction.execute_sql(sql, params![name, id, kind, payload, now]).await?;
    transaction.note_advanced(Advance { stream: name, id: id.unsigned_abs() });
    Ok(id.unsigned_abs())
}

/// Adds the event that numbers beneath a post changed, in the place of the one before: only the last is told, however many
/// there are, so no more are kept.
pub async fn append_counts(transaction: &Transaction, post: PostId, now: Timestamp) -> Result<(), DatabaseError> {
    let (stream, happening) = (Stream::Counts(post), Happening::CountsChanged {});
    let id = append(transaction, stream, happening, now).await?;
    let sql = "DELETE FROM topic_events WHERE topic = $1 AND id < $2 AND kind = $3";
    let values = params![stream.to_string(), i64::try_from(id).unwrap_or(i64::MAX), happening.to_stored().0];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// The events after this number, as of one moment, `limit` at most.
pub async fn list_after(
    database: &impl Executor,
    stream: Stream,
    after: u64,
    limit: u8,
) -> Result<Stretch, DatabaseError> {
    let sql = format!(
        "SELECT t.last_id, e.id, e.kind, e.payload FROM topics t
        LEFT JOIN topic_events e ON e.topic = t.name AND e.id > $2
        WHERE t.name = $1 ORDER BY e.id LIMIT {limit}"
    );
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let lines: Vec<Line> = database.rows(&sql, params![stream.to_string(), after]).await?;
    let last_id = lines.first().map_or(0, |line| line.last_id);
    Ok(Stretch { last_id, events: lines.into_iter().filter_map(|line| line.event).collect() })
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

/// Forgets events of before this moment, and of each stream all but the last `most`. Says how many.
pub async fn trim(transaction: &Transaction, before: Timestamp, most: i64) -> Result<u64, DatabaseError> {
    let old = transaction.execute_sql("DELETE FROM topic_events WHERE created_at < $1", params![before]).await?;
    let sql = "DELETE FROM topic_events WHERE id <= (
            SELECT t.last_id - $1 FROM topics t WHERE t.name = topic_events.topic
        )";
    Ok(old + transaction.execute_sql(sql, params![most]).await?)
}

/// A row of a stretch: how far the stream is, and an event if there is one.
struct Line {
    last_id: u64,
    event: Option<Recorded>,
}

impl FromRow for Line {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let last_id = row.take::<i64>()?.unsigned_abs();
        let (id, kind, payload) = (row.optional::<i64>()?, row.optional::<String>()?, row.optional::<String>()?);
        let event = id.map(|id| Recorded {
            id: id.unsigned_abs(),
            what: Happening::parse(&kind.unwrap_or_default(), &payload.unwrap_or_default()),
        });
        Ok(Self { last_id, event })
    }
}
