//! Who acts: nobody in particular, a person with what their roles allow, or the program itself; and the questions that
//! every guard asks.
//!
//! Services take an actor and ask it; they never see a token or a header. Pattern: capability passed as an argument.
//! The questions, in the order in which they are asked:
//!
//! 1. *Authenticated, active*: an extractor turned a credential into a [`Person`]; a suspended account has none.
//! 2. *By the right credential*: [`Person::enter`], asked by the extractor `SignedIn` for the operation's [`Access`].
//! 3. *Has the permission, and a confirmed address for what others see*: [`Actor::require`], [`Actor::allow`],
//!    [`Actor::require_any`].
//! 4. *Owns this*: [`Actor::require_own`]. What only its owner may know of is looked up by owner, and else not found.

use std::sync::Arc;

use broadsheet_shared::{
    id::{PersonalTokenId, SessionId, UserId},
    permission::{Permission, PermissionSet},
    scope::{Scope, ScopeSet},
    time::Timestamp,
};
use uuid::Uuid;

use super::session::Device;

/// Who asks for something to be done.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A reader who is not signed in.
    Anonymous,
    /// A person who is signed in.
    Person(Person),
    /// The program itself: importer, jobs, command line. It may do everything and owns nothing.
    System,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// Its one-of-a-kind name.
    pub username: String,
    /// What its roles add up to. What the person may do by this credential, [`Person::may`] says.
    pub permissions: PermissionSet,
    /// The session that acts; `None` for tokens, and for callers made by jobs, tests and seeds.
    pub session: Option<SessionId>,
    /// When that session was signed in.
    pub signed_in_at: Option<Timestamp>,
    /// The personal access token that acts, if one does.
    pub token: Option<ActingToken>,
    /// True once the address was confirmed.
    pub is_confirmed: bool,
    /// True while a role demands a second factor and the account has none: then nothing is open but setting one up, and
    /// what nobody's roles decide: the password, taking one's data home, leaving.
    pub must_enrol: bool,
    /// True while the account is on its way to be deleted: then nothing but keeping it and taking one's data home is open.
    pub is_leaving: bool,
    /// Which program asks, from where.
    pub device: Arc<Device>,
}

/// A personal access token while it acts.
#[derive(Debug, Clone)]
pub struct ActingToken {
    /// The token.
    pub id: PersonalTokenId,
    /// What it was made for.
    pub scopes: ScopeSet,
}

/// By which credentials an operation can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// By a session alone: account, sessions, tokens.
    Session,
    /// By a session, or by a token with one of these scopes.
    Scopes(&'static [Scope]),
}

impl Actor {
    /// The person, if it is one.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The person's account, if it is one.
    pub fn user_id(&self) -> Option<UserId> {
        self.person().map(|person| person.id)
    }

    /// True if this actor is the person `user`.
    pub fn is(&self, user: UserId) -> bool {
        self.user_id() == Some(user)
    }

    /// True if the actor may, by roles, credential and a confirmed address.
    pub fn may(&self, permission: Permission) -> bool {
        self.allow(permission).is_ok()
    }

    /// The person, if somebody is signed in.
    pub fn signed_in(&self) -> Result<&Person, Refusal> {
        self.person().ok_or(Refusal::NotSignedIn)
    }

    /// Whether the actor may. The program itself may everything.
    pub fn allow(&self, permission: Permission) -> Result<(), Refusal> {
        match self {
            Self::Anonymous => Err(Refusal::NotSignedIn),
            Self::Person(person) => person.check(permission),
            Self::System => Ok(()),
        }
    }

    /// The person, if it is one who may do this; the refusal says what would help.
    pub fn require(&self, permission: Permission) -> Result<&Person, Refusal> {
        match self {
            Self::System => Err(Refusal::Denied(permission)),
            Self::Anonymous | Self::Person(_) => {
                self.allow(permission)?;
                self.signed_in()
            }
        }
    }

    /// The person, if it is one who may do one of these; a refusal names the first.
    pub fn require_any(&self, permissions: &[Permission]) -> Result<&Person, Refusal> {
        let person = self.signed_in()?;
        let mut verdict = Ok(());
        for permission in permissions {
            match person.check(*permission) {
                Ok(()) => return Ok(person),
                refusal => verdict = verdict.and(refusal),
            }
        }
        verdict.map(|()| person)
    }

