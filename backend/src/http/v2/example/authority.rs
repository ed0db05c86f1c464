//! What Ada may do, by which token, and what was written down.

use broadsheet_shared::{
    id::{AuditEntryId, PersonalTokenId, RoleId},
    permission::Permission,
    scope::Scope,
    v2,
};
use uuid::Uuid;

use super::people::{MORNING, user_ref};

pub(in crate::http::v2) fn role() -> v2::Role {
    v2::Role {
        id: RoleId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e71)),
        name: "editor".to_owned(),
        label: "Editor".to_owned(),
        is_built_in: false,
        position: 250,
        permissions: vec![Permission::PostsWrite, Permission::PostsPublish, Permission::PostsManageAny],
        requires_second_factor: true,
        member_count: 3,
    }
}

pub(in crate::http::v2) fn permission() -> v2::PermissionInfo {
    v2::PermissionInfo {
        name: Permission::PostsManageAny,
        description: "Edit and delete posts of others".to_owned(),
        scope: Permission::PostsManageAny.scope(),
    }
}

pub(in crate::http::v2) fn staff_user() -> v2::StaffUser {
    v2::StaffUser {
        user: user_ref(),
        status: v2::AccountStatus::Active,
        roles: vec!["author".to_owned()],
        is_email_confirmed: true,
        email: Some("ada@example.org".to_owned()),
        pending_email: None,
        created_at: MORNING,
        last_seen_at: Some(MORNING.plus_secs(3_600)),
        registration: None,
        suspension: None,
        departure: None,
    }
}

pub(in crate::http::v2) fn suspended_user() -> v2::StaffUser {
    let suspension = v2::Suspension {
        reason: "Copies texts of others again and again.".to_owned(),
        since: MORNING,
        until: Some(MORNING.plus_secs(7 * 86_400)),
        by: None,
    };
    v2::StaffUser { status: v2::AccountStatus::Suspended, suspension: Some(suspension), ..staff_user() }
}

pub(in crate::http::v2) fn personal_token() -> v2::PersonalToken {
    v2::PersonalToken {
        id: PersonalTokenId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e72)),
        name: "Backup script".to_owned(),
        hint: "bs_pat_q5wk".to_owned(),
        scopes: vec![Scope::Read],
        created_at: MORNING,
        expires_at: MORNING.plus_secs(90 * 86_400),
        last_used_at: None,
    }
}

pub(in crate::http::v2) fn created_personal_token() -> v2::CreatedPersonalToken {
    // No good checksum: no scanner is to take it for one that leaked.
    let token = format!("bs_pat_q5wk{}", "a".repeat(55));
    v2::CreatedPersonalToken { token, listed: personal_token() }
}

pub(in crate::http::v2) fn audit_entry() -> v2::AuditEntry {
    v2::AuditEntry {
        id: AuditEntryId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e73)),
        at: MORNING,
        action: "user.roles_changed".to_owned(),
        actor: Some(v2::AuditPerson { id: user_ref().id, username: "ada".to_owned() }),
        credential_id: Some("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e70".to_owned()),
        person: Some(v2::AuditPerson { id: user_ref().id, username: "ada".to_owned() }),
        subject: None,
        details: vec![v2::AuditDetail { name: "granted".to_owned(), value: role().id.to_string() }],
        origin: Some(audit_origin()),
    }
}

pub(in crate::http::v2) fn own_audit_entry() -> v2::OwnAuditEntry {
    v2::OwnAuditEntry {
        id: audit_entry().id,
        at: MORNING,
        action: "session.signed_in".to_owned(),
        is_own: true,
        subject: Some(v2::AuditSubject {
            kind: "session".to_owned(),
            id: "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e70".into(),
        }),
        details: Vec::new(),
        origin: Some(audit_origin()),
    }
}

fn audit_origin() -> v2::AuditOrigin {
    v2::AuditOrigin {
        address: "192.0.2.7".to_owned(),
        device: "Firefox on Linux".to_owned(),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0".to_owned(),
    }
}
