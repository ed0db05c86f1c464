//! Notifications: what a person is told of, who did it, on which ways it reaches them, and what they want to hear nothing
//! of.
//!
//! A notification gathers what many did to one thing (`subject_id`) while it is unread, for a day at most. Its entries say
//! who did it, one for each person or each comment; `actor_count` is the number of those people who may be seen, where each
//! entry is a person and knows whether it is counted (`is_counted`, null for comments). What it looks like is read from what the ids name, so that nothing is told that is gone.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0025_notifications", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE notifications (
            id {id} NOT NULL PRIMARY KEY,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            kind {key} NOT NULL CHECK (kind IN ('comment', 'reply', 'mention', 'like', 'follow', 'post', 'moderation')),
            subject_id {id} NOT NULL,
            post_id {id} REFERENCES posts (id) ON DELETE CASCADE,
            comment_id {id} REFERENCES comments (id) ON DELETE CASCADE,
            verb {key},
            actor_count BIGINT NOT NULL CHECK (actor_count >= 0),
            in_app {flag} NOT NULL,
            created_at BIGINT NOT NULL,
            happened_at BIGINT NOT NULL,
            told_at BIGINT NOT NULL,
            read_at BIGINT,
            mail_at BIGINT,
            mailed_at BIGINT,
            digest_at BIGINT,
            digest_id {id}
        ) {table}",
    ),
    Sql::Both("CREATE INDEX notifications_by_time ON notifications (user_id, happened_at, id)"),
    Sql::Both("CREATE INDEX notifications_unread ON notifications (user_id, happened_at, id) WHERE read_at IS NULL"),
    Sql::Both("CREATE INDEX notifications_subject ON notifications (user_id, kind, subject_id, created_at)"),
    Sql::Both(
        "CREATE UNIQUE INDEX notifications_once ON notifications (user_id, kind, subject_id)
            WHERE kind IN ('mention', 'post')",
    ),
    Sql::Both("CREATE INDEX notifications_post_id ON notifications (post_id) WHERE post_id IS NOT NULL"),
    Sql::Both("CREATE INDEX notifications_comment_id ON notifications (comment_id) WHERE comment_id IS NOT NULL"),
    Sql::Both("CREATE INDEX notifications_mail_at ON notifications (mail_at, id) WHERE mail_at IS NOT NULL"),
    Sql::Both("CREATE INDEX notifications_digest_at ON notifications (digest_at, user_id) WHERE digest_at IS NOT NULL"),
    Sql::Both("CREATE INDEX notifications_digest_id ON notifications (digest_id) WHERE digest_id IS NOT NULL"),
    Sql::Both("CREATE INDEX notifications_read_at ON notifications (read_at) WHERE read_at IS NOT NULL"),
    Sql::Both("CREATE INDEX notifications_happened_at ON notifications (happened_at)"),
    Sql::Both(
        "CREATE TABLE notification_actors (
            notification_id {id} NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
            source_id {id} NOT NULL,
            actor_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            comment_id {id} REFERENCES comments (id) ON DELETE CASCADE,
            is_counted {flag},
            created_at BIGINT NOT NULL,
            CONSTRAINT notification_actors_notification_id_source_id_key PRIMARY KEY (notification_id, source_id)
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE INDEX notification_actors_by_time ON notification_actors (notification_id, created_at, source_id)",
    ),
    Sql::Both(
        "CREATE INDEX notification_actors_actor_id ON notification_actors (actor_id, created_at, notification_id)",
    ),
    Sql::Both(
        "CREATE INDEX notification_actors_comment_id ON notification_actors (comment_id) WHERE comment_id IS NOT NULL",
    ),
    Sql::Both(
        "CREATE TABLE notification_settings (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            kind {key} NOT NULL CHECK (kind IN ('comment', 'reply', 'mention', 'like', 'follow', 'post', 'moderation')),
            in_app {flag} NOT NULL,
            email {key} NOT NULL CHECK (email IN ('off', 'now', 'daily')),
            CONSTRAINT notification_settings_user_id_kind_key PRIMARY KEY (user_id, kind)
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE TABLE thread_mutes (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT thread_mutes_user_id_post_id_key PRIMARY KEY (user_id, post_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX thread_mutes_by_time ON thread_mutes (user_id, created_at, post_id)"),
    Sql::Both("CREATE INDEX thread_mutes_post_id ON thread_mutes (post_id)"),
    Sql::Sqlite("ALTER TABLE user_follows ADD COLUMN has_bell {flag} NOT NULL DEFAULT 0"),
    Sql::Postgres("ALTER TABLE user_follows ADD COLUMN has_bell {flag} NOT NULL DEFAULT false"),
    Sql::Both("CREATE INDEX user_follows_bells ON user_follows (followed_id, follower_id) WHERE has_bell"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email', 'reset_password',
            'password_changed', 'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied',
            'invitation', 'registration_approved', 'registration_refused', 'second_factor_changed',
            'account_leaving', 'notification', 'notification_digest'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied', 'invitation',
                'registration_approved', 'registration_refused', 'second_factor_changed', 'account_leaving',
                'notification', 'notification_digest')),
            user_id {id} REFERENCES users (id) ON DELETE CASCADE,
            cause_id {id},
            state {key} NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed')),
            run_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            locked_until BIGINT,
            created_at BIGINT NOT NULL,
            queued_at BIGINT NOT NULL,
            ended_at BIGINT,
            last_error TEXT
        ) {table}",
    ),
    Sql::Sqlite(
        "INSERT INTO mails_rebuilt SELECT id, template, user_id, cause_id, state, run_at, attempts, locked_until,
            created_at, queued_at, ended_at, last_error FROM mails",
    ),
    Sql::Sqlite("DROP TABLE mails"),
    Sql::Sqlite("ALTER TABLE mails_rebuilt RENAME TO mails"),
    Sql::Sqlite("CREATE INDEX mails_waiting ON mails (run_at, id) WHERE state = 'waiting'"),
    Sql::Sqlite("CREATE INDEX mails_state ON mails (state, id)"),
    Sql::Sqlite("CREATE INDEX mails_user_id ON mails (user_id, created_at)"),
    Sql::Sqlite("CREATE INDEX mails_ended_at ON mails (ended_at) WHERE ended_at IS NOT NULL"),
];

