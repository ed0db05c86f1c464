//! The channel: what happened beneath each topic, kept for some minutes, and the tickets that open a socket.
//!
//! A topic's row is the counter of its events. Whoever adds one holds the row until the commit, so events become visible
//! in the order of their ids and no id is missing. A ticket is kept as a hash, lives half a minute and is taken once.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0024_channel", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE topics (
            name {key} NOT NULL CONSTRAINT topics_name_key PRIMARY KEY,
            last_id BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE TABLE topic_events (
            topic {key} NOT NULL REFERENCES topics (name) ON DELETE CASCADE,
            id BIGINT NOT NULL,
            kind {key} NOT NULL,
            payload TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            CONSTRAINT topic_events_key PRIMARY KEY (topic, id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX topic_events_created_at ON topic_events (created_at)"),
    Sql::Both(
        "CREATE TABLE channel_tickets (
            token_hash {key} NOT NULL CONSTRAINT channel_tickets_token_hash_key PRIMARY KEY,
            session_id {id} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX channel_tickets_session_id ON channel_tickets (session_id)"),
    Sql::Both("CREATE INDEX channel_tickets_expires_at ON channel_tickets (expires_at)"),
];

const DOWN: &[Sql] =
    &[Sql::Both("DROP TABLE channel_tickets"), Sql::Both("DROP TABLE topic_events"), Sql::Both("DROP TABLE topics")];
