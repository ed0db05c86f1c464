//! Becoming somebody here: forms, invitations, who waits.

use broadsheet_shared::{id::InvitationId, v2};
use uuid::Uuid;

use super::people::{MORNING, user_ref};

const TOKEN: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I";

pub(in crate::http::v2) fn registration_form() -> v2::RegistrationForm {
    v2::RegistrationForm {
        mode: v2::RegistrationMode::Open,
        allowed_domains: Vec::new(),
        terms: Some(v2::Terms {
            version: "5f2b8c1d9e0a7463".to_owned(),
            url: Some("https://blog.example.org/posts/terms".to_owned()),
            text: String::new(),
        }),
        form_token: "AAABnL9xQAB7pQf0Zt3c0aQx2m8v9k1Yw5H7bN4eR6g".to_owned(),
        min_fill_secs: 2,
        proof_of_work_bits: 0,
    }
}

pub(in crate::http::v2) fn password_strength() -> v2::PasswordStrength {
    v2::PasswordStrength { score: 4, is_accepted: true, errors: Vec::new() }
}

pub(in crate::http::v2) fn invitation() -> v2::Invitation {
    v2::Invitation {
        id: InvitationId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e71)),
        email: Some("grace@example.org".to_owned()),
        max_uses: 1,
        uses: 0,
        created_by: Some(user_ref()),
        created_at: MORNING,
        expires_at: MORNING.plus_secs(7 * 24 * 3_600),
        is_open: true,
    }
}

pub(in crate::http::v2) fn created_invitation() -> v2::CreatedInvitation {
    v2::CreatedInvitation {
        invitation: invitation(),
        token: TOKEN.to_owned(),
        url: format!("https://blog.example.org/register#invitation={TOKEN}"),
    }
}

pub(in crate::http::v2) fn registration() -> v2::Registration {
    v2::Registration {
        user: user_ref(),
        email: Some("ada@example.org".to_owned()),
        is_email_confirmed: true,
        note: "I read you for years and would like to write about engines.".to_owned(),
        created_at: MORNING,
    }
}

pub(in crate::http::v2) fn held_comment() -> v2::HeldComment {
    let comment = super::comment();
    v2::HeldComment {
        id: comment.id,
        post_id: comment.post_id,
        post_slug: "notes-on-the-engine".to_owned(),
        post_title: "Notes on the engine".to_owned(),
        author: user_ref(),
        body: "See https://example.net.".to_owned(),
        body_html:
            "<p>See <a href=\"https://example.net\" rel=\"ugc nofollow noopener\">https://example.net</a>.</p>\n"
                .to_owned(),
        version: 1,
        created_at: MORNING,
        held_at: MORNING,
    }
}

pub(in crate::http::v2) fn admin_settings() -> v2::AdminSettings {
    v2::AdminSettings {
        registration: v2::RegistrationSettings {
            mode: v2::RegistrationMode::Approval,
            default_role: "author".to_owned(),
            allowed_domains: vec!["example.org".to_owned()],
            terms_url: Some("https://blog.example.org/posts/terms".to_owned()),
            terms_text: String::new(),
            terms_version: Some("5f2b8c1d9e0a7463".to_owned()),
            min_fill_secs: 2,
            proof_of_work_bits: 0,
            hold_links_hours: 24,
        },
        channel: v2::ChannelSettings { live_updates: true },
    }
}
