//! Presence: who is there, as each process says it, and who does not want to be seen.
//!
//! Rows of a process count while it has been seen within the last seconds, and go with it. They are no facts about posts
//! and people, so they refer to neither: who writes them thousands at a time holds nobody's row.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0028_presence", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE presence_processes (
            id {id} NOT NULL CONSTRAINT presence_processes_id_key PRIMARY KEY,
            seen_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE TABLE presence_online (
            user_id {id} NOT NULL,
            process_id {id} NOT NULL REFERENCES presence_processes (id) ON DELETE CASCADE,
            sockets BIGINT NOT NULL,
            streams BIGINT NOT NULL,
            CONSTRAINT presence_online_some CHECK (sockets + streams > 0),
            CONSTRAINT presence_online_user_id_process_id_key PRIMARY KEY (user_id, process_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX presence_online_process_id ON presence_online (process_id)"),
    Sql::Both(
        "CREATE TABLE presence_readers (
            post_id {id} NOT NULL,
            user_id {id} NOT NULL,
            process_id {id} NOT NULL REFERENCES presence_processes (id) ON DELETE CASCADE,
            replying_until BIGINT,
            CONSTRAINT presence_readers_post_id_user_id_process_id_key PRIMARY KEY (post_id, user_id, process_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX presence_readers_user_id ON presence_readers (user_id)"),
    Sql::Both("CREATE INDEX presence_readers_process_id ON presence_readers (process_id)"),
    Sql::Both(
        "CREATE TABLE presence_strangers (
            post_id {id} NOT NULL,
            process_id {id} NOT NULL REFERENCES presence_processes (id) ON DELETE CASCADE,
            sockets BIGINT NOT NULL CHECK (sockets > 0),
            CONSTRAINT presence_strangers_post_id_process_id_key PRIMARY KEY (post_id, process_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX presence_strangers_process_id ON presence_strangers (process_id)"),
    Sql::Sqlite("ALTER TABLE users ADD COLUMN hides_presence {flag} NOT NULL DEFAULT 0"),
    Sql::Postgres("ALTER TABLE users ADD COLUMN hides_presence {flag} NOT NULL DEFAULT false"),
];

const DOWN: &[Sql] = &[
    Sql::Both("ALTER TABLE users DROP COLUMN hides_presence"),
    Sql::Both("DROP TABLE presence_strangers"),
    Sql::Both("DROP TABLE presence_readers"),
    Sql::Both("DROP TABLE presence_online"),
    Sql::Both("DROP TABLE presence_processes"),
];
