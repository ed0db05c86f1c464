//! The search index: one document a thing, its text tokenised before it comes here.

use broadsheet_shared::id::PostId;
use uuid::Uuid;

use super::database::{DatabaseError, Engine, Executor, Transaction, params};
use crate::domain::search_text::Term;

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

/// Things whose words match every term, best first; recent ones among equals.
///
/// Ranks at most 1,000 of the most recent matches on PostgreSQL: ranking is the dear part, and nobody reads so far.
pub async fn matches(
    database: &impl Executor,
    kind: DocumentKind,
    terms: &[Term],
    offset: u32,
    limit: u8,
) -> Result<Vec<Uuid>, DatabaseError> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, query) = match database.engine() {
        Engine::Sqlite => (
            format!(
                "SELECT d.entity_id FROM search_index JOIN search_documents d ON d.number = search_index.rowid
                WHERE search_index MATCH $1 ORDER BY bm25(search_index, 0.0, 10.0, 5.0, 1.0), d.number DESC
                LIMIT {limit} OFFSET {offset}"
            ),
            fts5_query(kind, terms),
        ),
        Engine::Postgres => (
            format!(
                "SELECT entity_id FROM (SELECT entity_id, vector FROM search_documents
                    WHERE kind = '{}' AND vector @@ to_tsquery('simple', $1) ORDER BY entity_id DESC LIMIT 1000) c
                ORDER BY ts_rank(vector, to_tsquery('simple', $1)) DESC, entity_id DESC
                LIMIT {limit} OFFSET {offset}",
                kind.as_str()
            ),
            tsquery(terms),
        ),
    };
    database.rows(&sql, params![query]).await
}

/// How many things match, counted to 1,000.
pub async fn count(database: &impl Executor, kind: DocumentKind, terms: &[Term]) -> Result<u64, DatabaseError> {
    if terms.is_empty() {
        return Ok(0);
    }
    let (matching, query) = match database.engine() {
        Engine::Sqlite => ("search_index WHERE search_index MATCH $1".to_owned(), fts5_query(kind, terms)),
        Engine::Postgres => {
            let kind = kind.as_str();
            (format!("search_documents WHERE kind = '{kind}' AND vector @@ to_tsquery('simple', $1)"), tsquery(terms))
        }
    };
    let sql = format!("SELECT count(*) FROM (SELECT 1 AS one FROM {matching} LIMIT 1000) AS found");
    Ok(database.value::<i64>(&sql, params![query]).await?.unsigned_abs())
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
