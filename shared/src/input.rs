//! What a request asks for, once every field of it has been checked: the words that services take.
//! Both API versions and the importer parse into these, so a rule is written once.

mod factors;
mod leaving;
mod posts;
mod settings;

pub use factors::{FreshProof, PasskeyProof, SecondFactor, SecondStep};
pub use leaving::Leaving;
pub use posts::{NewPost, PostPatch};
pub use settings::{RegistrationPatch, SettingsPatch};

use crate::{
    field::{FieldError, Fields},
    id::{CommentId, MediaId},
    normal::nfc,
    permission::PermissionSet,
    scope::ScopeSet,
    time::Timestamp,
    value::{
        Bio, CanonicalUrl, CategoryDescription, CategoryName, CommentBody, DisplayName, EmailAddress, LanguageTag,
        Password, ProfileUrl, RegistrationNote, RoleLabel, RoleName, SiteDescription, SiteName, Slug, SuspensionReason,
        TokenName, Username, ValueError, canonical_name,
    },
};

/// A comment to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The Markdown.
    pub body: CommentBody,
    /// The comment it answers.
    pub parent_id: Option<CommentId>,
}

/// A category to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCategory {
    /// The name.
    pub name: CategoryName,
    /// The wanted address; made from the name if absent.
    pub slug: Option<Slug>,
    /// What belongs in it.
    pub description: CategoryDescription,
    /// Place among the categories.
    pub position: i32,
}

/// Changes to a category: `None` keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryPatch {
    /// The name.
    pub name: Option<CategoryName>,
    /// What belongs in it.
    pub description: Option<CategoryDescription>,
    /// Place among the categories.
    pub position: Option<i32>,
}

/// An account to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The one-of-a-kind name.
    pub username: Username,
    /// The address for mail.
    pub email: EmailAddress,
    /// The secret.
    pub password: Password,
    /// The name to show; empty means the username.
    pub display_name: DisplayName,
}

/// Whose account is meant: a username or an address, in the form in which both are compared.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// Checks the length alone; whether there is such an account is nobody's to learn here.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = claim(text.trim(), "The username or address", EmailAddress::MAX)?;
        // Addresses are plain ASCII; what folds into one is another's (SECURITY A10).
        Ok(Self(if text.contains('@') { text.to_ascii_lowercase() } else { canonical_name(&text) }))
    }

    /// The text to compare with.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountName(..)")
    }
}

/// Another address for one's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChange {
    /// The address to be.
    pub email: EmailAddress,
    /// Proves that it is the account's owner who asks.
    pub current_password: PresentedPassword,
}

/// Another password for one's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordChange {
    /// The password to be.
    pub password: Password,
    /// Proves that it is the account's owner who asks.
    pub current_password: PresentedPassword,
}

/// A registration as it comes in at the open door, with what it has to show there.
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// The account to be.
    pub account: Registration,
    /// What stood in the field that people do not see; programs that fill in everything fill it too.
    pub trap: String,
    /// Proves when the form was asked for.
    pub form_token: Option<String>,
    /// Proves that some work was spent on it.
    pub proof: Option<String>,
    /// The secret of an invitation.
    pub invitation: Option<String>,
    /// The version of the terms that were agreed to.
    pub accepted_terms: Option<String>,
    /// A few words for those who decide.
    pub note: RegistrationNote,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application").field("account", &self.account).finish_non_exhaustive()
    }
}

/// A password that somebody thinks of choosing, and whose it would be.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PasswordQuestion {
    /// The password as typed, of any length.
    pub password: String,
    /// The username to be, as typed.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// The address.
    pub email: String,
    /// The secret of a link to a new password, whose account it would be for.
    pub token: Option<String>,
}

impl std::fmt::Debug for PasswordQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordQuestion(..)")
    }
}

/// A change of one's own username.
#[derive(Clone, PartialEq, Eq)]
pub struct Renaming {
    /// The new name.
    pub username: Username,
    /// Proves that it is the account's owner who asks.
    pub current_password: PresentedPassword,
}

impl std::fmt::Debug for Renaming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renaming").field("username", &self.username).finish_non_exhaustive()
    }
}

