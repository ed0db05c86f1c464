//! Who acts: nobody in particular, a person with what their roles allow, or the program itself.
//!
//! Services take an actor and ask it; they never see a token or a header. Pattern: capability passed as an argument.

use broadsheet_shared::{
    id::{SessionId, UserId},
    permission::{Permission, PermissionSet},
};

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
    /// What its roles add up to.
    pub permissions: PermissionSet,
    /// The session that acts; `None` for callers made by tests and seeds.
    pub session: Option<SessionId>,
    /// True once the address was confirmed.
    pub is_confirmed: bool,
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

    /// True if the actor's roles include `permission`.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Person(person) => person.permissions.allows(permission),
            Self::System => true,
        }
    }

    /// The person, if it is one who may do this; the refusal says whether signing in would help.
    pub fn require(&self, permission: Permission) -> Result<&Person, Refusal> {
        match self {
            Self::Person(person) if person.permissions.allows(permission) => Ok(person),
            Self::Person(_) | Self::System => Err(Refusal::Denied(permission)),
            Self::Anonymous => Err(Refusal::NotSignedIn),
        }
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
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::id::UserId;

    use super::*;

    fn person(permissions: &[Permission]) -> Actor {
        Actor::Person(Person {
            id: UserId(uuid::Uuid::nil()),
            username: "ada".into(),
            permissions: permissions.iter().copied().collect(),
            session: None,
            is_confirmed: true,
        })
    }

    #[test]
    fn a_refusal_says_whether_signing_in_helps() {
        let needed = Permission::PostsWrite;

        assert!(matches!(Actor::Anonymous.require(needed), Err(Refusal::NotSignedIn)));
        assert!(matches!(person(&[Permission::CommentsWrite]).require(needed), Err(Refusal::Denied(_))));
        assert!(person(&[needed]).require(needed).is_ok());
    }
}
