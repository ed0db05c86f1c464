//! Ada, her account and her sessions.

use broadsheet_shared::{
    id::{MailId, SessionId, UserId},
    permission::Permission,
    time::Timestamp,
    v2,
};
use uuid::Uuid;

use crate::{http::registration, services::accounts::Registered};

/// 2026-03-05T10:00:00Z
pub(super) const MORNING: Timestamp = Timestamp::from_millis(1_772_704_800_000);

pub(in crate::http::v2) fn user_ref() -> v2::UserRef {
    v2::UserRef {
        id: UserId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e6f)),
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        avatar: None,
    }
}

pub(in crate::http::v2) fn me() -> v2::Me {
    v2::Me {
        user: user_ref(),
        email: Some("ada@example.org".to_owned()),
        is_email_confirmed: true,
        pending_email: None,
        bio: "I write about *engines*.".to_owned(),
        website: Some("https://ada.example.org".to_owned()),
        links: vec!["https://social.example/@ada".to_owned()],
        permissions: vec![
            Permission::CommentsWrite,
            Permission::PostsWrite,
            Permission::PostsPublish,
            Permission::MediaUpload,
        ],
        roles: vec!["author".to_owned()],
        hides_presence: false,
        needs_second_factor: false,
        departure: None,
        hides: Vec::new(),
        created_at: MORNING,
    }
}

pub(in crate::http::v2) fn departure() -> v2::Departure {
    let erase_at = MORNING.plus_secs(14 * 24 * 3_600);
    v2::Departure { content: v2::ContentChoice::Anonymise, asked_at: MORNING, erase_at }
}

pub(in crate::http::v2) fn profile() -> v2::Profile {
    v2::Profile {
        user: user_ref(),
        bio: "I write about *engines*.".to_owned(),
        bio_html: "<p>I write about <em>engines</em>.</p>\n".to_owned(),
        website: Some("https://ada.example.org".to_owned()),
        links: vec!["https://social.example/@ada".to_owned()],
        is_unclaimed: false,
        created_at: MORNING,
        post_count: 12,
        comment_count: 34,
        follower_count: 56,
        following_count: 7,
        viewer: None,
    }
}

pub(in crate::http::v2) fn registered() -> v2::Registered {
    v2::Registered { message: registration::message(Registered::Admitted, true).to_owned() }
}

pub(in crate::http::v2) fn notice(message: &str) -> v2::Notice {
    v2::Notice { message: message.to_owned() }
}

pub(in crate::http::v2) fn mail() -> v2::Mail {
    v2::Mail {
        id: MailId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e71)),
        template: v2::MailTemplate::ConfirmEmail,
        user: Some(user_ref()),
        state: v2::MailState::Failed,
        attempts: 3,
        last_error: Some("the mail server refuses it: permanent error (550): no such user".to_owned()),
        created_at: MORNING,
        next_attempt_at: None,
        ended_at: Some(MORNING.plus_secs(60)),
    }
}

pub(in crate::http::v2) fn access_grant() -> v2::AccessGrant {
    v2::AccessGrant {
        access_token: "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl".to_owned(),
        token_type: "Bearer".to_owned(),
        expires_in: 600,
        user: me(),
    }
}

pub(in crate::http::v2) fn session() -> v2::Session {
    v2::Session {
        id: SessionId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e70)),
        kind: v2::SessionKind::Browser,
        is_current: true,
        device: "Firefox on Linux".to_owned(),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0".to_owned(),
        address: "192.0.2.7".to_owned(),
        created_at: MORNING,
        last_seen_at: MORNING.plus_secs(3_600),
        expires_at: MORNING.plus_secs(30 * 24 * 3_600),
    }
}

pub(in crate::http::v2) fn site() -> v2::Site {
    v2::Site {
        name: "The Daily Ferris".to_owned(),
        description: "News and notes by people who like crabs.".to_owned(),
        language: "en".to_owned(),
        base_url: "https://blog.example.org".to_owned(),
        registration: v2::RegistrationMode::Open,
        sends_mail: true,
        needs_set_up: false,
        live_updates: true,
    }
}
