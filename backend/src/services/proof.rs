//! Proof that it is really the person: the one place where a password is compared, behind every door that asks for one.
//!
//! Signing in, and every deed that asks who you are once more, goes through [`compare`]. Whoever counts attempts counts
//! them there, so that no door is a way around another (SECURITY A11).
//!
//! A deed that needs proof takes the present password, or a session that was signed in within the last ten minutes; the
//! latter is the only way for accounts without a password. What changes the proofs themselves takes the password or a
//! passkey anew ([`require_anew`]). Second factors are judged and spent in [`factors`].

mod error;
pub mod factors;

use broadsheet_shared::{
    id::UserId,
    input::{FreshProof, PresentedPassword},
    limit::{self, Per},
    v2::MailTemplate,
    value::canonical_name,
};
pub use error::ProofError;

use super::{
    Context, audit,
    limits::{self, LimitError},
};
use crate::{
    domain::{
        actor::{Actor, Person},
        audit::{Action, Entry},
        mail::NewMail,
        session::Device,
    },
    platform::{
        limiter::Allowance,
        passwords::{PasswordError, Verdict},
    },
    repositories::{self, DatabaseError, Transaction, users::Contact},
};

/// That somebody has proved who they are. It is judged before the transaction that it is for, so there it has to hold.
#[derive(Debug)]
#[must_use = "a proof counts where it holds"]
pub struct Proof {
    /// What their password was compared with, if it was that.
    password_hash: Option<String>,
}

impl Proof {
    /// [`hold`], and refuses what another password has overtaken as well. Whoever knew the former one must not undo the
    /// choice of a new one (SECURITY A6).
    pub async fn hold(&self, context: &Context, tx: &Transaction, person: &Person) -> Result<Contact, ProofError> {
        let contact = hold(context, tx, person).await?;
        match &self.password_hash {
            Some(hash) if contact.password_hash.as_ref() != Some(hash) => Err(ProofError::Wrong),
            _ => Ok(contact),
        }
    }
}

/// Holds the account of whoever acts until the transaction ends, and refuses a deed whose session was ended since the
/// request came.
pub async fn hold(context: &Context, tx: &Transaction, person: &Person) -> Result<Contact, ProofError> {
    let contact = repositories::users::lock_contact(tx, person.id).await?.ok_or(ProofError::Overtaken)?;
    let Some(session) = person.session else { return Ok(contact) };
    let standing = repositories::sessions::find_standing(tx, session).await?;
    let is_alive = standing.is_some_and(|standing| standing.is_alive(context.clock.now()));
    if is_alive { Ok(contact) } else { Err(ProofError::Overtaken) }
}

/// How long signing in counts as proof.
const RECENT_SECS: i64 = 600;

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
    let left = count(context, limit::Action::AuthLogin, attempt, stored.as_deref()).await?;
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

/// Counts a try, before what was given is looked at.
pub async fn count(
    context: &Context,
    action: limit::Action,
    attempt: &Attempt<'_>,
    password_hash: Option<&str>,
) -> Result<Vec<Allowance>, LimitError> {
    let account = attempt.account.map(|user| (user, password_hash));
    limits::count_try(context, action, attempt.login, account, attempt.device).await
}

/// Strangers have used up the tries at a name: its owner gets a mail. A name that nobody has costs the same.
async fn tell_of_lock(context: &Context, user: Option<UserId>) -> Result<(), DatabaseError> {
    let (id, template) = (context.ids.next(), MailTemplate::AccountLocked);
    let mail = NewMail { id, template, user, cause: None, created_at: context.clock.now() };
    context.database.write(|tx| async move { repositories::mails::insert_capped(&tx, mail).await }).await
}

/// The actor has proved who they are: by their present password, or by having signed in just now.
pub async fn require(
    context: &Context,
    actor: &Actor,
    password: Option<PresentedPassword>,
) -> Result<Proof, ProofError> {
    let person = actor.signed_in()?;
    let Some(password) = password else {
        return if is_recent(context, person) { Ok(Proof { password_hash: None }) } else { Err(ProofError::Missing) };
    };
    let stored = repositories::users::find_password_hash(context.database.read(), person.id).await?;
    let login = canonical_name(&person.username);
    let attempt = Attempt { login: &login, account: Some(person.id), device: &person.device };
    if compare::<ProofError>(context, &attempt, password.into_string(), stored.clone()).await?.is_match {
        return Ok(Proof { password_hash: stored });
    }
    audit::note(context, Entry::new(Action::ProofFailed).by(actor)).await?;
    Err(ProofError::Wrong)
}

/// The actor has proved who they are, now: by their present password or by one of their passkeys. A recent sign-in does
/// for those alone who have neither, for whoever finds a browser open must not be able to keep the account.
pub async fn require_anew(context: &Context, actor: &Actor, proof: FreshProof) -> Result<Proof, ProofError> {
    let person = actor.signed_in()?;
    match proof {
        FreshProof { password: None, passkey: None } => {
            let database = context.database.read();
            let has_password = repositories::users::find_password_hash(database, person.id).await?.is_some();
            let has_passkeys = repositories::passkeys::count_of(database, person.id).await? > 0;
            let has_neither = !has_password && !has_passkeys;
            let is_enough = has_neither && is_recent(context, person);
            if is_enough { Ok(Proof { password_hash: None }) } else { Err(ProofError::MissingAnew) }
        }
        FreshProof { passkey: Some(passkey), .. } => {
            let proven = factors::prove_by_passkey(context, person, &passkey).await;
            if matches!(proven, Err(ProofError::Passkey)) {
                audit::note(context, Entry::new(Action::ProofFailed).by(actor)).await?;
            }
            proven.map(|()| Proof { password_hash: None })
        }
        FreshProof { password, .. } => require(context, actor, password).await,
    }
}

fn is_recent(context: &Context, person: &Person) -> bool {
    let now = context.clock.now();
    person.signed_in_at.is_some_and(|at| now <= at.plus_secs(RECENT_SECS))
}
