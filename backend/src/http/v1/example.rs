//! Answers as the document shows them.

use broadsheet_shared::{id::UserId, time::Timestamp, v1};
use uuid::Uuid;

const ADA: UserId = UserId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e6f));
/// 2026-03-05T10:00:00Z
const MORNING: Timestamp = Timestamp::from_millis(1_772_704_800_000);

pub(super) fn registered() -> v1::Registered {
    v1::Registered { message: "Your account is made. Sign in with your username and password.".to_owned() }
}

pub(super) fn me() -> v1::Me {
    v1::Me {
        id: ADA,
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        email: Some("ada@example.org".to_owned()),
        bio: "I write about *engines*.".to_owned(),
        roles: vec!["author".to_owned()],
        created_at: MORNING,
    }
}

pub(super) fn grant() -> v1::Grant {
    v1::Grant {
        token: "bs_v1_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I".to_owned(),
        token_type: "Bearer".to_owned(),
        expires_at: MORNING.plus_secs(30 * 24 * 3_600),
        user: me(),
    }
}

pub(super) fn user() -> v1::User {
    v1::User {
        id: ADA,
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        bio: "I write about *engines*.".to_owned(),
        avatar_url: None,
        post_count: 12,
        created_at: MORNING,
    }
}
