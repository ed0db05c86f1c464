//! Setting the site up: a one-use link, and whoever follows it first makes the first admin.

use broadsheet_shared::{
    id::UserId,
    input::{FirstOwner, NewSite},
    problem::{Code, FieldError},
    time::Timestamp,
    value::CanonicalUrl,
};
use url::Url;

use super::{
    Context, ServiceError, audit,
    context::{SiteSettings, setting_key as key},
    database_code,
    passwords::{NewPasswordError, Whose, check_new_password},
};
use crate::{
    domain::{
        audit::{Action, Entry},
        event::Event,
        session::TokenHash,
        user::{NewUser, UserStatus, role},
    },
    platform::{
        cache::Tag,
        crypto::{Token, constant_time_eq, token_hash},
        passwords::PasswordError,
    },
    repositories::{self, DatabaseError, Transaction},
};

/// So long a link stays valid though another process starts.
const LINK_STAYS_SECS: i64 = 60;

/// Why the site could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The link was used, or a newer one was made.
    #[error("The set-up link is not valid. Start the server again for a new one.")]
    LinkInvalid,
    /// There is an admin already.
    #[error("The site is set up already. Sign in as its admin.")]
    Done,
    /// The site would be told one address and answer to another.
    #[error(
        "This server answers to {configured}. Enter that, or start the server with BROADSHEET_SITE__BASE_ADDRESS set to \
         the address that people type."
    )]
    AddressDiffers {
        /// What `site.base_address` says.
        configured: String,
    },
    /// Another account has the name.
    #[error("This username is taken; choose another.")]
    UsernameTaken,
    /// Another account has a name that looks like it.
    #[error("This username looks like one that is taken; choose another.")]
    UsernameAlike,
    /// Others would guess the password first.
    #[error(transparent)]
    NewPassword(#[from] NewPasswordError),
    /// The role of admins is gone.
    #[error("the role `{}` is missing from the database", role::ADMIN)]
    RoleMissing,
    /// Hashing is overloaded or broken.
    #[error("hashing a password failed")]
    Password(#[from] PasswordError),
    /// The database.
    #[error("a set-up query failed")]
    Database(DatabaseError),
}

impl From<DatabaseError> for SetupError {
    fn from(error: DatabaseError) -> Self {
        if error.is_taken("users.username_canonical") {
            Self::UsernameTaken
        } else if error.is_taken("users.username_skeleton") {
            Self::UsernameAlike
        } else {
            Self::Database(error)
        }
    }
}

impl ServiceError for SetupError {
    fn code(&self) -> Code {
        match self {
            Self::LinkInvalid => Code::SetUpLinkInvalid,
            Self::Done => Code::SetUpDone,
            Self::AddressDiffers { .. } => Code::RequestInvalid,
            Self::UsernameTaken | Self::UsernameAlike => Code::UsernameTaken,
            Self::NewPassword(error) => error.code(),
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::RoleMissing | Self::Password(_) => Code::Internal,
            Self::Database(database) => database_code(database),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::AddressDiffers { .. } => vec![FieldError::new("/site_base_url", "invalid", self.to_string())],
            Self::UsernameTaken => vec![FieldError::new("/username", "taken", self.to_string())],
            Self::UsernameAlike => vec![FieldError::new("/username", "alike", self.to_string())],
            Self::NewPassword(error) => error.fields(),
            _ => Vec::new(),
        }
    }
}

/// The settings in force.
pub async fn site(context: &Context) -> Result<SiteSettings, SetupError> {
    Ok(context.settings.read(&context.database).await?.as_ref().clone())
}

/// The address of a fresh set-up page while the site has no admin; earlier links end. The secret stands in the fragment,
/// which no server, proxy or log ever sees.
///
/// None while a link is younger than a minute: of processes that start together one has it, and what that one printed
/// stays valid. [`has_link`] tells whether it is so.
pub async fn ensure_link(context: &Context) -> Result<Option<String>, SetupError> {
    let token = Token::random();
    let hash = TokenHash::from(token.hash());
    let (hash, now) = (&hash, context.clock.now());
    let outdated = now.plus_secs(-LINK_STAYS_SECS);
    let is_needed = context
        .database
        .write(|transaction| async move {
            if repositories::roles::has_admin(&transaction).await? {
                repositories::settings::delete(&transaction, key::SET_UP_TOKEN_HASH).await?;
                return Ok::<_, SetupError>(false);
            }
            let key = key::SET_UP_TOKEN_HASH;
            Ok(repositories::settings::upsert_outdated(&transaction, key, hash.as_str(), now, outdated).await?)
        })
        .await?;
    Ok(is_needed.then(|| context.config.site.address(&format!("/setup#token={}", token.as_str()))))
}

/// Whether some process has printed a link that nobody has followed yet.
pub async fn has_link(context: &Context) -> Result<bool, SetupError> {
    Ok(repositories::settings::find(context.database.read(), key::SET_UP_TOKEN_HASH).await?.is_some())
}

/// Makes the first admin and names the site. Of two at once the first wins: both want the same row.
pub async fn complete(context: &Context, token: &str, site: NewSite, owner: FirstOwner) -> Result<UserId, SetupError> {
    let presented = TokenHash::from(token_hash(token));
    // Looked at before the costly hash, so that strangers cannot keep the processors busy; decided inside.
    check_link(repositories::settings::find(context.database.read(), key::SET_UP_TOKEN_HASH).await?, &presented)?;
    check_address(context, &site.base_url)?;
    let whose = Whose { site_name: site.name.as_str(), ..Whose::from(&owner) };
    check_new_password(context, &owner.password, &whose).await?;
    let password_hash = context.passwords.hash(owner.password.expose().to_owned()).await?;
    let (id, now) = (context.ids.next::<UserId>(), context.clock.now());
    let (site, owner, presented, password_hash) = (&site, &owner, &presented, password_hash.as_str());
    context
        .database
        .write(|transaction| async move {
            let stored = repositories::settings::lock(&transaction, key::SET_UP_TOKEN_HASH).await?;
            if repositories::roles::has_admin(&transaction).await? {
                return Err(SetupError::Done);
            }
            check_link(stored, presented)?;
            insert_owner(&transaction, id, owner, password_hash, now).await?;
            repositories::settings::delete(&transaction, key::SET_UP_TOKEN_HASH).await?;
            let keys = name_site(&transaction, site, now).await?;
            let mut set_up = Entry::new(Action::SiteSetUp).of(id);
            for key in keys {
                set_up = set_up.with("setting", key);
            }
            Ok(audit::record(context, &transaction, set_up).await?)
        })
        .await?;
    context.settings.forget();
    context.cache.drop_all().await;
    context.cache.drop_tags(&[Tag::Site, Tag::Users]).await;
    context.events.publish_event(Event::SettingsChanged);
    Ok(id)
}

fn check_link(stored: Option<String>, presented: &TokenHash) -> Result<(), SetupError> {
    let is_right = stored.is_some_and(|stored| constant_time_eq(stored.as_bytes(), presented.as_str().as_bytes()));
    if is_right { Ok(()) } else { Err(SetupError::LinkInvalid) }
}

/// The address has one home, the configuration: links in mails, the check of hosts and HSTS are made from it before
/// anybody can sign in. Set-up only confirms it, so that a wrong one is seen now and not in the first mail.
fn check_address(context: &Context, given: &CanonicalUrl) -> Result<(), SetupError> {
    let configured = context.config.site.address("");
    let is_same = Url::parse(given.as_str()).is_ok_and(|url| url.as_str().trim_end_matches('/') == configured);
    if is_same { Ok(()) } else { Err(SetupError::AddressDiffers { configured }) }
}

/// Whoever can read the server's log owns the site: their address counts as confirmed.
async fn insert_owner(
    transaction: &Transaction,
    id: UserId,
    owner: &FirstOwner,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), SetupError> {
    let role = repositories::roles::find(transaction, role::ADMIN).await?.ok_or(SetupError::RoleMissing)?;
    let user = NewUser {
        id,
        username: &owner.username,
        email: Some(&owner.email),
        email_confirmed_at: Some(now),
        password_hash: Some(password_hash),
        display_name: &owner.display_name,
        status: UserStatus::Active,
        created_at: now,
    };
    repositories::users::insert(transaction, &user).await?;
    repositories::roles::grant(transaction, id, role, None, now).await?;
    Ok(repositories::users::index(transaction, id).await?)
}

/// Stores what the site is called, and says which settings that are.
async fn name_site(
    transaction: &Transaction,
    site: &NewSite,
    now: Timestamp,
) -> Result<[&'static str; 3], DatabaseError> {
    let settings = [
        (key::SITE_NAME, site.name.as_str()),
        (key::SITE_DESCRIPTION, site.description.as_str()),
        (key::SITE_LANGUAGE, site.language.as_str()),
    ];
    for (key, value) in settings {
        repositories::settings::upsert(transaction, key, value, now).await?;
    }
    Ok(settings.map(|(key, _)| key))
}