/// Everything of this kind goes, mails too: the former program has no words for them.
const DOWN: &[Sql] = &[
    Sql::Both("DELETE FROM mails WHERE template IN ('notification', 'notification_digest')"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email', 'reset_password',
            'password_changed', 'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied',
            'invitation', 'registration_approved', 'registration_refused', 'second_factor_changed',
            'account_leaving'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied', 'invitation',
                'registration_approved', 'registration_refused', 'second_factor_changed', 'account_leaving')),
            user_id {id} REFERENCES users (id) ON DELETE CASCADE,
            cause_id {id},
            state {key} NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed')),
            run_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            locked_until BIGINT,
            created_at BIGINT NOT NULL,
            queued_at BIGINT NOT NULL,
            ended_at BIGINT,
            last_error TEXT
        ) {table}",
    ),
    Sql::Sqlite(
        "INSERT INTO mails_rebuilt SELECT id, template, user_id, cause_id, state, run_at, attempts, locked_until,
            created_at, queued_at, ended_at, last_error FROM mails",
    ),
    Sql::Sqlite("DROP TABLE mails"),
    Sql::Sqlite("ALTER TABLE mails_rebuilt RENAME TO mails"),
    Sql::Sqlite("CREATE INDEX mails_waiting ON mails (run_at, id) WHERE state = 'waiting'"),
    Sql::Sqlite("CREATE INDEX mails_state ON mails (state, id)"),
    Sql::Sqlite("CREATE INDEX mails_user_id ON mails (user_id, created_at)"),
    Sql::Sqlite("CREATE INDEX mails_ended_at ON mails (ended_at) WHERE ended_at IS NOT NULL"),
    Sql::Both("DROP INDEX user_follows_bells"),
    Sql::Both("ALTER TABLE user_follows DROP COLUMN has_bell"),
    Sql::Both("DROP TABLE thread_mutes"),
    Sql::Both("DROP TABLE notification_settings"),
    Sql::Both("DROP TABLE notification_actors"),
    Sql::Both("DROP TABLE notifications"),
];
