//! What the audit log remembers: who did what to what. Ids, names of permissions and settings, numbers; never the name
//! or address of a person. From where it was done stands beside it, and not for long.

use std::fmt;

use broadsheet_shared::{
    id::{
        AuditEntryId, CategoryId, CommentId, InvitationId, MailId, PasskeyId, PersonalTokenId, PostId, RoleId,
        SessionId, UserId,
    },
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{actor::Actor, session::Device};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// Something that is written down.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name),+
        }

        impl Action {
            /// Every action there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The dotted name, as stored and as sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The action of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SignedIn = "session.signed_in";
    /// A name and a password did not fit, or the account cannot be used.
    SignInFailed = "session.sign_in_failed";
    /// A name and a password fitted, and the account's second factor was asked for.
    SecondFactorAsked = "session.second_factor_asked";
    /// A person ended one of their sessions from another.
    SessionRevoked = "session.revoked";
    /// A person ended all of their sessions but one.
    SessionsRevoked = "session.others_revoked";
    /// A refresh token came back after its successor had been used: somebody has a copy.
    TokenReplayed = "session.token_replayed";
    /// An access token was presented that this site never made.
    TokenForged = "session.token_forged";
    /// A password was wrong where it was asked for again.
    ProofFailed = "auth.proof_failed";
    /// A second factor was wrong, or came too late, after a right password.
    SecondFactorFailed = "auth.second_factor_failed";
    /// A person set up an authenticator app.
    TotpAdded = "factor.totp_added";
    /// A person removed their authenticator app.
    TotpRemoved = "factor.totp_removed";
    /// A person registered a passkey.
    PasskeyAdded = "factor.passkey_added";
    /// A person removed a passkey.
    PasskeyRemoved = "factor.passkey_removed";
    /// A person made recovery codes anew.
    RecoveryCodesMade = "factor.recovery_codes_made";
    /// Somebody signed in by a recovery code.
    RecoveryCodeUsed = "factor.recovery_code_used";
    /// All second factors of an account were taken away for its owner, who had lost them.
    FactorsReset = "factor.reset";
    /// A personal access token was made.
    PersonalTokenMade = "token.created";
    /// A personal access token was revoked.
    PersonalTokenRevoked = "token.revoked";
    /// Staff or the command line made an account.
    UserCreated = "user.created";
    /// Staff changed the profile of somebody.
    ProfileChanged = "user.profile_changed";
    /// An address was taken as confirmed: by its link, or by staff.
    EmailConfirmed = "user.email_confirmed";
    /// Somebody asked for another address.
    EmailChangeAsked = "user.email_change_asked";
    /// Somebody took that back while it waited.
    EmailChangeCancelled = "user.email_change_cancelled";
    /// An account has another address: its owner followed the link, or staff took it as confirmed.
    EmailChanged = "user.email_changed";
    /// Somebody who knew the password chose another.
    PasswordChanged = "user.password_changed";
    /// A password was chosen anew by a mailed link, or set by staff.
    PasswordReset = "user.password_reset";
    /// Somebody has another username.
    UsernameChanged = "user.username_changed";
    /// Staff let in somebody who waited.
    RegistrationApproved = "registration.approved";
    /// Staff decided against somebody who waited.
    RegistrationRefused = "registration.refused";
    /// Somebody was invited.
    InvitationMade = "invitation.created";
    /// An invitation was taken back.
    InvitationRevoked = "invitation.revoked";
    /// Somebody was given or lost roles.
    RolesChanged = "user.roles_changed";
    /// A person asked for their account to be deleted.
    LeavingAsked = "user.leaving_asked";
    /// A person took that back.
    LeavingUndone = "user.leaving_undone";
    /// An account was erased, for its time was over.
    UserErased = "user.erased";
    /// A person took all of their data home.
    DataExported = "user.data_exported";
    /// An account was shut.
    UserSuspended = "user.suspended";
    /// An account was opened again.
    UserUnsuspended = "user.unsuspended";
    /// A role was made.
    RoleCreated = "role.created";
    /// A role allows something else, or stands elsewhere.
    RoleChanged = "role.changed";
    /// A role was deleted.
    RoleDeleted = "role.deleted";
    /// Staff changed somebody's post, or its state.
    PostChanged = "post.changed_by_staff";
    /// Staff took a post away.
    PostRemoved = "post.removed";
    /// Staff gave a post back.
    PostRestored = "post.restored";
    /// Somebody hid the comment of another.
    CommentHidden = "comment.hidden";
    /// Somebody showed the hidden comment of another again.
    CommentShown = "comment.shown";
    /// Staff deleted the comment of another.
    CommentDeleted = "comment.deleted_by_staff";
    /// A category was made.
    CategoryCreated = "category.created";
    /// A category was changed.
    CategoryChanged = "category.changed";
    /// A category was deleted.
    CategoryDeleted = "category.deleted";
    /// Staff had a mail to somebody tried again.
    MailRetried = "mail.retried";
    /// Settings of the site were changed.
    SettingsChanged = "settings.changed";
    /// The site was set up: named, and its first administrator made.
    SiteSetUp = "site.set_up";
}

