//! The rule of each operation: who may call it, by which credentials. Written by hand, from the contract.

mod factors;
mod first;
mod leaving;
mod second;
mod social;
mod staff;

use broadsheet_shared::{permission::Permission, scope::Scope};

use super::scene::Target;

/// Which credentials open an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// No credential is looked at.
    Open,
    /// The cookie of a browser's session.
    Cookie,
    /// None, or a session, or a token that may read; a dead one is refused.
    Anyone,
    /// A session, or nobody: signing out.
    SessionOrNobody,
    /// A session alone.
    Session,
    /// A session, or a token with one of these scopes.
    Tokens(&'static [Scope]),
}

/// Who may, of those who came in.
#[derive(Debug, Clone, Copy)]
pub enum Right {
    /// Everybody.
    None,
    /// Who has it.
    Permission(Permission),
    /// Who has one of them; the refusal is that of the first.
    AnyOf(&'static [Permission]),
    /// Ada, if she has `own`; others, if they have `otherwise`, or never.
    Own { own: Option<Permission>, otherwise: Option<Permission> },
    /// Ada, if she has `own`; others do not learn that it exists.
    OwnOrHidden { own: Option<Permission>, hidden: &'static str },
    /// The permission is asked for before the thing is looked at.
    First(Permission, &'static Right),
    /// Staff, of what staff took away.
    GiveBack,
}

/// One operation on one kind of thing.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Version and name.
    pub operation: &'static str,
    /// On what.
    pub target: Target,
    pub door: Door,
    pub right: Right,
    /// What who may is answered.
    pub answer: u16,
    /// The code of that answer, where it is a problem for everybody.
    pub code: &'static str,
    /// JSON; `{n}` becomes a number that no other request has.
    pub body: &'static str,
    /// What stands behind the path.
    pub query: &'static str,
    /// What those are answered whose account is on its way to be deleted, where that opens anything.
    pub to_leavers: Option<u16>,
    /// True if it is open to those too who lack the second factor that their role demands.
    pub is_for_enrolling: bool,
    /// True if a success ends the session that asks, or others of the person.
    pub ends_sessions: bool,
}

pub const fn rule(operation: &'static str, target: Target, door: Door, right: Right, answer: u16) -> Rule {
    Rule {
        operation,
        target,
        door,
        right,
        answer,
        code: "",
        body: "",
        query: "",
        to_leavers: None,
        is_for_enrolling: false,
        ends_sessions: false,
    }
}

impl Rule {
    pub const fn sends(self, body: &'static str) -> Self {
        Self { body, ..self }
    }

    pub const fn asks(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    pub const fn says(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    pub const fn answers_leavers(self, status: u16) -> Self {
        Self { to_leavers: Some(status), ..self }
    }

    pub const fn is_for_enrolling(self) -> Self {
        Self { is_for_enrolling: true, ..self }
    }

    pub const fn ends_sessions(self) -> Self {
        Self { ends_sessions: true, ..self }
    }
}

/// All of them.
pub fn all_rules() -> Vec<Rule> {
    [first::RULES, second::RULES, social::RULES, factors::RULES, leaving::RULES, staff::RULES].concat()
}
