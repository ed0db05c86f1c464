//! Second factors: judged outside a transaction, spent inside the one that they open a door in, so that each code and each
//! answer of an authenticator is good for one use, however many come at once.

use broadsheet_shared::{
    id::UserId,
    input::{PasskeyProof, SecondFactor},
    limit,
    problem::{Code, FieldError},
    value::canonical_name,
};

use super::{Attempt, ProofError, count};
use crate::{
    domain::{
        actor::Person,
        factor::{CeremonyPurpose, Passkey, UsedPasskey},
        session::TokenHash,
    },
    platform::{
        crypto::{sha256, token_hash},
        passkeys::{Begun, PasskeyError},
        sealing::SealError,
        totp::TotpSecret,
    },
    repositories::{self, DatabaseError, Transaction, ceremonies::CeremonyKey},
    services::{Context, ServiceError, database_code, limits::LimitError},
};

/// Why a second factor does not count.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// Not the code of now.
    #[error(
        "This code is not right. Type the one that your app shows now; if it goes on, check the clock of your phone."
    )]
    WrongCode,
    /// The right code, a second time.
    #[error("This code was used already. Wait for the next one, at most half a minute.")]
    UsedCode,
    /// None of the account's recovery codes, or one that was used.
    #[error("This is none of your recovery codes, or it was used before.")]
    WrongRecoveryCode,
    /// The authenticator's answer does not fit.
    #[error("The passkey was not accepted. Try again, or use another way.")]
    WrongPasskey,
    /// The site has no name of its own.
    #[error("This site is reached by an address of numbers; browsers make passkeys only for names.")]
    Unavailable,
    /// The server's secret is another one than the one that the app's was sealed with.
    #[error("the secret of an authenticator app cannot be read")]
    Sealed(#[from] SealError),
    /// A stored passkey cannot be read.
    #[error("a stored passkey cannot be read")]
    Stored(#[source] PasskeyError),
    /// The database.
    #[error("a query about second factors failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for FactorError {
    fn code(&self) -> Code {
        match self {
            Self::WrongCode | Self::UsedCode | Self::WrongRecoveryCode | Self::WrongPasskey => Code::RequestInvalid,
            Self::Unavailable => Code::PasskeyUnavailable,
            Self::Sealed(_) | Self::Stored(_) => Code::Internal,
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        let (pointer, code) = match self {
            Self::WrongCode => ("/code", "wrong"),
            Self::UsedCode => ("/code", "used"),
            Self::WrongRecoveryCode => ("/recovery_code", "wrong"),
            Self::WrongPasskey => ("/passkey", "wrong"),
            _ => return Vec::new(),
        };
        vec![FieldError::new(pointer, code, self.to_string())]
    }
}

impl From<PasskeyError> for FactorError {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Unavailable => Self::Unavailable,
            PasskeyError::Refused(reason) => {
                tracing::debug!(reason, "a passkey did not fit");
                Self::WrongPasskey
            }
            error @ PasskeyError::Stored(_) => Self::Stored(error),
        }
    }
}

impl FactorError {
    /// True if it was the factor that was wrong, and not the program.
    pub fn is_wrong(&self) -> bool {
        self.code() == Code::RequestInvalid
    }
}

/// A factor that was found right and is to be spent.
#[derive(Debug, Clone)]
pub enum Judged {
    /// A code of this step.
    Totp(i64),
    /// The recovery code of this hash, if there is one; only spending it tells.
    RecoveryCode(TokenHash),
    /// This passkey has signed.
    Passkey(UsedPasskey),
}

/// Whether a factor is right. `state` is that of the ceremony which asked for a passkey.
pub async fn judge(context: &Context, user: UserId, factor: &SecondFactor, state: &str) -> Result<Judged, FactorError> {
    let database = context.database.read();
    match factor {
        SecondFactor::Code(code) => {
            let stored = repositories::factors::find_totp(database, user).await?;
            let stored = stored.filter(|totp| totp.confirmed_at.is_some()).ok_or(FactorError::WrongCode)?;
            let secret = open_secret(context, user, &stored.sealed_secret)?;
            secret.step_of(code, context.clock.now()).map(Judged::Totp).ok_or(FactorError::WrongCode)
        }
        SecondFactor::RecoveryCode(code) => Ok(Judged::RecoveryCode(recovery_code_hash(context, user, code))),
        SecondFactor::Passkey(answer) if !state.is_empty() => {
            let known = credentials(&repositories::passkeys::list_of(database, user).await?);
            Ok(Judged::Passkey(context.passkeys.finish_proof(answer.as_str(), state, &known)?))
        }
        SecondFactor::Passkey(_) => Err(FactorError::WrongPasskey),
    }
}

