//! The open door: what a stranger has to show before an account is made for them.
//!
//! Every check here is cheap and comes before the password is hashed, so that programs cannot keep the processors busy.
//! None of them asks whether an address is known (SECURITY H2).

mod error;

use broadsheet_shared::{input::Application, time::Timestamp, v2::RegistrationMode};

pub use error::DoorError;

use super::AccountError;
use crate::{
    domain::{
        invitation::OpenInvitation,
        registration::{RegistrationRules, RegistrationState, Terms},
        session::TokenHash,
    },
    platform::{
        crypto::token_hash,
        form_tokens::{self, FormTokenError},
    },
    repositories,
    services::Context,
};

/// What a registration must bring along, and a token that proves when that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationForm {
    /// The rules in force.
    pub rules: RegistrationRules,
    /// For the registration that follows.
    pub form_token: String,
}

/// What the registration page must know.
pub async fn registration_form(context: &Context) -> Result<RegistrationForm, AccountError> {
    let rules = context.settings.read(&context.database).await?.registration.clone();
    let form_token = form_tokens::mint(secret(context), context.clock.now());
    Ok(RegistrationForm { rules, form_token })
}

/// How somebody who passed the door is let in.
#[derive(Debug)]
pub(super) struct Admission {
    /// Whether the account can be used at once.
    pub state: RegistrationState,
    /// The invitation to be used up.
    pub invitation: Option<OpenInvitation>,
    /// The version of the terms that were agreed to.
    pub terms_version: Option<String>,
}

/// Lets an application pass, or says what it lacks.
pub(super) async fn pass(
    context: &Context,
    rules: &RegistrationRules,
    application: &Application,
) -> Result<Admission, AccountError> {
    if rules.mode == RegistrationMode::Closed {
        return Err(AccountError::Closed);
    }
    check_form(context, rules, application)?;
    check_terms(rules.terms.as_ref(), application)?;
    let invitation = invitation(context, application).await?;
    if invitation.is_none() {
        if rules.mode == RegistrationMode::Invitation {
            return Err(DoorError::InvitationRequired.into());
        }
        // Staff who invite somebody answer for them, whatever their address is.
        if !rules.takes_domain(&application.account.email.domain()) {
            return Err(DoorError::DomainNotAllowed(rules.allowed_domains.clone()).into());
        }
    }
    let waits = rules.mode == RegistrationMode::Approval && invitation.is_none();
    Ok(Admission {
        state: if waits { RegistrationState::Waiting } else { RegistrationState::Admitted },
        invitation,
        terms_version: rules.terms.as_ref().map(|terms| terms.version.clone()),
    })
}

fn secret(context: &Context) -> &[u8] {
    context.config.secrets.key.expose().as_bytes()
}

/// A form is filled in by hands, which takes its time; and where work is asked for, it was done for this very name.
fn check_form(context: &Context, rules: &RegistrationRules, application: &Application) -> Result<(), DoorError> {
    let RegistrationRules { min_fill_secs, proof_of_work_bits, .. } = *rules;
    if min_fill_secs == 0 && proof_of_work_bits == 0 {
        return Ok(());
    }
    let token = application.form_token.as_deref().ok_or(DoorError::FormMissing)?;
    let age = age_millis(context, token, context.clock.now())?;
    if age < i64::from(min_fill_secs) * 1_000 {
        return Err(DoorError::TooFast(min_fill_secs));
    }
    let name = application.account.username.as_str();
    let proof = application.proof.as_deref().unwrap_or_default();
    if form_tokens::is_worked(token, name, proof, proof_of_work_bits) { Ok(()) } else { Err(DoorError::NotWorked) }
}

fn age_millis(context: &Context, token: &str, now: Timestamp) -> Result<i64, DoorError> {
    form_tokens::age_millis(secret(context), token, now).map_err(|error| match error {
        FormTokenError::Foreign => DoorError::FormForeign,
        FormTokenError::Expired => DoorError::FormExpired,
    })
}

/// What was agreed to is what holds now, and not what the page showed before the owner changed it.
fn check_terms(terms: Option<&Terms>, application: &Application) -> Result<(), DoorError> {
    let Some(terms) = terms else { return Ok(()) };
    match application.accepted_terms.as_deref() {
        None | Some("") => Err(DoorError::TermsMissing),
        Some(version) if version == terms.version => Ok(()),
        Some(_) => Err(DoorError::TermsChanged),
    }
}

/// The invitation that the application brings. One that is not good, or for somebody else, is refused in every mode.
async fn invitation(context: &Context, application: &Application) -> Result<Option<OpenInvitation>, AccountError> {
    let Some(token) = application.invitation.as_deref().filter(|token| !token.is_empty()) else { return Ok(None) };
    let (hash, now) = (TokenHash::from(token_hash(token)), context.clock.now());
    let found = repositories::invitations::find_open(context.database.read(), &hash, now).await?;
    let found = found.ok_or(DoorError::InvitationInvalid)?;
    let address = application.account.email.canonical();
    if found.email.as_ref().is_some_and(|email| email.to_ascii_lowercase() != address) {
        return Err(DoorError::InvitationForAnother.into());
    }
    Ok(Some(found))
}
