//! What is found, in which order, and at what cost: the same on both engines.

use super::*;
use crate::domain::search_text::{index_text, query_terms};
use crate::repositories::Database;
use crate::repositories::testing::{TestDatabase, analyse, bulk, plan};

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
    let ids = matches(test.database.read(), DocumentKind::Post, &terms, None, 0, 10).await.unwrap();
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

    for query in ["bread\"", "title : bread", "bread AND", "NEAR(bread", "bread*", "-bread", "{bread}", "a:* | b", "')"]
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

#[tokio::test]
async fn whole_words_come_before_begun_ones_alike_on_both_engines() {
    let test = TestDatabase::new().await;
    put(&test, 1, "Rusty nails", "and hammers").await;
    put(&test, 2, "Notes", "We write it in Rust and in nothing else, and have done so since then").await;
    put(&test, 3, "On steel", "It gets rusty in the rain, rustling and rusting all the time").await;
    put(&test, 4, "Rust for gardeners", "words").await;
    put(&test, 5, "Notes", "We write it in Rust and in nothing else, and have done so since then").await;
    put(&test, 6, "Async Rust", "words").await;
    put(&test, 7, "Async and rusty", "words").await;

    assert_eq!(found(&test, "rust for").await, [4]);
    assert_eq!(found(&test, "async rust").await, [6, 7]);
    assert_eq!(found(&test, "rust asy").await, [6]);
    assert_eq!(found(&test, "rust ").await, [6, 4, 5, 2]);
    // The title first, then the text, the newer of equals; then the same among those that only begin so.
    assert_eq!(found(&test, "rust").await, [6, 4, 5, 2, 7, 1, 3]);
    assert_eq!(found(&test, "rusty").await, [7, 1, 3]);
    for begun in ["ru", "rus"] {
        assert_eq!(found(&test, begun).await.len(), 7, "{begun}");
    }
}

#[tokio::test]
async fn a_whole_word_is_found_behind_any_number_of_newer_begun_ones() {
    let test = TestDatabase::new().await;
    put(&test, 1, "Plain", "A common thing").await;
    let begun = |number: u128| Document {
        entity_id: Uuid::from_u128(number),
        kind: DocumentKind::Post,
        title: String::new(),
        tags: String::new(),
        body: "commoners".to_owned(),
    };
    let documents: Vec<_> = (2..1_010).map(begun).collect();
    let documents = &documents;
    let stored = test.database.write(|tx| async move { bulk::insert_documents(&tx, documents).await });
    stored.await.unwrap();
    let (read, terms) = (test.database.read(), query_terms("common"));

    let mut all = Vec::new();
    for offset in (0..=MOST).step_by(100) {
        all.extend(matches(read, DocumentKind::Post, &terms, None, offset, 100).await.unwrap());
    }

    assert_eq!(all[0].as_u128(), 1);
    assert_eq!(count(read, DocumentKind::Post, &terms, None).await.unwrap(), u64::from(MOST));
    assert_eq!(all.len(), MOST as usize, "as many places as are counted");
    let mut numbers: Vec<_> = all[1..].iter().map(Uuid::as_u128).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] > pair[1]), "the newest of equals first");
    numbers.dedup();
    assert_eq!((numbers.len(), numbers[0]), (999, 1_009));
    assert_eq!(count(read, DocumentKind::Post, &query_terms("common "), None).await.unwrap(), 1);
}

/// Enough documents for PostgreSQL to find its index worth while: a word in all of them, one in few, and one in one.
async fn many_documents(database: &Database) {
    let (numbers, id) = match database.engine() {
        Engine::Sqlite => (
            "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 20000)",
            "CAST(printf('%016d', n) AS BLOB)",
        ),
        Engine::Postgres => ("WITH s (n) AS (SELECT * FROM generate_series(1, 20000))", "lpad(n::text, 32, '0')::uuid"),
    };
    let sql = &format!(
        "{numbers} INSERT INTO search_documents (entity_id, kind, title, tags, body)
        SELECT {id}, 'post', 'number' || n, 'few' || n % 1000, 'every text has common words and more of them' FROM s"
    );
    let stored: Result<u64, DatabaseError> =
        database.write(|tx| async move { tx.execute_sql(sql, Vec::new()).await }).await;
    stored.unwrap();
    analyse(database).await;
}

#[tokio::test]
async fn searches_look_into_their_index_and_into_no_document_besides() {
    let test = TestDatabase::new().await;
    many_documents(&test.database).await;
    let engine = test.database.engine();

    for words in ["common", "common ", "few777", "few7 ", "number1999", "common few777", "nowhere"] {
        let (terms, is_everywhere) = (query_terms(words), words.trim() == "common");
        let viewer = Some(UserId(Uuid::from_u128(1)));
        let mut queries = vec![
            page_query(engine, DocumentKind::Post, &terms, None, 0, 21),
            page_query(engine, DocumentKind::Post, &terms, viewer, 0, 21),
        ];
        if engine == Engine::Sqlite || !is_everywhere {
            queries.push(count_query(engine, DocumentKind::Post, &terms, None));
        }
        for (sql, values) in queries {
            let plan = plan(&test.database, &sql, values).await;
            let is_walked = match engine {
                Engine::Sqlite => plan.contains("search_index VIRTUAL TABLE INDEX") && !plan.contains("SCAN d"),
                // What every document has is read from the newest on, up to the thousandth.
                Engine::Postgres if is_everywhere => {
                    plan.contains("Index Scan Backward using search_documents_entity_id_key")
                }
                Engine::Postgres => {
                    plan.contains("search_documents_vector") && !plan.contains("Seq Scan on search_documents")
                }
            };
            assert!(is_walked, "{words}:\n{plan}");
        }
    }
}
