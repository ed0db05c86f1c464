//! People: the account as its owner and the program know it, and the face that others see.

use broadsheet_shared::{
    id::UserId,
    permission::PermissionSet,
    time::Timestamp,
    v2::{Departure, Image},
    value::{DisplayName, EmailAddress, Username, canonical_name},
};
use serde::{Deserialize, Serialize};

use super::registration::RegistrationState;

/// Thirty characters in any spelling that folds into a name.
const MAX_NAME_BYTES: usize = 1_000;
/// So many of the people whom somebody has blocked or muted are named with their account.
pub const MAX_HIDDEN: u8 = 200;

/// What may be done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserStatus {
    /// Somebody's own.
    Active,
    /// Made by an import; nobody can sign in until it is claimed.
    Unclaimed,
    /// Shut by staff; or not let in yet, of which the account's registration tells.
    Suspended,
    /// Given up by its owner.
    Deleted,
}

impl UserStatus {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Unclaimed => "unclaimed",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Active, Self::Unclaimed, Self::Suspended, Self::Deleted].into_iter().find(|it| it.as_str() == name)
    }

    /// True if others may see the account's profile.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Active | Self::Unclaimed)
    }
}

/// Which person is meant: an id, or a name in any spelling that folds into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By id.
    Id(UserId),
    /// By canonical name.
    Name(String),
}

impl Who {
    /// Names never have the shape of an id, so nothing is ambiguous.
    pub fn parse(text: &str) -> Self {
        // No name is longer, and folding endless text would be work for nothing.
        let name = || if text.len() > MAX_NAME_BYTES { String::new() } else { canonical_name(text) };
        text.parse().map_or_else(|_| Self::Name(name()), Self::Id)
    }
}

/// The face of a person: enough for a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCard {
    /// The account.
    pub id: UserId,
    /// The one-of-a-kind name.
    pub username: String,
    /// The name to show; never empty.
    pub display_name: String,
    /// The picture.
    pub avatar: Option<Image>,
}

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Names and picture.
    pub card: UserCard,
    /// The address as it was typed; `None` for imported accounts.
    pub email: Option<String>,
    /// True once its owner proved that the address is theirs.
    pub is_email_confirmed: bool,
    /// Whether it can be used.
    pub status: UserStatus,
    /// How the person presents themselves: Markdown.
    pub bio_markdown: String,
    /// The same as sanitised HTML.
    pub bio_html: String,
    /// Their own site.
    pub website: Option<String>,
    /// Where else they are.
    pub links: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl User {
    /// True if others see how the person presents themselves, and find them: an account in use whose address is
    /// confirmed, or one that an import made.
    pub const fn is_known(&self) -> bool {
        match self.status {
            UserStatus::Active => self.is_email_confirmed,
            UserStatus::Unclaimed => true,
            UserStatus::Suspended | UserStatus::Deleted => false,
        }
    }

    /// The public account as others see it: before its address is confirmed, by its username alone (SECURITY A17).
    pub fn as_seen(self) -> Self {
        if self.is_known() {
            return self;
        }
        let card = UserCard { display_name: self.card.username.clone(), avatar: None, ..self.card };
        Self { card, bio_markdown: String::new(), bio_html: String::new(), website: None, links: Vec::new(), ..self }
    }
}

/// An account with what its roles add up to.
#[derive(Debug, Clone)]
pub struct Account {
    /// The account.
    pub user: User,
    /// The address that takes the place of the present one once it is confirmed.
    pub pending_email: Option<String>,
    /// Names of its roles.
    pub roles: Vec<String>,
    /// What they allow.
    pub permissions: PermissionSet,
    /// Whether others are not to see that its owner is here.
    pub hides_presence: bool,
    /// Whether they demand a second factor that the account lacks.
    pub must_enrol: bool,
    /// How and when it leaves, if its owner has asked for that.
    pub departure: Option<Departure>,
    /// Whom its owner has blocked or muted, the last first, [`MAX_HIDDEN`] at most.
    pub hidden: Vec<UserId>,
}

/// An account as staff see it.
#[derive(Debug, Clone)]
pub struct StaffView {
    /// The account.
    pub user: User,
    /// The address that waits to take the place of the confirmed one.
    pub pending_email: Option<String>,
    /// Names of its roles, lowest first.
    pub roles: Vec<String>,
    /// When its owner was last here.
    pub last_seen_at: Option<Timestamp>,
    /// How far its registration has come, where staff decide about those.
    pub registration: Option<RegistrationState>,
    /// Why it is shut, while it is.
    pub suspension: Option<Suspension>,
    /// How and when it leaves, if its owner has asked for that.
    pub departure: Option<Departure>,
}

/// Why and until when an account is shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// Why, for other staff.
    pub reason: String,
    /// Who shut it.
    pub by: Option<UserId>,
    /// Since when.
    pub since: Timestamp,
    /// Until when; `None` has no end.
    pub until: Option<Timestamp>,
}

/// Which accounts staff ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffFilter {
    /// A part of the username or the shown name.
    pub name: String,
    /// Only accounts in this state.
    pub status: Option<UserStatus>,
    /// Only holders of the role of this name.
    pub role: Option<String>,
}

/// A person's public page.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The account; its address is not for showing.
    pub user: User,
    /// Published posts.
    pub post_count: u64,
    /// Visible comments.
    pub comment_count: u64,
    /// People who follow them.
    pub follower_count: u64,
    /// People whom they follow.
    pub following_count: u64,
}

/// How many works and ties a person has, as their page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Published posts.
    pub posts: u64,
    /// Visible comments beneath published posts.
    pub comments: u64,
    /// People who follow them.
    pub followers: u64,
    /// People whom they follow.
    pub following: u64,
}

/// Which people around a person are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowSide {
    /// Those who follow them.
    Followers,
    /// Those whom they follow.
    Following,
}

/// How a person is hidden from another, as the other wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShieldKind {
    /// From one another.
    Block,
    /// From them alone.
    Mute,
}

impl ShieldKind {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Mute => "mute",
        }
    }
}

/// A person in a list of those who did something, and when they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// The person.
    pub user: UserCard,
    /// When.
    pub at: Timestamp,
}

impl Since {
    /// The place in the list.
    pub fn key(&self) -> PersonKey {
        PersonKey { at: self.at.as_millis(), id: self.user.id }
    }
}

/// A place in such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonKey {
    /// Epoch milliseconds.
    pub at: i64,
    /// The person.
    pub id: UserId,
}

/// An account to be stored.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// Its id.
    pub id: UserId,
    /// Its name, not taken by another.
    pub username: &'a Username,
    /// Its address; imported accounts have none.
    pub email: Option<&'a EmailAddress>,
    /// When the address was confirmed; an address can be confirmed for one account only.
    pub email_confirmed_at: Option<Timestamp>,
    /// `None`: nobody can sign in by password.
    pub password_hash: Option<&'a str>,
    /// Empty means the username.
    pub display_name: &'a DisplayName,
    /// Whether it can be used.
    pub status: UserStatus,
    /// Now.
    pub created_at: Timestamp,
}

/// Names of the roles that every site has.
pub mod role {
    /// Writes comments.
    pub const READER: &str = "reader";
    /// Writes posts too.
    pub const AUTHOR: &str = "author";
    /// Keeps order.
    pub const MODERATOR: &str = "moderator";
    /// May do everything.
    pub const ADMIN: &str = "admin";
}
