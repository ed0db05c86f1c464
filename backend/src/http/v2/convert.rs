//! From what services know to what version 2 says, for people, sessions, roles, tokens, the door and the audit log.

mod factors;
mod notifications;

use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
    v2,
    value::DomainName,
};

use crate::{
    domain::{
        audit::{Detail, Named, StoredEntry, Subject},
        invitation::Invitation,
        mail::MailRecord,
        personal_token::PersonalToken,
        registration::{RegistrationRules, RegistrationState, Waiting},
        role::Role,
        session::{Device, Session, SessionKind},
        user::{Account, Profile, StaffView, Suspension, UserCard, UserStatus},
    },
    services::{accounts::RegistrationForm, audit, context::SiteSettings, sessions::Grant},
};

pub(super) use factors::{challenge, passkey, passkey_ceremony, passkey_options, totp};
pub(super) use notifications::{muted_thread, notification};

/// Somebody's face.
pub(in crate::http) fn user_ref(card: UserCard) -> v2::UserRef {
    v2::UserRef { id: card.id, username: card.username, display_name: card.display_name, avatar: card.avatar }
}

/// One's own account.
pub(super) fn me(account: Account) -> v2::Me {
    let Account { user, pending_email, roles, permissions, hides_presence, must_enrol, departure, hidden } = account;
    v2::Me {
        user: user_ref(user.card),
        email: user.email,
        is_email_confirmed: user.is_email_confirmed,
        pending_email,
        bio: user.bio_markdown,
        website: user.website,
        links: user.links,
        permissions: permissions.iter().collect(),
        roles,
        hides_presence,
        needs_second_factor: must_enrol,
        departure,
        hides: hidden,
        created_at: user.created_at,
    }
}

/// A public page. The address stays behind.
pub(in crate::http) fn profile(profile: Profile) -> v2::Profile {
    let Profile { user, post_count, comment_count, follower_count, following_count } = profile;
    v2::Profile {
        user: user_ref(user.card),
        bio: user.bio_markdown,
        bio_html: user.bio_html,
        website: user.website,
        links: user.links,
        is_unclaimed: user.status == UserStatus::Unclaimed,
        created_at: user.created_at,
        post_count,
        comment_count,
        follower_count,
        following_count,
        viewer: None,
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

/// A mail in the outbox.
pub(super) fn mail(mail: MailRecord) -> v2::Mail {
    v2::Mail {
        id: mail.id,
        template: mail.template,
        user: mail.user.map(user_ref),
        state: mail.state,
        attempts: u32::try_from(mail.attempts).unwrap_or(u32::MAX),
        last_error: mail.last_error,
        created_at: mail.created_at,
        next_attempt_at: (mail.state == v2::MailState::Waiting).then_some(mail.run_at),
        ended_at: mail.ended_at,
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
        device: session.device.words(),
        user_agent: session.device.user_agent,
        address: session.device.address,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    }
}

/// A token as its owner sees it later.
pub(super) fn personal_token(token: PersonalToken) -> v2::PersonalToken {
    v2::PersonalToken {
        id: token.id,
        name: token.name,
        hint: token.hint,
        scopes: token.scopes.iter().collect(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    }
}

/// A role.
pub(super) fn role(role: Role) -> v2::Role {
    v2::Role {
        id: role.id,
        name: role.name,
        label: role.label,
        is_built_in: role.is_built_in,
        position: u32::try_from(role.position).unwrap_or_default(),
        permissions: role.permissions.iter().collect(),
        requires_second_factor: role.requires_second_factor,
        member_count: role.member_count,
    }
}

/// An account as staff see it.
pub(super) fn staff_user(view: StaffView) -> v2::StaffUser {
    let StaffView { user, pending_email, roles, last_seen_at, registration, suspension, departure } = view;
    v2::StaffUser {
        user: user_ref(user.card),
        status: match user.status {
            UserStatus::Active => v2::AccountStatus::Active,
            UserStatus::Unclaimed => v2::AccountStatus::Unclaimed,
            UserStatus::Suspended => v2::AccountStatus::Suspended,
            UserStatus::Deleted => v2::AccountStatus::Deleted,
        },
        roles,
        is_email_confirmed: user.is_email_confirmed,
        email: user.email,
        pending_email,
        created_at: user.created_at,
        last_seen_at,
        registration: registration.and_then(|state| match state {
            RegistrationState::Waiting => Some(v2::RegistrationStanding::Waiting),
            RegistrationState::Refused => Some(v2::RegistrationStanding::Refused),
            RegistrationState::Admitted => None,
        }),
        suspension: suspension.map(|Suspension { reason, by, since, until }| v2::Suspension {
            reason,
            since,
            until,
            by,
        }),
        departure,
    }
}

/// A line of the audit log, for those who keep the house.
pub(super) fn audit_entry(entry: StoredEntry) -> v2::AuditEntry {
    v2::AuditEntry {
        id: entry.id,
        at: entry.created_at,
        action: entry.action,
        actor: entry.actor.map(audit_person),
        credential_id: entry.credential.map(|id| id.to_string()),
        person: entry.person.map(audit_person),
        subject: entry.subject.map(audit_subject),
        details: entry.details.into_iter().map(audit_detail).collect(),
        origin: entry.origin.map(audit_origin),
    }
}

/// A line of the audit log, for the person whom it concerns.
pub(super) fn own_audit_entry(entry: StoredEntry, person: UserId) -> v2::OwnAuditEntry {
    v2::OwnAuditEntry {
        id: entry.id,
        at: entry.created_at,
        is_own: audit::is_own(&entry, person),
        action: entry.action,
        subject: entry.subject.map(audit_subject),
        details: entry.details.into_iter().map(audit_detail).collect(),
        origin: entry.origin.map(audit_origin),
    }
}

fn audit_person(Named { id, username }: Named) -> v2::AuditPerson {
    v2::AuditPerson { id, username }
}

fn audit_subject(Subject { kind, id }: Subject) -> v2::AuditSubject {
    v2::AuditSubject { kind, id: id.to_string() }
}

fn audit_detail(Detail(name, value): Detail) -> v2::AuditDetail {
    v2::AuditDetail { name, value }
}

fn audit_origin(device: Device) -> v2::AuditOrigin {
    v2::AuditOrigin { device: device.words(), address: device.address, user_agent: device.user_agent }
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

/// The settings, as those see them who manage them.
pub(super) fn admin_settings(settings: &SiteSettings) -> v2::AdminSettings {
    v2::AdminSettings {
        registration: registration_settings(settings.registration.clone()),
        channel: v2::ChannelSettings { live_updates: settings.live_updates },
    }
}

fn registration_settings(rules: RegistrationRules) -> v2::RegistrationSettings {
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
