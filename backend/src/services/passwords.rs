//! Passwords before they are chosen: which ones may be, and how good one would be. Comparing one is for `proof`.
//!
//! Whoever sets a password asks [`check_new_password`] first: registration, set-up, the command line, reset and change.

use broadsheet_shared::{
    id::UserId,
    input::{PasswordQuestion, Registration},
    problem::{Code, FieldError},
    value::{Password, ValueError},
};
use uuid::Uuid;

use super::{Context, ServiceError, database_code};
use crate::{
    domain::{account_token::TokenPurpose, own_name, session::TokenHash, user::UserStatus},
    platform::{common_passwords, crypto::token_hash, passwords::PasswordError},
    repositories::{
        DatabaseError, account_tokens,
        users::{self, Contact},
    },
};

/// No answer to [`strength`] looks at more.
const MAX_PASSWORD_BYTES: usize = Password::MAX * 16;

/// Why a password may not be chosen. The words are the same wherever it is asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NewPasswordError {
    /// It is among the 10,000 commonest.
    #[error("This is one of the passwords that are tried first; choose one that few people have.")]
    TooCommon,
    /// It holds the site's name.
    #[error("The password leans on the name of this site; choose another.")]
    HoldsSiteName,
    /// It holds the username, the shown name or the first part of the address.
    #[error("The password leans on your own name or address; choose another.")]
    HoldsOwnName,
    /// The database.
    #[error("the site's name could not be read")]
    Database(#[from] DatabaseError),
}

impl NewPasswordError {
    /// The wrong field, where it stands in the caller's request: `/password`, `/new_password`.
    pub fn field(&self, pointer: &str) -> Option<FieldError> {
        let code = match self {
            Self::TooCommon => "too_common",
            Self::HoldsSiteName => "holds_site_name",
            Self::HoldsOwnName => "holds_own_name",
            Self::Database(_) => return None,
        };
        Some(FieldError::new(pointer, code, self.to_string()))
    }
}

impl ServiceError for NewPasswordError {
    fn code(&self) -> Code {
        match self {
            Self::Database(database) => database_code(database),
            _ => Code::RequestInvalid,
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        self.field("/password").into_iter().collect()
    }
}

/// Whose password it would be. What is not known is left empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whose<'a> {
    /// The username.
    pub username: &'a str,
    /// The name to show.
    pub display_name: &'a str,
    /// The address.
    pub email: &'a str,
    /// A name that the site is about to get, beside the one it has.
    pub site_name: &'a str,
}

impl<'a> From<&'a Registration> for Whose<'a> {
    fn from(account: &'a Registration) -> Self {
        Self {
            username: account.username.as_str(),
            display_name: account.display_name.as_str(),
            email: account.email.as_str(),
            site_name: "",
        }
    }
}

impl<'a> From<&'a Contact> for Whose<'a> {
    fn from(account: &'a Contact) -> Self {
        let Contact { username, display_name, email, .. } = account;
        Self { username, display_name, email, site_name: "" }
    }
}

impl Whose<'_> {
    fn own_names(&self) -> [&str; 3] {
        let local_part = self.email.split('@').next().unwrap_or_default();
        [self.username, self.display_name, local_part]
    }
}

/// Refuses a password that others guess first: a common one, the site's name, the person's own (SECURITY A18). Form and
/// length were judged by [`Password`] already. Cheap; to be asked before a password is hashed.
pub async fn check_new_password(
    context: &Context,
    password: &Password,
    whose: &Whose<'_>,
) -> Result<(), NewPasswordError> {
    let password = password.expose();
    if common_passwords::is_common(password) {
        return Err(NewPasswordError::TooCommon);
    }
    let settings = context.settings.read(&context.database).await?;
    if [settings.name.as_str(), whose.site_name].iter().any(|name| own_name::leans_on(password, name)) {
        return Err(NewPasswordError::HoldsSiteName);
    }
    if whose.own_names().iter().any(|name| own_name::leans_on(password, name)) {
        return Err(NewPasswordError::HoldsOwnName);
    }
    Ok(())
}

/// How good a password would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// 0 (guessed at once) to 4.
    pub score: u8,
    /// Why it would be refused; none if it would be taken.
    pub errors: Vec<FieldError>,
}

/// Why a password could not be measured or compared.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Too many are at it, or it broke.
    #[error("looking at a password failed")]
    Password(#[from] PasswordError),
    /// The rules could not be read.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for CheckError {
    fn code(&self) -> Code {
        match self {
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::Password(_) => Code::Internal,
            Self::Database(database) => database_code(database),
        }
    }
}

/// How good a password would be, and what registration or a reset would say to it. Nothing of it is kept.
pub async fn strength(context: &Context, question: &PasswordQuestion) -> Result<Strength, CheckError> {
    let account = match &question.token {
        Some(token) => account_of_link(context, token).await?,
        None => None,
    };
    let whose = account.as_ref().map_or_else(|| as_typed(question), Whose::from);
    let errors = match refusal(context, &question.password, &whose).await {
        Ok(refusal) => refusal.into_iter().collect(),
        Err(NewPasswordError::Database(error)) => return Err(error.into()),
        Err(refused) => refused.fields(),
    };
    if question.password.len() > MAX_PASSWORD_BYTES {
        return Ok(Strength { score: 0, errors });
    }
    let site_name = context.settings.read(&context.database).await?.name.clone();
    let mut words: Vec<String> = whose.own_names().iter().map(|name| (*name).to_owned()).collect();
    words.push(site_name);
    let score = context.passwords.measure(&question.password, words).await?;
    Ok(Strength { score, errors })
}

/// Whose password a mailed link would set, while it could be used; it stays good. A page that has nothing but the link
/// knows no names, and its meter is to say what the reset will. A link that leads nowhere costs the same.
async fn account_of_link(context: &Context, token: &str) -> Result<Option<Contact>, DatabaseError> {
    let (database, hash) = (context.database.read(), TokenHash::from(token_hash(token)));
    let now = context.clock.now();
    let user = account_tokens::find_user(database, &hash, TokenPurpose::ResetPassword, now).await?;
    let contact = users::find_contact(database, user.unwrap_or(UserId(Uuid::nil()))).await?;
    Ok(contact.filter(|contact| contact.status == UserStatus::Active && contact.is_confirmed))
}

async fn refusal(context: &Context, password: &str, whose: &Whose<'_>) -> Result<Option<FieldError>, NewPasswordError> {
    let refused = |error: ValueError| FieldError::new("/password", error.code(), error.to_string());
    match Password::parse(password) {
        Ok(password) => check_new_password(context, &password, whose).await.map(|()| None),
        Err(error) => Ok(Some(refused(error))),
    }
}

fn as_typed(question: &PasswordQuestion) -> Whose<'_> {
    Whose {
        username: &question.username,
        display_name: &question.display_name,
        email: &question.email,
        ..Whose::default()
    }
}
