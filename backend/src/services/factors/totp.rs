//! The authenticator app: its secret is made here, shown once, and counts after a first code.

use broadsheet_shared::{input::FreshProof, time::Timestamp};

use super::{FactorsError, by_session, part_with, record, welcome};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
    },
    platform::totp::{Picture, TotpSecret, picture},
    repositories::factors,
    services::{
        Context, audit,
        proof::{
            self,
            factors::{FactorError, count_try, open_secret},
        },
    },
};

/// How long a secret waits for its first code.
pub(super) const WAIT_SECS: i64 = 600;

/// What an app needs to know, shown once.
#[derive(Debug)]
pub struct NewTotp {
    /// The secret in base 32.
    pub secret: String,
    /// The same with names, as apps read it.
    pub address: String,
    /// The address as a picture.
    pub picture: Picture,
    /// Seconds until it has to be confirmed.
    pub expires_in: u32,
}

/// Since when the actor's sign-ins ask for codes; `None` if they do not.
pub async fn since(context: &Context, actor: &Actor) -> Result<Option<Timestamp>, FactorsError> {
    let person = by_session(actor)?;
    Ok(factors::find_totp(context.database.read(), person.id).await?.and_then(|totp| totp.confirmed_at))
}

/// Makes a secret for an app. It takes the place of one that was never confirmed.
pub async fn begin(context: &Context, actor: &Actor, proof: FreshProof) -> Result<NewTotp, FactorsError> {
    let person = by_session(actor)?;
    let proof = &proof::require_anew(context, actor, proof).await?;
    let (secret, now) = (TotpSecret::random(), context.clock.now());
    let sealed = &context.vault.seal(person.id.0.as_bytes(), secret.as_bytes());
    context
        .database
        .write(|tx| async move {
            proof.hold(context, &tx, person).await?;
            let is_stored = factors::insert_totp(&tx, person.id, sealed, now).await?;
            if is_stored { Ok(()) } else { Err(FactorsError::TotpEnabled) }
        })
        .await?;
    let site = context.settings.read(&context.database).await?;
    let address = secret.address(&site.name, &person.username);
    let picture = picture(&address).ok_or(FactorsError::Picture)?;
    let expires_in = u32::try_from(WAIT_SECS).unwrap_or_default();
    Ok(NewTotp { secret: secret.to_base32(), address, picture, expires_in })
}

/// Takes the app as set up, by a code that it shows. Codes count at sign-ins from now on, this one no more. Answers the
/// recovery codes, if some were made.
pub async fn confirm(context: &Context, actor: &Actor, code: &str) -> Result<Vec<String>, FactorsError> {
    let (person, now) = (by_session(actor)?, context.clock.now());
    let stored = factors::find_totp(context.database.read(), person.id).await?.ok_or(FactorsError::TotpNotFound)?;
    if stored.confirmed_at.is_some() {
        return Err(FactorsError::TotpEnabled);
    }
    if now > stored.created_at.plus_secs(WAIT_SECS) {
        return Err(FactorsError::TotpNotFound);
    }
    count_try(context, person).await?;
    let secret = open_secret(context, person.id, &stored.sealed_secret).map_err(FactorError::from)?;
    let Some(step) = secret.step_of(code, now) else {
        audit::note(context, Entry::new(Action::SecondFactorFailed).by(actor)).await?;
        return Err(FactorError::WrongCode.into());
    };
    let sealed = &stored.sealed_secret;
    let codes = context
        .database
        .write(|tx| async move {
            proof::hold(context, &tx, person).await?;
            let codes = welcome(context, &tx, person).await?;
            if !factors::confirm_totp(&tx, person.id, sealed, step, now).await? {
                return Err(FactorsError::TotpNotFound);
            }
            record(context, &tx, person.id, Entry::new(Action::TotpAdded).by(actor)).await?;
            Ok(codes)
        })
        .await?;
    context.standings.forget_user(person.id);
    Ok(codes)
}

/// Removes the app. Its codes open nothing any more.
pub async fn remove(context: &Context, actor: &Actor, proof: FreshProof) -> Result<(), FactorsError> {
    let person = by_session(actor)?;
    let proof = &proof::require_anew(context, actor, proof).await?;
    context
        .database
        .write(|tx| async move {
            proof.hold(context, &tx, person).await?;
            if !factors::delete_totp(&tx, person.id).await? {
                return Err(FactorsError::TotpNotFound);
            }
            part_with(&tx, person.id).await?;
            Ok(record(context, &tx, person.id, Entry::new(Action::TotpRemoved).by(actor)).await?)
        })
        .await?;
    context.standings.forget_user(person.id);
    Ok(())
}
