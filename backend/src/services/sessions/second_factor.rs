//! The second step of a sign-in, and the one step of a sign-in by passkey. Which step a sign-in has come to stands in the
//! table of ceremonies and in no token: what a browser holds only names the row, and the row goes when a session opens.

use broadsheet_shared::{
    id::{AuditEntryId, UserId},
    input::{PasskeyProof, SecondStep},
    limit,
    v2::{FactorMethod, MailTemplate},
    value::canonical_name,
};

use super::{Arrival, Grant, SessionError, grant::Proven, opening::open_browser};
use crate::{
    domain::{
        audit::{Action, Entry},
        factor::CeremonyPurpose,
        mail::NewMail,
        session::{Device, TokenHash},
        user::UserStatus,
    },
    platform::crypto::{Token, token_hash},
    repositories::{
        self, DatabaseError, Transaction,
        ceremonies::{CeremonyKey, NewCeremony},
    },
    services::{
        Context, audit,
        proof::{
            self, Attempt,
            factors::{self, FactorError, Judged},
        },
    },
};

/// A sign-in that waits for its second factor, or for a passkey.
#[derive(Debug)]
pub struct Challenge {
    /// Names it; for the memory of the page.
    pub token: Token,
    /// Binds it to the browser; for a cookie.
    pub step: Token,
    /// What the account can be proved by; empty while nobody knows whose it is.
    pub methods: Vec<FactorMethod>,
    /// What a browser hands to its authenticator: JSON.
    pub passkey_options: Option<String>,
}

/// Begins the second step for this person, whose password was right and has this hash. A line of the audit log says so:
/// its owner must be able to see that somebody has the password. Where the step is never taken, they get a mail besides
/// (`services/mails/stopped`).
pub(super) async fn challenge(
    context: &Context,
    user: UserId,
    hash: &str,
    arrival: &Arrival<'_>,
) -> Result<Challenge, SessionError> {
    let database = context.database.read();
    let found = repositories::factors::find(database, user).await?;
    let passkeys = factors::credentials(&repositories::passkeys::list_of(database, user).await?);
    let begun = match passkeys.is_empty() || !context.passkeys.is_available() {
        true => None,
        false => Some(context.passkeys.begin_proof(&passkeys).map_err(FactorError::from)?),
    };
    let methods = [
        (found.has_totp, FactorMethod::Totp),
        (begun.is_some(), FactorMethod::Passkey),
        (found.recovery_codes_left > 0, FactorMethod::RecoveryCode),
    ];
    let methods = methods.into_iter().filter(|(is_there, _)| *is_there).map(|(_, method)| method).collect();
    let state = begun.as_ref().map(|begun| begun.state.as_str()).unwrap_or_default();
    let (token, step, now) = (Token::random(), Token::random(), context.clock.now());
    let asked = context.ids.next::<AuditEntryId>();
    let (line, key) = (&asked_for(user, &arrival.device), &key_of(CeremonyPurpose::SecondFactor, &token, &step));
    let new = &NewCeremony { user: Some(user), password_hash: Some(hash), state, asked: Some(asked) };
    let former = &arrival.step.map(|step| TokenHash::from(token_hash(step)));
    context
        .database
        .write::<_, DatabaseError, _, _>(|tx| async move {
            audit::record_as(context, &tx, asked, line).await?;
            repositories::ceremonies::insert(&tx, key, new, now).await?;
            // Who begins anew, a page loaded again, has not been stopped. Theirs alone: whoever knows a password must not
            // hide that behind another sign-in.
            match former {
                Some(browser) => repositories::ceremonies::delete_former(&tx, key, user, browser).await,
                None => Ok(()),
            }
        })
        .await?;
    Ok(Challenge { token, step, methods, passkey_options: begun.map(|begun| begun.options) })
}

/// Ends the sign-in of a script, whose password was right: it has nothing to give a second factor with. Its owner gets the
/// line of the audit log, and the mail at once.
pub(super) async fn turn_away(context: &Context, user: UserId, device: &Device) -> Result<(), DatabaseError> {
    let (asked, line) = (context.ids.next::<AuditEntryId>(), &asked_for(user, device));
    let (id, template, created_at) = (context.ids.next(), MailTemplate::SecondFactorAsked, context.clock.now());
    let mail = &NewMail { id, template, user: Some(user), cause: Some(asked.0), created_at };
    context
        .database
        .write::<_, DatabaseError, _, _>(|tx| async move {
            let status = repositories::users::lock(&tx, user).await?;
            audit::record_as(context, &tx, asked, line).await?;
            if status == Some(UserStatus::Active) {
                repositories::mails::insert_seldom(&tx, user, mail).await?;
            }
            Ok(())
        })
        .await
}

fn asked_for(user: UserId, device: &Device) -> Entry {
    Entry { person: Some(user), ..Entry::new(Action::SecondFactorAsked).at(device) }
}

