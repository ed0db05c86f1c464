//! The search index: one document a thing, its text tokenised before it comes here.

use broadsheet_shared::id::{PostId, UserId};
use sea_orm::Value;
use uuid::Uuid;

use super::database::{DatabaseError, Engine, Executor, Transaction, params};
use super::{people::KNOWN, shields};
use crate::domain::search_text::Term;

/// How many places there are to find something in: who does not find it among so many needs a better query.
pub const MOST: u32 = 1_000;

/// What a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A published post.
    Post,
    /// A visible comment.
    Comment,
    /// A person who may be found.
    User,
    /// A tag.
    Tag,
}

impl DocumentKind {
    /// The word as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Comment => "comment",
            Self::User => "user",
            Self::Tag => "tag",
        }
    }
}

/// The words of one thing, each field already passed through `domain::search_text::index_text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The thing's id.
    pub entity_id: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// Weighs most.
    pub title: String,
    /// Weighs second.
    pub tags: String,
    /// Weighs least.
    pub body: String,
}

/// Puts a thing into the index, or replaces what the index knows of it.
pub async fn upsert(transaction: &Transaction, document: &Document) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO search_documents (entity_id, kind, title, tags, body) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (entity_id) DO UPDATE SET kind = excluded.kind, title = excluded.title, tags = excluded.tags,
        body = excluded.body";
    let kind = document.kind.as_str();
    let values = params![document.entity_id, kind, document.title, document.tags, document.body];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Takes a thing out of the index.
pub async fn delete(transaction: &Transaction, entity_id: Uuid) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM search_documents WHERE entity_id = $1", params![entity_id]).await?;
    Ok(())
}

/// Takes a post and all its comments out of the index.
pub async fn delete_with_comments(transaction: &Transaction, post: PostId) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM search_documents WHERE entity_id = $1
        OR entity_id IN (SELECT id FROM comments WHERE post_id = $1)";
    transaction.execute_sql(sql, params![post]).await?;
    Ok(())
}

/// Things whose words match every term and that everybody may see, the viewer too: first those that hold each word whole,
/// then those where one is only begun; of both the best first, and recent ones among equals. Of the first [`MOST`] places
/// those at the front have something in them, and no others.
pub async fn matches(
    database: &impl Executor,
    kind: DocumentKind,
    terms: &[Term],
    viewer: Option<UserId>,
    offset: u32,
    limit: u8,
) -> Result<Vec<Uuid>, DatabaseError> {
    let limit = MOST.saturating_sub(offset).min(limit.into());
    if terms.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let engine = database.engine();
    if terms.iter().any(|term| term.is_prefix) {
        // What holds each word whole comes first, so a page of it needs no look at what is only begun: for a short
        // beginning that may be everything there is.
        let (sql, values) = page_query(engine, kind, &whole(terms), viewer, offset, limit);
        let found = database.rows(&sql, values).await?;
        if found.len() == limit as usize {
            return Ok(found);
        }
    }
    let (sql, values) = page_query(engine, kind, terms, viewer, offset, limit);
    database.rows(&sql, values).await
}

fn whole(terms: &[Term]) -> Vec<Term> {
    terms.iter().map(|term| Term { text: term.text.clone(), is_prefix: false }).collect()
}

/// How many places of [`matches`] have something in them.
pub async fn count(
    database: &impl Executor,
    kind: DocumentKind,
    terms: &[Term],
    viewer: Option<UserId>,
) -> Result<u64, DatabaseError> {
    if terms.is_empty() {
        return Ok(0);
    }
    let (sql, values) = count_query(database.engine(), kind, terms, viewer);
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs().min(MOST.into()))
}

fn page_query(
    engine: Engine,
    kind: DocumentKind,
    terms: &[Term],
    viewer: Option<UserId>,
    offset: u32,
    limit: u32,
) -> (String, Vec<Value>) {
    let (candidates, mut values) = candidates(engine, kind, terms, true);
    let condition = is_shown(kind, &mut values, viewer).unwrap_or_else(|| "TRUE".to_owned());
    let sql = format!(
        "{candidates} SELECT d.entity_id FROM {} WHERE {condition} ORDER BY is_begun, distance, d.entity_id DESC
        LIMIT {limit} OFFSET {offset}",
        judged(engine),
    );
    (sql, values)
}

/// Where whatever matches is shown, the engine stops at [`MOST`] matches and looks into none of them.
fn count_query(engine: Engine, kind: DocumentKind, terms: &[Term], viewer: Option<UserId>) -> (String, Vec<Value>) {
    let (candidates, mut values) = candidates(engine, kind, terms, false);
    if let Some(condition) = is_shown(kind, &mut values, viewer) {
        return (format!("{candidates} SELECT count(*) FROM {} WHERE {condition}", judged(engine)), values);
    }
    let sql =
        format!("SELECT count(*) FROM (SELECT 1 AS one FROM {} LIMIT {MOST}) AS found", matching(engine, kind, 1));
    (sql, params![query(engine, kind, terms)])
}

