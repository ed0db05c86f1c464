//! From what services know to what version 2 says, for people and sessions.

use broadsheet_shared::{id::SessionId, v2};

use crate::{
    domain::{
        session::{Session, SessionKind},
        user::{Account, Profile, UserCard},
    },
    services::sessions::Grant,
};

/// Somebody's face.
pub(super) fn user_ref(card: UserCard) -> v2::UserRef {
    v2::UserRef { id: card.id, username: card.username, display_name: card.display_name, avatar: card.avatar }
}

/// One's own account.
pub(super) fn me(account: Account) -> v2::Me {
    let Account { user, roles, permissions } = account;
    v2::Me {
        user: user_ref(user.card),
        email: user.email,
        is_email_confirmed: user.is_email_confirmed,
        bio: user.bio_markdown,
        permissions: permissions.iter().collect(),
        roles,
        created_at: user.created_at,
    }
}

/// A public page. The address stays behind.
pub(in crate::http) fn profile(profile: Profile) -> v2::Profile {
    let Profile { user, post_count, comment_count } = profile;
    v2::Profile {
        user: user_ref(user.card),
        bio: user.bio_markdown,
        bio_html: user.bio_html,
        is_unclaimed: user.status == crate::domain::user::UserStatus::Unclaimed,
        created_at: user.created_at,
        post_count,
        comment_count,
    }
}

/// The body of a grant; the refresh token is for the cookie alone.
pub(super) fn access_grant(grant: Grant) -> v2::AccessGrant {
    v2::AccessGrant {
        access_token: grant.access_token,
        token_type: "Bearer".to_owned(),
        expires_in: grant.expires_in,
        user: me(grant.account),
    }
}

/// A session, seen from session `current`.
pub(super) fn session(session: Session, current: Option<SessionId>) -> v2::Session {
    v2::Session {
        id: session.id,
        kind: match session.kind {
            SessionKind::Browser => v2::SessionKind::Browser,
            SessionKind::V1 => v2::SessionKind::V1,
        },
        is_current: current == Some(session.id),
        expires_at: session.ends_at(),
        user_agent: session.device.user_agent,
        address: session.device.address,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    }
}
