//! Personal access tokens: made with proof, listed without their secret, revoked.

use broadsheet_shared::{
    id::PersonalTokenId,
    input::NewPersonalToken,
    problem::{Code, FieldError},
    scope::Scope,
};

use super::{Context, ServiceError, audit, database_code, proof, proof::ProofError, refusal_code};
use crate::{
    domain::{
        actor::{Access, Actor, Person, Refusal},
        audit::{Action, Entry},
        personal_token::PersonalToken,
        session::TokenHash,
    },
    platform::{limiter::Exceeded, personal_tokens::PersonalTokenText},
    repositories::{self, DatabaseError},
};

/// Tokens of one person.
const MAX_TOKENS: i64 = 50;
const DAY_SECS: i64 = 86_400;
/// How long a token that has ended stays on the list, so that its owner sees why a program fails.
const ENDED_KEPT_SECS: i64 = 30 * DAY_SECS;

/// Why a token was not made or revoked.
#[derive(Debug, thiserror::Error)]
pub enum PersonalTokenError {
    /// No token of this person's has that id.
    #[error("None of your tokens has this id.")]
    NotFound,
    /// As many as one may have.
    #[error("You have {0} tokens, as many as one may have. Revoke one first.")]
    TooMany(i64),
    /// The person's roles allow nothing of it.
    #[error("Your roles allow nothing of the scope `{0}`; leave it out.")]
    UselessScope(Scope),
    /// No proof of who asks.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error("a query about tokens failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for PersonalTokenError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::PersonalTokenNotFound,
            Self::TooMany(_) => Code::PersonalTokenLimit,
            Self::UselessScope(_) => Code::RequestInvalid,
            Self::Proof(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::UselessScope(_) => vec![FieldError::new("/scopes", "invalid", self.to_string())],
            Self::Proof(error) => error.fields(),
            _ => Vec::new(),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Proof(error) => error.exceeded(),
            _ => None,
        }
    }
}

/// Makes a token, and says its text this once. A token never makes another: only a session may, with proof.
pub async fn create(
    context: &Context,
    actor: &Actor,
    new: NewPersonalToken,
) -> Result<(PersonalToken, PersonalTokenText), PersonalTokenError> {
    let person = by_session(actor)?;
    require_use(person, &new)?;
    let proof = &proof::require(context, actor, new.password).await?;
    let text = PersonalTokenText::random();
    let now = context.clock.now();
    let token = &PersonalToken {
        id: context.ids.next(),
        user_id: person.id,
        name: new.name.into_string(),
        hint: text.hint().to_owned(),
        scopes: new.scopes,
        created_at: now,
        expires_at: now.plus_secs(i64::from(new.expires_in_days) * DAY_SECS),
        last_used_at: None,
    };
    let hash = &TokenHash::from(text.hash());
    context
        .database
        .write(|tx| async move {
            // Of two at the limit the second waits here, and then is one too many (SECURITY K7).
            proof.hold(context, &tx, person).await?;
            let count = repositories::personal_tokens::count_of(&tx, token.user_id).await?;
            if count >= MAX_TOKENS {
                return Err(PersonalTokenError::TooMany(count));
            }
            repositories::personal_tokens::insert(&tx, token, hash).await?;
            let mut made = Entry::new(Action::PersonalTokenMade).by(actor).about(token.id);
            for scope in token.scopes.iter() {
                made = made.with("scope", scope);
            }
            Ok(audit::record(context, &tx, made).await?)
        })
        .await?;
    Ok((token.clone(), text))
}

/// Nobody gives what they lack: a scope that says more than reading must be of some use to its owner.
fn require_use(person: &Person, new: &NewPersonalToken) -> Result<(), PersonalTokenError> {
    for scope in new.scopes.iter().filter(|scope| !matches!(scope, Scope::Read | Scope::Notifications)) {
        if !scope.permissions().any(|permission| person.permissions.allows(permission)) {
            return Err(PersonalTokenError::UselessScope(scope));
        }
    }
    Ok(())
}

/// The actor's tokens, newest first; those that ended stay for a month.
pub async fn own(context: &Context, actor: &Actor) -> Result<Vec<PersonalToken>, PersonalTokenError> {
    let person = by_session(actor)?;
    Ok(repositories::personal_tokens::list_of(context.database.read(), person.id).await?)
}

/// One of the actor's tokens; somebody else's is not found (SECURITY B2).
pub async fn find(context: &Context, actor: &Actor, id: PersonalTokenId) -> Result<PersonalToken, PersonalTokenError> {
    let tokens = own(context, actor).await?;
    tokens.into_iter().find(|token| token.id == id).ok_or(PersonalTokenError::NotFound)
}

/// Revokes one of the actor's tokens. It opens nothing from then on.
pub async fn revoke(context: &Context, actor: &Actor, id: PersonalTokenId) -> Result<(), PersonalTokenError> {
    let person = by_session(actor)?;
    context
        .database
        .write(|tx| async move {
            if !repositories::personal_tokens::delete_own(&tx, person.id, id).await? {
                return Err(PersonalTokenError::NotFound);
            }
            let revoked = Entry::new(Action::PersonalTokenRevoked).by(actor).about(id);
            Ok(audit::record(context, &tx, revoked).await?)
        })
        .await?;
    context.standings.forget_personal_token(id);
    Ok(())
}

/// Deletes tokens that ended more than a month ago; for a job. Says how many.
pub async fn purge(context: &Context) -> Result<u64, PersonalTokenError> {
    let before = context.clock.now().plus_secs(-ENDED_KEPT_SECS);
    context
        .database
        .write(|tx| async move { Ok(repositories::personal_tokens::delete_expired(&tx, before).await?) })
        .await
}

fn by_session(actor: &Actor) -> Result<&Person, Refusal> {
    let person = actor.signed_in()?;
    person.enter(Access::Session)?;
    Ok(person)
}