/// What is judged, as the table `c`: the [`MOST`] newest that hold each word whole, and of the [`MOST`] newest matches
/// those that do not. Judging is the dear part, on both engines, and nobody reads so far: a word that is in every post is
/// not worth a look at every post.
fn candidates(engine: Engine, kind: DocumentKind, terms: &[Term], is_ranked: bool) -> (String, Vec<Value>) {
    let mut values = params![query(engine, kind, &whole(terms))];
    let mut with = format!("WITH whole AS MATERIALIZED ({})", newest(engine, kind, 1, is_ranked));
    let mut all = "SELECT number, distance, 0 AS is_begun FROM whole".to_owned();
    if terms.iter().any(|term| term.is_prefix) {
        values.extend(params![query(engine, kind, terms)]);
        with.push_str(&format!(", begun AS MATERIALIZED ({})", newest(engine, kind, 2, is_ranked)));
        all.push_str(" UNION ALL SELECT number, distance, 1 FROM begun WHERE number NOT IN (SELECT number FROM whole)");
    }
    (format!("{with}, c AS ({all})"), values)
}

/// The candidates with what their documents are about, as the table `d`.
const fn judged(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "c JOIN search_documents d ON d.number = c.number",
        Engine::Postgres => "(SELECT number AS entity_id, distance, is_begun FROM c) d",
    }
}

/// The newest matches of the query in this place: the key of each, and how far it is from what is looked for.
fn newest(engine: Engine, kind: DocumentKind, place: usize, is_ranked: bool) -> String {
    let matching = matching(engine, kind, place);
    match engine {
        Engine::Sqlite => {
            let distance = if is_ranked { "bm25(search_index, 0.0, 10.0, 5.0, 1.0)" } else { "0" };
            format!("SELECT rowid AS number, {distance} AS distance FROM {matching} ORDER BY rowid DESC LIMIT {MOST}")
        }
        // Ranked outside, or it would rank whatever it sorts.
        Engine::Postgres => {
            let distance =
                if is_ranked { format!("-ts_rank(vector, to_tsquery('simple', ${place}))") } else { "0".to_owned() };
            format!(
                "SELECT entity_id AS number, {distance} AS distance FROM (
                    SELECT entity_id, vector FROM {matching} ORDER BY entity_id DESC LIMIT {MOST}) newest"
            )
        }
    }
}

/// The index, and the condition that a row matches the query in this place.
fn matching(engine: Engine, kind: DocumentKind, place: usize) -> String {
    match engine {
        Engine::Sqlite => format!("search_index WHERE search_index MATCH ${place}"),
        Engine::Postgres => {
            let kind = kind.as_str();
            format!("search_documents WHERE kind = '{kind}' AND vector @@ to_tsquery('simple', ${place})")
        }
    }
}

/// The condition that everybody may see what a document `d` is about, and the viewer who is behind it, where the index
/// alone does not say so: it forgets posts that leave the public, but not what hangs on a post, it may hold people from
/// before they had to be confirmed to be found, and it knows of nobody who is hidden from whom.
fn is_shown(kind: DocumentKind, values: &mut Vec<Value>, viewer: Option<UserId>) -> Option<String> {
    let mut seen = |column| shields::and_seen(values, viewer, column);
    match kind {
        DocumentKind::Post => {
            viewer.map(|_| format!("EXISTS (SELECT 1 FROM posts p WHERE p.id = d.entity_id{})", seen("p.author_id")))
        }
        DocumentKind::User => {
            Some(format!("EXISTS (SELECT 1 FROM users u WHERE u.id = d.entity_id AND {KNOWN}{})", seen("u.id")))
        }
        DocumentKind::Tag => Some(
            "EXISTS (SELECT 1 FROM post_tags l WHERE l.tag_id = d.entity_id AND l.published_at IS NOT NULL)".to_owned(),
        ),
        DocumentKind::Comment => Some(format!(
            "EXISTS (SELECT 1 FROM comments k JOIN posts p ON p.id = k.post_id
                WHERE k.id = d.entity_id AND k.state = 'visible' AND p.state = 'published'{}{})",
            seen("k.author_id"),
            seen("p.author_id")
        )),
    }
}

/// Terms as the engine's index is asked for them.
fn query(engine: Engine, kind: DocumentKind, terms: &[Term]) -> String {
    match engine {
        Engine::Sqlite => fts5_query(kind, terms),
        Engine::Postgres => tsquery(terms),
    }
}

/// Terms hold letters, digits and marks alone, so between quotes they can be nothing but words.
fn fts5_query(kind: DocumentKind, terms: &[Term]) -> String {
    let words: Vec<_> =
        terms.iter().map(|term| format!("\"{}\"{}", term.text, if term.is_prefix { " *" } else { "" })).collect();
    format!("kind : {} AND {{title tags body}} : ({})", kind.as_str(), words.join(" AND "))
}

fn tsquery(terms: &[Term]) -> String {
    let words: Vec<_> =
        terms.iter().map(|term| format!("'{}'{}", term.text, if term.is_prefix { ":*" } else { "" })).collect();
    words.join(" & ")
}

#[cfg(test)]
mod tests;