/// Uses a factor up, so that it cannot be used again.
pub async fn spend(
    context: &Context,
    transaction: &Transaction,
    user: UserId,
    judged: &Judged,
) -> Result<(), FactorError> {
    let now = context.clock.now();
    let (is_spent, otherwise) = match judged {
        Judged::Totp(step) => {
            (repositories::factors::use_totp_step(transaction, user, *step).await?, FactorError::UsedCode)
        }
        Judged::RecoveryCode(hash) => {
            let is_spent = repositories::recovery_codes::use_up(transaction, user, hash, now).await?;
            (is_spent, FactorError::WrongRecoveryCode)
        }
        Judged::Passkey(used) => {
            (repositories::passkeys::note_use(transaction, user, used, now).await?, FactorError::WrongPasskey)
        }
    };
    if is_spent { Ok(()) } else { Err(otherwise) }
}

/// The secret of an authenticator app.
pub fn open_secret(context: &Context, user: UserId, sealed: &str) -> Result<TotpSecret, SealError> {
    context.vault.open(user.0.as_bytes(), sealed).map(TotpSecret::from_bytes)
}

/// What the database keeps of a recovery code.
pub fn recovery_code_hash(context: &Context, user: UserId, code: &str) -> TokenHash {
    TokenHash::from(context.vault.code_hash(user.0.as_bytes(), code))
}

/// The stored credentials of passkeys.
pub fn credentials(passkeys: &[Passkey]) -> Vec<String> {
    passkeys.iter().map(|passkey| passkey.credential.clone()).collect()
}

/// The ceremony of a signed-in person that this token names: it belongs to the session that began it.
pub fn ceremony_of(person: &Person, purpose: CeremonyPurpose, challenge: &str) -> CeremonyKey {
    let session = person.session.map(|session| session.0).unwrap_or_default();
    let browser = TokenHash::from(sha256(session.as_bytes()));
    CeremonyKey { token: TokenHash::from(token_hash(challenge)), purpose, browser }
}

/// Begins a proof by one of the person's passkeys; there must be one.
pub async fn begin_passkey_proof(context: &Context, person: &Person) -> Result<Begun, ProofError> {
    let known = credentials(&repositories::passkeys::list_of(context.database.read(), person.id).await?);
    if known.is_empty() { Err(ProofError::MissingAnew) } else { Ok(context.passkeys.begin_proof(&known)?) }
}

/// Counts a try of a signed-in person, before what was given is looked at.
pub async fn count_try(context: &Context, person: &Person) -> Result<(), LimitError> {
    let password_hash = repositories::users::find_password_hash(context.database.read(), person.id).await?;
    let login = canonical_name(&person.username);
    let attempt = Attempt { login: &login, account: Some(person.id), device: &person.device };
    count(context, limit::Action::AuthSecondFactor, &attempt, password_hash.as_deref()).await?;
    Ok(())
}

/// The person has one of their passkeys, now: the ceremony is taken, and the passkey's count goes on.
pub(super) async fn prove_by_passkey(
    context: &Context,
    person: &Person,
    proof: &PasskeyProof,
) -> Result<(), ProofError> {
    count_try(context, person).await?;
    let key = &ceremony_of(person, CeremonyPurpose::Prove, &proof.challenge);
    let now = context.clock.now();
    let ceremony = repositories::ceremonies::find(context.database.read(), key, now).await?;
    let ceremony = ceremony.filter(|ceremony| ceremony.user == Some(person.id)).ok_or(ProofError::Ceremony)?;
    let known = credentials(&repositories::passkeys::list_of(context.database.read(), person.id).await?);
    let used = &context.passkeys.finish_proof(proof.credential.as_str(), &ceremony.state, &known)?;
    context
        .database
        .write(|tx| async move {
            repositories::ceremonies::take(&tx, key, now).await?.ok_or(ProofError::Ceremony)?;
            let is_known = repositories::passkeys::note_use(&tx, person.id, used, now).await?;
            if is_known { Ok(()) } else { Err(ProofError::Passkey) }
        })
        .await
}
