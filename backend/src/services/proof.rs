//! Proof that it is really the person: the one place where a password is compared, behind every door that asks for one.
//!
//! Signing in, and every deed that asks who you are once more, goes through [`compare`]. Whoever counts attempts counts
//! them there, so that no door is a way around another (SECURITY A11).
//!
//! A deed that needs proof takes the present password, or a session that was signed in within the last ten minutes; the
//! latter is the only way for accounts without a password.

use broadsheet_shared::{
    id::UserId,
    input::PresentedPassword,
    limit::{self, Per},
    problem::{Code, FieldError},
    v2::MailTemplate,
    value::canonical_name,
};

use super::{
    Context, ServiceError, audit, database_code,
    limits::{self, LimitError},
    refusal_code,
};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
        mail::NewMail,
        session::Device,
    },
    platform::{
        limiter::Exceeded,
        passwords::{PasswordError, Verdict},
    },
    repositories::{self, DatabaseError},
};

/// How long signing in counts as proof.
const RECENT_SECS: i64 = 600;

/// Why somebody has not proved who they are.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Neither a password nor a recent sign-in.
    #[error("Give your current password, or do this within ten minutes of signing in.")]
    Missing,
    /// Not the password.
    #[error("This is not your password.")]
    Wrong,
    /// Not signed in.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many tries.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Hashing is overloaded or broken.
    #[error("checking a password failed")]
    Password(#[from] PasswordError),
    /// The database.
    #[error("a password query failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for ProofError {
    fn code(&self) -> Code {
        match self {
            Self::Missing => Code::ProofRequired,
            Self::Wrong => Code::RequestInvalid,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Limit(limit) => limit.code(),
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::Password(_) => Code::Internal,
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Wrong => vec![FieldError::new("/password", "wrong", self.to_string())],
            _ => Vec::new(),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Limit(limit) => limit.exceeded(),
            _ => None,
        }
    }
}

/// One try at a password.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// The name that was typed, in the form in which names are compared; the username where somebody is signed in.
    pub login: &'a str,
    /// Whose password it would be; `None` for a name that nobody has.
    pub account: Option<UserId>,
    /// Who tries, from where.
    pub device: &'a Device,
}

/// Compares a password with what is stored, once the try is counted. Unknown accounts, and those without a password, cost
/// the same.
pub async fn compare<E: From<LimitError> + From<PasswordError> + From<DatabaseError>>(
    context: &Context,
    attempt: &Attempt<'_>,
    password: String,
    stored: Option<String>,
) -> Result<Verdict, E> {
    let left =
        limits::count_try(context, limit::Action::AuthLogin, attempt.login, attempt.account, attempt.device).await?;
    let verdict = context.passwords.verify(password, stored).await?;
    if verdict.is_match {
        return Ok(verdict);
    }
    tracing::debug!(account = ?attempt.account, "a password did not fit");
    if left.iter().any(|allowance| allowance.per == Per::Account && allowance.remaining == 0) {
        tell_of_lock(context, attempt.account).await?;
    }
    Ok(verdict)
}

/// Strangers have used up the tries at a name: its owner gets a mail. A name that nobody has costs the same.
async fn tell_of_lock(context: &Context, user: Option<UserId>) -> Result<(), DatabaseError> {
    let (id, template) = (context.ids.next(), MailTemplate::AccountLocked);
    let mail = NewMail { id, template, user, cause: None, created_at: context.clock.now() };
    context.database.write(|tx| async move { repositories::mails::insert_capped(&tx, mail).await }).await
}

/// The actor has proved who they are: by their present password, or by having signed in just now.
pub async fn require(context: &Context, actor: &Actor, password: Option<PresentedPassword>) -> Result<(), ProofError> {
    let person = actor.signed_in()?;
    let Some(password) = password else {
        let now = context.clock.now();
        let is_recent = person.signed_in_at.is_some_and(|at| now <= at.plus_secs(RECENT_SECS));
        return if is_recent { Ok(()) } else { Err(ProofError::Missing) };
    };
    let stored = repositories::users::find_password_hash(context.database.read(), person.id).await?;
    let login = canonical_name(&person.username);
    let attempt = Attempt { login: &login, account: Some(person.id), device: &person.device };
    if compare::<ProofError>(context, &attempt, password.into_string(), stored).await?.is_match {
        return Ok(());
    }
    audit::note(context, Entry::new(Action::ProofFailed).by(actor)).await?;
    Err(ProofError::Wrong)
}