    /// The person, if this is their own or they may do it to anybody's.
    pub fn require_own(&self, owner: UserId, otherwise: Permission) -> Result<&Person, Refusal> {
        let person = self.signed_in()?;
        if person.id != owner {
            person.check(otherwise)?;
        }
        Ok(person)
    }
}

impl Person {
    /// A person as a job or a seed acts for them: with their rights, by no credential and from nowhere.
    pub fn new(id: UserId, username: String, permissions: PermissionSet, is_confirmed: bool) -> Self {
        Self {
            id,
            username,
            permissions,
            session: None,
            signed_in_at: None,
            token: None,
            is_confirmed,
            must_enrol: false,
            is_leaving: false,
            device: Arc::default(),
        }
    }

    /// True if the person may, by roles, credential and a confirmed address.
    pub fn may(&self, permission: Permission) -> bool {
        self.check(permission).is_ok()
    }

    /// Whether this credential opens an operation with that access.
    pub fn enter(&self, access: Access) -> Result<(), Refusal> {
        match (&self.token, access) {
            (None, _) => Ok(()),
            (Some(_), Access::Session) => Err(Refusal::SessionOnly),
            (Some(token), Access::Scopes(scopes)) => {
                let has_one = scopes.iter().any(|scope| token.scopes.has(*scope));
                if has_one { Ok(()) } else { Err(Refusal::OutOfScope(scopes)) }
            }
        }
    }

    /// Whether the account has the second factor that its roles demand, if they do.
    pub fn enrolled(&self) -> Result<(), Refusal> {
        if self.must_enrol { Err(Refusal::SecondFactorRequired) } else { Ok(()) }
    }

    /// Whether the account stays.
    pub fn staying(&self) -> Result<(), Refusal> {
        if self.is_leaving { Err(Refusal::Leaving) } else { Ok(()) }
    }

    /// The session or token that acts.
    pub fn credential(&self) -> Option<Uuid> {
        let token = self.token.as_ref().map(|token| token.id.0);
        token.or(self.session.map(|session| session.0))
    }

    /// The one place that knows what a right takes: an account that stays, the second factor that roles demand, roles
    /// that include it, a credential made for it, and a confirmed address for all that others see (SECURITY A17). A right
    /// that the roles lack comes first: no other token would help.
    fn check(&self, permission: Permission) -> Result<(), Refusal> {
        self.staying()?;
        self.enrolled()?;
        if !self.permissions.allows(permission) {
            return Err(Refusal::Denied(permission));
        }
        if self.token.as_ref().is_some_and(|token| !token.scopes.has(permission.scope())) {
            return Err(Refusal::OutOfScope(permission.scope().alone()));
        }
        if permission.needs_confirmed_address() && !self.is_confirmed { Err(Refusal::Unconfirmed) } else { Ok(()) }
    }
}

/// Why an actor may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Signing in may help.
    #[error("Sign in first.")]
    NotSignedIn,
    /// The roles do not include this permission.
    #[error("Your roles do not include the permission {0}.")]
    Denied(Permission),
    /// The token has none of these scopes.
    #[error("This token lacks the scope {}.", names(.0))]
    OutOfScope(&'static [Scope]),
    /// Personal access tokens are not for this.
    #[error("A personal access token may not do this. Sign in and do it there.")]
    SessionOnly,
    /// A role demands a second factor, and there is none.
    #[error(
        "Your role needs a second factor. Set one up in the settings, under Security; until then nothing works but \
         changing your password, exporting your data and deleting your account."
    )]
    SecondFactorRequired,
    /// The account is on its way to be deleted.
    #[error(
        "Your account is on its way to be deleted; until then nothing works but keeping it and exporting your data."
    )]
    Leaving,
    /// The roles would allow it; the address is not confirmed.
    #[error(
        "Confirm your e-mail address first: follow the link in the mail that you got, ask for another, or ask an admin \
         of this site."
    )]
    Unconfirmed,
}

