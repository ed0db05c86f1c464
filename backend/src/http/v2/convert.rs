//! From what services know to what version 2 says, for people, sessions and the door.

use broadsheet_shared::{id::SessionId, time::Timestamp, v2, value::DomainName};

use crate::{
    domain::{
        invitation::Invitation,
        registration::{RegistrationRules, Waiting},
        session::{Session, SessionKind},
        user::{Account, Profile, UserCard},
    },
    services::{
        accounts::{Registered, RegistrationForm},
        sessions::Grant,
    },
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
        website: user.website,
        links: user.links,
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
        website: user.website,
        links: user.links,
        is_unclaimed: user.status == crate::domain::user::UserStatus::Unclaimed,
        created_at: user.created_at,
        post_count,
        comment_count,
    }
}

/// What a registration came to, for people.
pub(super) fn registered(registered: Registered) -> v2::Registered {
    let message = match registered {
        Registered::Admitted => "Your account is made. Sign in with your username and password.",
        Registered::Waiting => {
            "Your account is made and waits: the people who keep this site look at each new one. Sign in later."
        }
    };
    v2::Registered { message: message.to_owned() }
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

/// What a registration must bring along.
pub(super) fn registration_form(form: RegistrationForm) -> v2::RegistrationForm {
    let RegistrationForm { rules, form_token } = form;
    v2::RegistrationForm {
        mode: rules.mode,
        allowed_domains: names(&rules.allowed_domains),
        terms: rules.terms.map(|terms| v2::Terms { version: terms.version, url: terms.url, text: terms.text }),
        form_token,
        min_fill_secs: rules.min_fill_secs,
        proof_of_work_bits: rules.proof_of_work_bits,
    }
}

/// The settings of registration.
pub(super) fn registration_settings(rules: RegistrationRules) -> v2::RegistrationSettings {
    let terms = rules.terms;
    v2::RegistrationSettings {
        mode: rules.mode,
        default_role: rules.default_role,
        allowed_domains: names(&rules.allowed_domains),
        terms_url: terms.as_ref().and_then(|terms| terms.url.clone()),
        terms_text: terms.as_ref().map(|terms| terms.text.clone()).unwrap_or_default(),
        terms_version: terms.map(|terms| terms.version),
        min_fill_secs: rules.min_fill_secs,
        proof_of_work_bits: rules.proof_of_work_bits,
        hold_links_hours: rules.hold_links_hours,
    }
}

fn names(domains: &[DomainName]) -> Vec<String> {
    domains.iter().map(ToString::to_string).collect()
}

/// An invitation, as it stands now.
pub(super) fn invitation(invitation: Invitation, now: Timestamp) -> v2::Invitation {
    v2::Invitation {
        is_open: invitation.is_open(now),
        id: invitation.id,
        email: invitation.email,
        max_uses: invitation.max_uses,
        uses: invitation.uses,
        created_by: invitation.created_by.map(user_ref),
        created_at: invitation.created_at,
        expires_at: invitation.expires_at,
    }
}

/// Somebody who waits.
pub(super) fn registration(waiting: Waiting) -> v2::Registration {
    v2::Registration {
        user: user_ref(waiting.user),
        email: Some(waiting.email).filter(|email| !email.is_empty()),
        is_email_confirmed: waiting.is_email_confirmed,
        note: waiting.note,
        created_at: waiting.created_at,
    }
}
