//! PostgreSQL finds posts without walking through comments: an index for each kind of document.
//!
//! A search is for one kind, and there are far more comments than posts. One index over all of them names every row that
//! holds the words, and each had to be read to learn its kind.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0023_search_kinds", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Postgres(
        "CREATE INDEX search_documents_vector_post ON search_documents USING gin (vector) WHERE kind = 'post'",
    ),
    Sql::Postgres(
        "CREATE INDEX search_documents_vector_comment ON search_documents USING gin (vector) WHERE kind = 'comment'",
    ),
    Sql::Postgres(
        "CREATE INDEX search_documents_vector_user ON search_documents USING gin (vector) WHERE kind = 'user'",
    ),
    Sql::Postgres("CREATE INDEX search_documents_vector_tag ON search_documents USING gin (vector) WHERE kind = 'tag'"),
    Sql::Postgres("DROP INDEX search_documents_vector"),
];

const DOWN: &[Sql] = &[
    Sql::Postgres("CREATE INDEX search_documents_vector ON search_documents USING gin (vector)"),
    Sql::Postgres("DROP INDEX search_documents_vector_tag"),
    Sql::Postgres("DROP INDEX search_documents_vector_user"),
    Sql::Postgres("DROP INDEX search_documents_vector_comment"),
    Sql::Postgres("DROP INDEX search_documents_vector_post"),
];