/// What something was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is, as stored.
    pub kind: String,
    /// Which one.
    pub id: Uuid,
}

macro_rules! subjects {
    ($($id:ident is $kind:literal),+ $(,)?) => {$(
        impl From<$id> for Subject {
            fn from(id: $id) -> Self {
                Self { kind: $kind.to_owned(), id: id.0 }
            }
        }
    )+};
}

subjects!(
    CategoryId is "category", CommentId is "comment", InvitationId is "invitation", MailId is "mail",
    PasskeyId is "passkey", PersonalTokenId is "token", PostId is "post", RoleId is "role", SessionId is "session",
    UserId is "user",
);

/// A particular, with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail(pub String, pub String);

/// A line to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What happened.
    pub action: Action,
    /// Who did it; `None` for the program itself and for those who are not signed in.
    pub actor: Option<UserId>,
    /// The session or token that acted.
    pub credential: Option<Uuid>,
    /// Whom it concerns, if not the actor alone.
    pub person: Option<UserId>,
    /// What it was done to.
    pub subject: Option<Subject>,
    /// Particulars.
    pub details: Vec<Detail>,
    /// From where.
    pub origin: Option<Device>,
}

impl Entry {
    /// Something that happened; the program did it, unless somebody is named.
    pub fn new(action: Action) -> Self {
        let (actor, credential, person, subject, origin) = Default::default();
        Self { action, actor, credential, person, subject, details: Vec::new(), origin }
    }

    /// Done by this actor, from where they are.
    #[must_use]
    pub fn by(self, actor: &Actor) -> Self {
        let Some(person) = actor.person() else { return self };
        let device = Some((*person.device).clone()).filter(|device| *device != Device::default());
        Self { actor: Some(person.id), credential: person.credential(), origin: device, ..self }
    }

    /// Done by this person, who has just proved who they are.
    #[must_use]
    pub fn by_person(self, person: UserId) -> Self {
        Self { actor: Some(person), ..self }
    }

    /// Done from here.
    #[must_use]
    pub fn at(self, device: &Device) -> Self {
        Self { origin: Some(device.clone()), ..self }
    }

    /// Concerns this person.
    #[must_use]
    pub fn of(self, person: UserId) -> Self {
        Self { person: Some(person), ..self }
    }

    /// Done to this thing.
    #[must_use]
    pub fn about(self, subject: impl Into<Subject>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// One more particular: an id, a permission, a setting, a number. Never a name or an address.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.details.push(Detail(name.to_owned(), value.to_string()));
        self
    }
}

/// A line as it is read.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// The line.
    pub id: AuditEntryId,
    /// When it was written.
    pub created_at: Timestamp,
    /// What happened; a newer program may know more actions.
    pub action: String,
    /// Who did it, as they are called now.
    pub actor: Option<Named>,
    /// The session or token that acted.
    pub credential: Option<Uuid>,
    /// Whom it concerns, as they are called now.
    pub person: Option<Named>,
    /// What it was done to.
    pub subject: Option<Subject>,
    /// Particulars.
    pub details: Vec<Detail>,
    /// From where, while that is kept.
    pub origin: Option<Device>,
}

/// A person by id and present name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The account.
    pub id: UserId,
    /// Its name.
    pub username: String,
}

/// Which lines are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Done by this person.
    pub actor: Option<UserId>,
    /// Done by this person, or concerning them.
    pub involving: Option<UserId>,
    /// Only this action.
    pub action: Option<Action>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_actions_are_distinct_and_read_back() {
        let names: std::collections::BTreeSet<_> = Action::ALL.iter().map(|action| action.as_str()).collect();

        assert_eq!(names.len(), Action::ALL.len());
        assert!(Action::ALL.iter().all(|action| Action::parse(action.as_str()) == Some(*action)));
    }

    #[test]
    fn the_program_itself_comes_from_nowhere() {
        let entry = Entry::new(Action::UserUnsuspended).by(&Actor::System).of(UserId(Uuid::nil())).with("count", 3);

        assert_eq!((entry.actor, entry.origin), (None, None));
        assert_eq!(entry.details, [Detail("count".to_owned(), "3".to_owned())]);
    }
}