/// Gives the second factor. A wrong one leaves the sign-in where it is; every try is counted and written down.
pub async fn give_second_factor(
    context: &Context,
    given: SecondStep,
    arrival: Arrival<'_>,
) -> Result<Grant, SessionError> {
    let key = key(CeremonyPurpose::SecondFactor, &given.challenge, &arrival)?;
    let database = context.database.read();
    let ceremony = repositories::ceremonies::find(database, &key, context.clock.now()).await?;
    let ceremony = ceremony.ok_or(SessionError::Challenge)?;
    let user = ceremony.user.ok_or(SessionError::Challenge)?;
    let contact = repositories::users::find_contact(database, user).await?;
    let contact = contact.filter(|contact| contact.status == UserStatus::Active).ok_or(SessionError::Challenge)?;
    let login = canonical_name(&contact.username);
    let attempt = Attempt { login: &login, account: Some(user), device: &arrival.device };
    proof::count(context, limit::Action::AuthSecondFactor, &attempt, contact.password_hash.as_deref()).await?;
    let signed_in = async {
        let judged = factors::judge(context, user, &given.factor, &ceremony.state).await?;
        open_browser(context, user, &arrival, Proven::SecondFactor(&key, &judged)).await
    }
    .await;
    if let Err(SessionError::Factor(error)) = &signed_in
        && error.is_wrong()
    {
        let failed = Entry { person: Some(user), ..Entry::new(Action::SecondFactorFailed).at(&arrival.device) };
        audit::note(context, failed).await?;
    }
    signed_in
}

/// Begins a sign-in by passkey: of nobody in particular, the authenticator knows who it is.
pub async fn begin_passkey(context: &Context) -> Result<Challenge, SessionError> {
    let begun = context.passkeys.begin_sign_in().map_err(FactorError::from)?;
    let (token, step, now) = (Token::random(), Token::random(), context.clock.now());
    let key = &key_of(CeremonyPurpose::SignIn, &token, &step);
    let new = &NewCeremony { state: &begun.state, ..NewCeremony::default() };
    context
        .database
        .write::<_, DatabaseError, _, _>(|tx| async move { repositories::ceremonies::insert(&tx, key, new, now).await })
        .await?;
    Ok(Challenge { token, step, methods: Vec::new(), passkey_options: Some(begun.options) })
}

/// Signs in by a passkey. Unknown ones, removed ones and those of accounts that cannot be used get one answer.
pub async fn sign_in_by_passkey(
    context: &Context,
    given: PasskeyProof,
    arrival: Arrival<'_>,
) -> Result<Grant, SessionError> {
    let key = key(CeremonyPurpose::SignIn, &given.challenge, &arrival)?;
    let database = context.database.read();
    let ceremony = repositories::ceremonies::find(database, &key, context.clock.now()).await?;
    let ceremony = ceremony.ok_or(SessionError::Challenge)?;
    let answer = given.credential.as_str();
    let refused = |error| match FactorError::from(error) {
        FactorError::WrongPasskey => SessionError::Passkey,
        error => SessionError::Factor(error),
    };
    let user = context.passkeys.claimed_user(answer).map_err(refused)?;
    let known = factors::credentials(&repositories::passkeys::list_of(database, user).await?);
    let signed_in = async {
        let used = context.passkeys.finish_sign_in(answer, &ceremony.state, &known).map_err(refused)?;
        open_browser(context, user, &arrival, Proven::Passkey(&key, &Judged::Passkey(used))).await
    }
    .await;
    match signed_in {
        Err(SessionError::Passkey | SessionError::Credentials | SessionError::Factor(FactorError::WrongPasskey)) => {
            // Of an account that there is, its owner hears; a made-up one has no line.
            let account = repositories::users::find(database, user).await?.map(|_| user);
            let failed = Entry { person: account, ..Entry::new(Action::SignInFailed).at(&arrival.device) };
            audit::note(context, failed).await?;
            Err(SessionError::Passkey)
        }
        signed_in => signed_in,
    }
}

/// What a ceremony is found by that begins with these two.
fn key_of(purpose: CeremonyPurpose, token: &Token, step: &Token) -> CeremonyKey {
    CeremonyKey { token: token.hash().into(), purpose, browser: step.hash().into() }
}

/// The sign-in that the page names, if the browser that began it is the one that asks.
fn key(purpose: CeremonyPurpose, challenge: &str, arrival: &Arrival<'_>) -> Result<CeremonyKey, SessionError> {
    let step = arrival.step.ok_or(SessionError::Challenge)?;
    let (token, browser) = (TokenHash::from(token_hash(challenge)), TokenHash::from(token_hash(step)));
    Ok(CeremonyKey { token, purpose, browser })
}

/// A line of the audit log and a mail, in the transaction that uses the code up: whoever has found the paper with the
/// codes must not stay unseen.
pub(super) async fn tell_of_recovery_code(
    context: &Context,
    transaction: &Transaction,
    user: UserId,
    device: &Device,
) -> Result<(), DatabaseError> {
    let cause = context.ids.next::<AuditEntryId>();
    let used = Entry::new(Action::RecoveryCodeUsed).by_person(user).at(device);
    audit::record_as(context, transaction, cause, &used).await?;
    let mail = NewMail {
        id: context.ids.next(),
        template: MailTemplate::SecondFactorChanged,
        user: Some(user),
        cause: Some(cause.0),
        created_at: context.clock.now(),
    };
    repositories::mails::insert(transaction, &mail).await
}
