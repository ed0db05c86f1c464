//! Each like and each follow remembers whether it is counted.
//!
//! What somebody did who is suspended is kept and not counted. An account that 100,000 follow is taken out of as many
//! numbers, a part at a time: which ties are in them must be known meanwhile, and after a crash.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0029_counted_ties", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both("ALTER TABLE post_likes ADD COLUMN is_counted {flag} NOT NULL DEFAULT TRUE"),
    Sql::Both("ALTER TABLE comment_likes ADD COLUMN is_counted {flag} NOT NULL DEFAULT TRUE"),
    Sql::Both("ALTER TABLE tag_follows ADD COLUMN is_counted {flag} NOT NULL DEFAULT TRUE"),
    Sql::Both("ALTER TABLE user_follows ADD COLUMN is_follower_counted {flag} NOT NULL DEFAULT TRUE"),
    Sql::Both("ALTER TABLE user_follows ADD COLUMN is_followed_counted {flag} NOT NULL DEFAULT TRUE"),
    Sql::Both(
        "UPDATE post_likes SET is_counted = FALSE
            WHERE user_id IN (SELECT id FROM users WHERE status NOT IN ('active', 'unclaimed'))",
    ),
    Sql::Both(
        "UPDATE comment_likes SET is_counted = FALSE
            WHERE user_id IN (SELECT id FROM users WHERE status NOT IN ('active', 'unclaimed'))",
    ),
    Sql::Both(
        "UPDATE tag_follows SET is_counted = FALSE
            WHERE user_id IN (SELECT id FROM users WHERE status NOT IN ('active', 'unclaimed'))",
    ),
    Sql::Both(
        "UPDATE user_follows SET is_follower_counted = FALSE
            WHERE follower_id IN (SELECT id FROM users WHERE status NOT IN ('active', 'unclaimed'))",
    ),
    Sql::Both(
        "UPDATE user_follows SET is_followed_counted = FALSE
            WHERE followed_id IN (SELECT id FROM users WHERE status NOT IN ('active', 'unclaimed'))",
    ),
];

const DOWN: &[Sql] = &[
    Sql::Both("ALTER TABLE user_follows DROP COLUMN is_followed_counted"),
    Sql::Both("ALTER TABLE user_follows DROP COLUMN is_follower_counted"),
    Sql::Both("ALTER TABLE tag_follows DROP COLUMN is_counted"),
    Sql::Both("ALTER TABLE comment_likes DROP COLUMN is_counted"),
    Sql::Both("ALTER TABLE post_likes DROP COLUMN is_counted"),
];
