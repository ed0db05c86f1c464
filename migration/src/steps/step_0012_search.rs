//! Full-text search. Both engines keep the same rows of tokenised text; each has its own index over them.
//!
//! The text comes tokenised from Rust, words separated by spaces, so that both engines find the same. SQLite's index is
//! an FTS5 table over `search_documents`, kept by triggers; its `ascii` tokenizer takes every non-ASCII character as part
//! of a word and thus splits our text at spaces alone. PostgreSQL's is a generated `tsvector` with a GIN index.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0012_search", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Sqlite(
        "CREATE TABLE search_documents (
            number INTEGER PRIMARY KEY,
            entity_id BLOB NOT NULL CONSTRAINT search_documents_entity_id_key UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('post', 'comment', 'user', 'tag')),
            title TEXT NOT NULL DEFAULT '',
            tags TEXT NOT NULL DEFAULT '',
            body TEXT NOT NULL DEFAULT ''
        ) STRICT",
    ),
    Sql::Sqlite(
        "CREATE VIRTUAL TABLE search_index USING fts5 (
            kind, title, tags, body,
            content = 'search_documents', content_rowid = 'number', tokenize = 'ascii', prefix = '2 3'
        )",
    ),
    Sql::Sqlite(
        "CREATE TRIGGER search_documents_inserted AFTER INSERT ON search_documents BEGIN
            INSERT INTO search_index (rowid, kind, title, tags, body)
                VALUES (new.number, new.kind, new.title, new.tags, new.body);
        END",
    ),
    Sql::Sqlite(
        "CREATE TRIGGER search_documents_deleted AFTER DELETE ON search_documents BEGIN
            INSERT INTO search_index (search_index, rowid, kind, title, tags, body)
                VALUES ('delete', old.number, old.kind, old.title, old.tags, old.body);
        END",
    ),
    Sql::Sqlite(
        "CREATE TRIGGER search_documents_updated AFTER UPDATE ON search_documents BEGIN
            INSERT INTO search_index (search_index, rowid, kind, title, tags, body)
                VALUES ('delete', old.number, old.kind, old.title, old.tags, old.body);
            INSERT INTO search_index (rowid, kind, title, tags, body)
                VALUES (new.number, new.kind, new.title, new.tags, new.body);
        END",
    ),
    Sql::Postgres(
        "CREATE TABLE search_documents (
            entity_id uuid NOT NULL CONSTRAINT search_documents_entity_id_key PRIMARY KEY,
            kind text COLLATE \"C\" NOT NULL CHECK (kind IN ('post', 'comment', 'user', 'tag')),
            title text NOT NULL DEFAULT '',
            tags text NOT NULL DEFAULT '',
            body text NOT NULL DEFAULT '',
            vector tsvector NOT NULL GENERATED ALWAYS AS (
                setweight(to_tsvector('simple', title), 'A')
                || setweight(to_tsvector('simple', tags), 'B')
                || setweight(to_tsvector('simple', body), 'D')
            ) STORED
        )",
    ),
    Sql::Postgres("CREATE INDEX search_documents_vector ON search_documents USING gin (vector)"),
];

const DOWN: &[Sql] = &[Sql::Sqlite("DROP TABLE search_index"), Sql::Both("DROP TABLE search_documents")];
