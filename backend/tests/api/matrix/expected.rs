//! From a rule and a principal to the one right answer.

use broadsheet_shared::{
    permission::Permission::{self, *},
    scope::Scope,
};

use super::{
    principals::{Credential, Principal},
    rules::{Door, Right, Rule},
    scene::Target,
};
use crate::support::Answer;

/// The one right answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub status: u16,
    pub code: &'static str,
}

impl Expected {
    pub fn is_met_by(&self, answer: &Answer) -> bool {
        answer.status() == self.status && answer.code() == self.code
    }
}

const fn refused(status: u16, code: &'static str) -> Expected {
    Expected { status, code }
}

pub fn expected(rule: &Rule, principal: &Principal) -> Expected {
    if principal.credential == Credential::Leaving {
        return to_leaver(rule);
    }
    if principal.credential == Credential::Enrolling && !rule.is_for_enrolling {
        return as_a_stranger(rule, refused(403, "auth.second_factor_required"));
    }
    match enter(rule, principal).and_then(|()| may(rule.right, principal)).and_then(|()| is_ripe(rule, principal)) {
        Ok(()) => Expected { status: rule.answer, code: rule.code },
        Err(refusal) => refusal,
    }
}

/// Who leaves sees what strangers see, and does what leads back or is theirs to take home.
fn to_leaver(rule: &Rule) -> Expected {
    match rule.to_leavers {
        Some(status) => Expected { status, code: "" },
        None => as_a_stranger(rule, refused(403, "account.leaving")),
    }
}

/// Who may do nothing for now sees what strangers see; where one has to be signed in, the answer is this refusal.
fn as_a_stranger(rule: &Rule, refusal: Expected) -> Expected {
    match (rule.door, rule.right) {
        (Door::Session | Door::Tokens(_), _) => refusal,
        (Door::Anyone, Right::OwnOrHidden { hidden, .. }) => refused(404, hidden),
        (Door::Open | Door::Cookie | Door::SessionOrNobody | Door::Anyone, _) => {
            Expected { status: rule.answer, code: rule.code }
        }
    }
}

/// Whether the credential opens the door.
fn enter(rule: &Rule, principal: &Principal) -> Result<(), Expected> {
    let is_first = rule.operation.starts_with("v1");
    let is_dead = match principal.credential {
        Credential::Dead => true,
        Credential::Script => !is_first,
        Credential::None | Credential::Browser | Credential::Leaving | Credential::Enrolling | Credential::Token(_) => {
            false
        }
    };
    let scopes = match rule.door {
        Door::Open => return Ok(()),
        Door::Cookie if principal.credential == Credential::Browser => return Ok(()),
        Door::Cookie => return Err(refused(401, "token.invalid")),
        // A dead credential is nobody here, and nobody may sign out.
        Door::SessionOrNobody if is_dead => return Ok(()),
        Door::SessionOrNobody | Door::Session => &[][..],
        Door::Anyone => &[Scope::Read],
        Door::Tokens(scopes) => scopes,
    };
    if is_dead {
        return Err(refused(401, "token.invalid"));
    }
    match principal.credential {
        Credential::None if matches!(rule.door, Door::Anyone | Door::SessionOrNobody) => Ok(()),
        Credential::None => Err(refused(401, "auth.required")),
        Credential::Token(_) if scopes.is_empty() => Err(refused(403, "session.required")),
        Credential::Token(scope) if !scopes.contains(&scope) => Err(refused(403, "token.scope_missing")),
        _ => Ok(()),
    }
}

/// Whether the principal may, once inside.
fn may(right: Right, principal: &Principal) -> Result<(), Expected> {
    let has = |permission| has(permission, principal);
    match right {
        Right::None => Ok(()),
        Right::Permission(permission) => has(permission),
        Right::AnyOf(permissions) => {
            let refusals: Vec<_> = permissions.iter().map(|permission| has(*permission)).collect();
            if refusals.iter().any(Result::is_ok) { Ok(()) } else { refusals.into_iter().next().unwrap() }
        }
        Right::Own { own, .. } if principal.is_owner => own.map_or(Ok(()), has),
        Right::Own { otherwise, .. } => otherwise.map_or(Err(refused(403, "permission.denied")), has),
        Right::OwnOrHidden { own, .. } if principal.is_owner => own.map_or(Ok(()), has),
        Right::OwnOrHidden { hidden, .. } => Err(refused(404, hidden)),
        Right::First(permission, right) => has(permission).and_then(|()| may(*right, principal)),
        // Its author sees it and may not; who does not see it is told that it is gone.
        Right::GiveBack if principal.is_owner => has(PostsModerate),
        Right::GiveBack => has(PostsModerate).map_err(|_| refused(410, "post.removed")),
    }
}

/// What readers see is not for its author to change while their address is not confirmed; a draft is.
fn is_ripe(rule: &Rule, principal: &Principal) -> Result<(), Expected> {
    // What its author deleted was published, and is read again once it is back.
    let changes_what_is_read = matches!(
        (rule.target, rule.right),
        (Target::Post, Right::Own { own: Some(_), .. })
            | (Target::DeletedPost, Right::OwnOrHidden { own: Some(_), .. })
    );
    if changes_what_is_read && principal.is_owner && !principal.is_confirmed {
        return Err(refused(403, "account.unconfirmed"));
    }
    Ok(())
}

/// By roles first, then by the token's scope, then by a confirmed address.
fn has(permission: Permission, principal: &Principal) -> Result<(), Expected> {
    if !principal.roles_allow.contains(&permission) {
        return Err(refused(403, "permission.denied"));
    }
    if let Credential::Token(scope) = principal.credential
        && permission.scope() != scope
    {
        return Err(refused(403, "token.scope_missing"));
    }
    // Drafts are seen by nobody else.
    if permission != PostsWrite && !principal.is_confirmed {
        return Err(refused(403, "account.unconfirmed"));
    }
    Ok(())
}
