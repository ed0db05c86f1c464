//! What a personal access token must have been made for to pass an operation's guard; a session always passes.
//!
//! A handler says it in its arguments: `SignedIn(actor, ..): SignedIn<access::PostsWrite>`. Without a word it takes no
//! token at all, so that a new operation is closed to them until somebody thought about it.

use broadsheet_shared::scope::Scope;

use crate::domain::actor::Access;

/// Says by which credentials an operation can be called.
pub trait Guarded: std::fmt::Debug + Send + Sync + 'static {
    /// The credentials.
    const ACCESS: Access;
    /// True if it is open to those too who lack a second factor that their roles demand: what sets one up, and what is
    /// theirs whatever their roles: the password, their data, leaving.
    const IS_FOR_ENROLLING: bool = false;
    /// True if it is open to those too whose account is on its way to be deleted: what keeps it, and what is theirs.
    const IS_FOR_LEAVING: bool = false;
}

macro_rules! accesses {
    ($($(#[$doc:meta])* $name:ident = $access:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Guarded for $name {
            const ACCESS: Access = $access;
        }
    )+};
}

/// By a session alone, for those too who have yet to set up the second factor that their roles demand.
#[derive(Debug, Clone, Copy)]
pub struct Enrolling;

impl Guarded for Enrolling {
    const ACCESS: Access = Access::Session;
    const IS_FOR_ENROLLING: bool = true;
}

/// Reading who one is, likewise; and for those who leave.
#[derive(Debug, Clone, Copy)]
pub struct ReadWhileEnrolling;

impl Guarded for ReadWhileEnrolling {
    const ACCESS: Access = Access::Scopes(Scope::Read.alone());
    const IS_FOR_ENROLLING: bool = true;
    const IS_FOR_LEAVING: bool = true;
}

/// Taking one's data home: by a session alone, whatever the account's standing.
#[derive(Debug, Clone, Copy)]
pub struct TakingHome;

impl Guarded for TakingHome {
    const ACCESS: Access = Access::Session;
    const IS_FOR_ENROLLING: bool = true;
    const IS_FOR_LEAVING: bool = true;
}

/// By a session alone, for those too whose account is on its way to be deleted.
#[derive(Debug, Clone, Copy)]
pub struct Leaving;

impl Guarded for Leaving {
    const ACCESS: Access = Access::Session;
    const IS_FOR_LEAVING: bool = true;
}

/// Signing out, which is never refused.
#[derive(Debug, Clone, Copy)]
pub struct SigningOut;

impl Guarded for SigningOut {
    const ACCESS: Access = Access::Session;
    const IS_FOR_ENROLLING: bool = true;
    const IS_FOR_LEAVING: bool = true;
}

accesses! {
    /// By a session alone.
    Session = Access::Session;
    /// Reading.
    Read = Access::Scopes(Scope::Read.alone());
    /// Writing posts and uploading images.
    PostsWrite = Access::Scopes(Scope::PostsWrite.alone());
    /// Writing comments; liking and putting aside.
    CommentsWrite = Access::Scopes(Scope::CommentsWrite.alone());
    /// Following people and tags.
    Follow = Access::Scopes(Scope::Follow.alone());
    /// Giving posts back: one's own, or those of others as staff.
    PostsWriteOrModerate = Access::Scopes(&[Scope::PostsWrite, Scope::Moderate]);
    /// Taking comments away: one's own, those beneath one's posts, or any as staff.
    CommentsWriteOrModerate = Access::Scopes(&[Scope::CommentsWrite, Scope::Moderate]);
    /// Keeping order.
    Moderate = Access::Scopes(Scope::Moderate.alone());
    /// Keeping the house.
    Admin = Access::Scopes(Scope::Admin.alone());
    /// What both kinds of staff need: looking accounts up.
    ModerateOrAdmin = Access::Scopes(&[Scope::Moderate, Scope::Admin]);
}