/// An invitation to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Whom it is for; `None`: whoever has it.
    pub email: Option<EmailAddress>,
    /// How many accounts it makes.
    pub max_uses: u32,
    /// For how many days it is good.
    pub days: u32,
}

/// A name and a password that somebody claims to be theirs.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// A username, or an address, in the form in which both are compared.
    pub login: String,
    /// The password in the form in which it was hashed (NFC).
    pub password: String,
}

impl Credentials {
    /// Checks lengths alone: what the rules were when the password was chosen does not matter here.
    pub fn parse(login: &str, password: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::new();
        let login = fields.take("/login", AccountName::parse(login));
        let password = fields.take("/password", claim(password, "The password", Password::MAX));
        let both = login.zip(password);
        fields.finish(both.map(|(AccountName(login), password)| Self { login, password }))
    }
}

fn claim(text: &str, name: &'static str, max: usize) -> Result<String, ValueError> {
    // Counted before normalising too, so that a megabyte is refused and not worked on.
    let text: String = if text.len() > max * 16 { text.to_owned() } else { nfc(text) };
    match text.chars().count() {
        0 => Err(ValueError::Required(name)),
        length if length > max => Err(ValueError::TooLong { name, length, max }),
        _ => Ok(text),
    }
}

/// A password that somebody gives to prove that it is them, in the form in which it was hashed (NFC).
#[derive(Clone, PartialEq, Eq)]
pub struct PresentedPassword(String);

impl PresentedPassword {
    /// Checks lengths alone, as [`Credentials::parse`] does.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        claim(text, "The password", Password::MAX).map(Self)
    }

    /// The secret itself, for the hasher alone.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for PresentedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PresentedPassword(..)")
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// The first admin: an account like any other, made through the set-up link.
pub type FirstOwner = Registration;

/// The site as its first owner names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSite {
    /// The name.
    pub name: SiteName,
    /// What it is about.
    pub description: SiteDescription,
    /// Its language.
    pub language: LanguageTag,
    /// Its address.
    pub base_url: CanonicalUrl,
}

/// Changes to one's own profile: `None` keeps, `Some(None)` empties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfilePatch {
    /// The name to show.
    pub display_name: Option<DisplayName>,
    /// How the person presents themselves.
    pub bio: Option<Bio>,
    /// An own upload.
    pub avatar_id: Option<Option<MediaId>>,
    /// The person's own site.
    pub website: Option<Option<ProfileUrl>>,
    /// Where else the person is, all of them.
    pub links: Option<Vec<ProfileUrl>>,
    /// Whether others are not to see that the person is here.
    pub hides_presence: Option<bool>,
}

/// Changes to somebody's account by staff: `None` keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffPatch {
    /// The name to show.
    pub display_name: Option<DisplayName>,
    /// How the person presents themselves.
    pub bio: Option<Bio>,
    /// Takes the address as confirmed.
    pub confirms_email: bool,
}

/// An account to be shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuspension {
    /// Why.
    pub reason: SuspensionReason,
    /// Until when; `None` has no end.
    pub until: Option<Timestamp>,
}

/// A role to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRole {
    /// The one-of-a-kind name.
    pub name: RoleName,
    /// What people call it.
    pub label: RoleLabel,
    /// How high it stands.
    pub position: u32,
    /// What it allows.
    pub permissions: PermissionSet,
    /// Whether who holds it needs a second factor.
    pub requires_second_factor: bool,
}

/// Changes to a role: `None` keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RolePatch {
    /// What people call it.
    pub label: Option<RoleLabel>,
    /// How high it stands.
    pub position: Option<u32>,
    /// All that it allows.
    pub permissions: Option<PermissionSet>,
    /// Whether who holds it needs a second factor.
    pub requires_second_factor: Option<bool>,
}

/// A personal access token to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPersonalToken {
    /// What its owner calls it.
    pub name: TokenName,
    /// What it is for.
    pub scopes: ScopeSet,
    /// Days until it ends.
    pub expires_in_days: u16,
    /// Proof that it is its owner who asks.
    pub password: Option<PresentedPassword>,
}