fn names(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::id::UserId;

    use super::*;

    fn person(permissions: &[Permission]) -> Person {
        let permissions = permissions.iter().copied().collect();
        Person::new(UserId(Uuid::nil()), "ada".into(), permissions, true)
    }

    fn with_token(scopes: &[Scope], permissions: &[Permission]) -> Person {
        let token = ActingToken { id: PersonalTokenId(Uuid::nil()), scopes: scopes.iter().copied().collect() };
        Person { token: Some(token), ..person(permissions) }
    }

    #[test]
    fn a_refusal_says_whether_signing_in_helps() {
        let needed = Permission::PostsWrite;
        let actor = |permissions| Actor::Person(person(permissions));

        assert!(matches!(Actor::Anonymous.require(needed), Err(Refusal::NotSignedIn)));
        assert!(matches!(actor(&[Permission::CommentsWrite]).require(needed), Err(Refusal::Denied(_))));
        assert!(actor(&[needed]).require(needed).is_ok());
        assert!(Actor::System.require(needed).is_err() && Actor::System.allow(needed).is_ok());
    }

    #[test]
    fn a_token_has_what_its_scopes_and_its_owners_roles_both_name() {
        use Permission::{CommentsWrite, PostsModerate, PostsWrite};
        let token = with_token(&[Scope::Read, Scope::PostsWrite, Scope::Moderate], &[PostsWrite, CommentsWrite]);

        assert!(token.may(PostsWrite));
        assert_eq!(token.check(CommentsWrite), Err(Refusal::OutOfScope(&[Scope::CommentsWrite])));
        assert_eq!(token.check(PostsModerate), Err(Refusal::Denied(PostsModerate)));
    }

    #[test]
    fn a15_a_token_enters_where_one_of_its_scopes_leads() {
        let token = with_token(&[Scope::Read], &[]);

        assert_eq!(token.enter(Access::Scopes(&[Scope::Moderate, Scope::Read])), Ok(()));
        assert_eq!(token.enter(Access::Scopes(&[Scope::Admin])), Err(Refusal::OutOfScope(&[Scope::Admin])));
        assert_eq!(token.enter(Access::Session), Err(Refusal::SessionOnly));
        assert_eq!(person(&[]).enter(Access::Session), Ok(()));
        let said = Refusal::OutOfScope(&[Scope::CommentsWrite, Scope::Moderate]).to_string();
        assert_eq!(said, "This token lacks the scope `comments:write` or `moderate`.");
    }

    #[test]
    fn ones_own_needs_no_right_over_others() {
        let (ada, eve) = (UserId(Uuid::nil()), UserId(Uuid::max()));
        let actor = Actor::Person(person(&[]));

        assert!(actor.require_own(ada, Permission::CommentsModerate).is_ok());
        assert!(actor.require_own(eve, Permission::CommentsModerate).is_err());
        assert_eq!(
            actor.require_any(&[Permission::UsersSuspend, Permission::UsersManage]).unwrap_err(),
            Refusal::Denied(Permission::UsersSuspend)
        );
    }

    #[test]
    fn who_lacks_a_demanded_second_factor_may_nothing() {
        let actor = Actor::Person(Person { must_enrol: true, ..person(Permission::ALL) });

        for permission in Permission::ALL {
            assert_eq!(actor.allow(*permission), Err(Refusal::SecondFactorRequired), "{permission}");
        }
        assert!(actor.signed_in().is_ok() && actor.person().unwrap().enrolled().is_err());
    }

    #[test]
    fn a17_who_leaves_may_nothing() {
        let actor = Actor::Person(Person { is_leaving: true, ..person(Permission::ALL) });

        for permission in Permission::ALL {
            assert_eq!(actor.allow(*permission), Err(Refusal::Leaving), "{permission}");
        }
        assert!(actor.signed_in().is_ok() && actor.person().unwrap().staying().is_err());
    }

    #[test]
    fn a17_what_others_see_needs_a_confirmed_address() {
        let with =
            |permissions: &[Permission], is_confirmed| Actor::Person(Person { is_confirmed, ..person(permissions) });
        let unconfirmed = with(Permission::ALL, false);

        for permission in Permission::ALL {
            let is_for_oneself = *permission == Permission::PostsWrite;
            assert_eq!(unconfirmed.may(*permission), is_for_oneself, "{permission}");
            assert!(with(Permission::ALL, true).may(*permission));
        }
        assert!(matches!(unconfirmed.require(Permission::PostsPublish), Err(Refusal::Unconfirmed)));
        assert!(matches!(with(&[], false).require(Permission::PostsPublish), Err(Refusal::Denied(_))));
    }
}
