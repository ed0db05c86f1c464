//! The search index: one document a thing, its text tokenised before it comes here.

use broadsheet_shared::id::PostId;
use sea_orm::Value;
use uuid::Uuid;

use super::database::{DatabaseError, Engine, Executor, Transaction, params};
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
    /// A person.
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

/// Things whose words match every term and that everybody may see, best first; recent ones among equals. The first
/// [`MOST`] places have something in them, and no others.
pub async fn matches(
    database: &impl Executor,
    kind: DocumentKind,
    terms: &[Term],
    offset: u32,
    limit: u8,
) -> Result<Vec<Uuid>, DatabaseError> {
    let limit = MOST.saturating_sub(offset).min(limit.into());
    if terms.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let engine = database.engine();
    let Candidates { source, values } = candidates(engine, kind, terms);
    let best = match engine {
        Engine::Sqlite => "c.distance",
        Engine::Postgres => "ts_rank(d.vector, to_tsquery('simple', $1)) DESC",
    };
    let sql = format!(
        "SELECT d.entity_id FROM {source} WHERE {} ORDER BY {best}, d.entity_id DESC LIMIT {limit} OFFSET {offset}",
        is_shown(kind)
    );
    database.rows(&sql, values).await
}

/// How many places of [`matches`] have something in them.
pub async fn count(database: &impl Executor, kind: DocumentKind, terms: &[Term]) -> Result<u64, DatabaseError> {
    if terms.is_empty() {
        return Ok(0);
    }
    let Candidates { source, values } = candidates(database.engine(), kind, terms);
    let sql = format!("SELECT count(*) FROM {source} WHERE {}", is_shown(kind));
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs())
}

/// What may be shown at all: the table `d` of documents, joined with what is known of each, and the values it speaks of.
struct Candidates {
    source: String,
    values: Vec<Value>,
}

/// The [`MOST`] newest matches. Ranking is the dear part, on both engines, and nobody reads so far: a word that is in
/// every post is not worth a look at every post.
fn candidates(engine: Engine, kind: DocumentKind, terms: &[Term]) -> Candidates {
    match engine {
        Engine::Sqlite => Candidates {
            source: format!(
                "(SELECT rowid AS number, bm25(search_index, 0.0, 10.0, 5.0, 1.0) AS distance FROM search_index
                    WHERE search_index MATCH $1 ORDER BY rowid DESC LIMIT {MOST}) c
                JOIN search_documents d ON d.number = c.number"
            ),
            values: params![fts5_query(kind, terms)],
        },
        Engine::Postgres => Candidates {
            source: format!(
                "(SELECT entity_id, vector FROM search_documents
                    WHERE kind = '{}' AND vector @@ to_tsquery('simple', $1) ORDER BY entity_id DESC LIMIT {MOST}) d",
                kind.as_str()
            ),
            values: params![tsquery(terms)],
        },
    }
}

/// The condition that everybody may see what a document `d` is about, where the index alone does not say so: it forgets
/// posts and people who leave the public, but not what hangs on a post.
const fn is_shown(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Post | DocumentKind::User => "TRUE",
        DocumentKind::Tag => {
            "EXISTS (SELECT 1 FROM post_tags l WHERE l.tag_id = d.entity_id AND l.published_at IS NOT NULL)"
        }
        DocumentKind::Comment => {
            "EXISTS (SELECT 1 FROM comments k JOIN posts p ON p.id = k.post_id
                WHERE k.id = d.entity_id AND k.state = 'visible' AND p.state = 'published')"
        }
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
mod tests {
    use super::*;
    use crate::domain::search_text::{index_text, query_terms};
    use crate::repositories::testing::TestDatabase;

    async fn put(test: &TestDatabase, number: u128, title: &str, body: &str) {
        let document = Document {
            entity_id: Uuid::from_u128(number),
            kind: DocumentKind::Post,
            title: index_text(title),
            tags: String::new(),
            body: index_text(body),
        };
        let document = &document;
        test.database.write(|tx| async move { upsert(&tx, document).await }).await.unwrap();
    }

    async fn found(test: &TestDatabase, query: &str) -> Vec<u128> {
        let terms = query_terms(query);
        let ids = matches(test.database.read(), DocumentKind::Post, &terms, 0, 10).await.unwrap();
        ids.into_iter().map(|id| id.as_u128()).collect()
    }

    #[tokio::test]
    async fn both_engines_find_the_same_words() {
        let test = TestDatabase::new().await;
        put(&test, 1, "Größe und Maß", "The café by the harbour").await;
        put(&test, 2, "日本語の記事", "harbours are many").await;

        assert_eq!(found(&test, "grosse").await, [1]);
        assert_eq!(found(&test, "CAFE").await, [1]);
        assert_eq!(found(&test, "harb").await.len(), 2);
        assert_eq!(found(&test, "日本").await, [2]);
        assert!(found(&test, "nowhere").await.is_empty());
    }

    #[tokio::test]
    async fn a_title_outranks_a_body() {
        let test = TestDatabase::new().await;
        put(&test, 1, "Bread", "about other things and many more words than that").await;
        put(&test, 2, "Other things", "bread").await;

        assert_eq!(found(&test, "bread").await, [1, 2]);
    }

    #[tokio::test]
    async fn f8_operators_are_data_and_never_errors() {
        let test = TestDatabase::new().await;
        put(&test, 1, "Bread and butter", "near the oven").await;

        for query in
            ["bread\"", "title : bread", "bread AND", "NEAR(bread", "bread*", "-bread", "{bread}", "a:* | b", "')"]
        {
            found(&test, query).await;
        }
        assert_eq!(found(&test, "bread\" *").await, [1]);
    }

    #[tokio::test]
    async fn what_is_taken_out_is_not_found() {
        let test = TestDatabase::new().await;
        put(&test, 1, "Bread", "").await;

        test.database.write(|tx| async move { delete(&tx, Uuid::from_u128(1)).await }).await.unwrap();

        assert!(found(&test, "bread").await.is_empty());
    }
}
