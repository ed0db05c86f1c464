//! Passkeys: registered with proof, named, removed.

use broadsheet_shared::{
    id::PasskeyId,
    input::{FreshProof, PasskeyProof},
    value::PasskeyName,
};

use super::{Ceremony, FactorsError, by_session, part_with, record, welcome};
use crate::{
    domain::{
        actor::{Actor, Person},
        audit::{Action, Entry},
        factor::{CeremonyPurpose, Passkey},
    },
    platform::{crypto::Token, passkeys::Begun},
    repositories::{
        ceremonies::{self, NewCeremony},
        passkeys, users,
    },
    services::{
        Context,
        proof::{
            self, Proof,
            factors::{begin_passkey_proof, ceremony_of, credentials},
        },
    },
};

/// Passkeys of one person.
const MAX_PASSKEYS: i64 = 25;

/// The actor's passkeys, oldest first.
pub async fn list(context: &Context, actor: &Actor) -> Result<Vec<Passkey>, FactorsError> {
    let person = by_session(actor)?;
    Ok(passkeys::list_of(context.database.read(), person.id).await?)
}

/// Begins a proof by one of the actor's passkeys, for a deed that asks for one.
pub async fn begin_proof(context: &Context, actor: &Actor) -> Result<Ceremony, FactorsError> {
    let person = by_session(actor)?;
    let begun = begin_passkey_proof(context, person).await?;
    begin(context, person, CeremonyPurpose::Prove, begun, None).await
}

/// Begins to register a passkey.
pub async fn begin_registration(context: &Context, actor: &Actor, proof: FreshProof) -> Result<Ceremony, FactorsError> {
    let person = by_session(actor)?;
    let proof = proof::require_anew(context, actor, proof).await?;
    let database = context.database.read();
    let known = credentials(&passkeys::list_of(database, person.id).await?);
    let contact = users::find_contact(database, person.id).await?.ok_or(FactorsError::UserNotFound)?;
    let site = context.settings.read(&context.database).await?;
    let names = (contact.username.as_str(), contact.display_name.as_str());
    let begun = context.passkeys.begin_registration(person.id, names, &site.name, &known)?;
    begin(context, person, CeremonyPurpose::Register, begun, Some(&proof)).await
}

async fn begin(
    context: &Context,
    person: &Person,
    purpose: CeremonyPurpose,
    begun: Begun,
    proof: Option<&Proof>,
) -> Result<Ceremony, FactorsError> {
    let (token, now) = (Token::random(), context.clock.now());
    let key = &ceremony_of(person, purpose, token.as_str());
    let new = &NewCeremony { user: Some(person.id), state: &begun.state, ..NewCeremony::default() };
    context
        .database
        .write(|tx| async move {
            if let Some(proof) = proof {
                proof.hold(context, &tx, person).await?;
            }
            Ok::<_, FactorsError>(ceremonies::insert(&tx, key, new, now).await?)
        })
        .await?;
    Ok(Ceremony { token, options: begun.options })
}

/// Registers the passkey that the authenticator has made. Answers it, and the recovery codes, if some were made.
pub async fn register(
    context: &Context,
    actor: &Actor,
    answer: PasskeyProof,
    name: PasskeyName,
) -> Result<(Passkey, Vec<String>), FactorsError> {
    let (person, now) = (by_session(actor)?, context.clock.now());
    let key = &ceremony_of(person, CeremonyPurpose::Register, &answer.challenge);
    let ceremony = ceremonies::find(context.database.read(), key, now).await?;
    let ceremony = ceremony.filter(|ceremony| ceremony.user == Some(person.id)).ok_or(FactorsError::Ceremony)?;
    let made = context.passkeys.finish_registration(answer.credential.as_str(), &ceremony.state)?;
    let passkey = &Passkey {
        id: context.ids.next(),
        user_id: person.id,
        name: name.into_string(),
        credential_id: made.credential_id,
        credential: made.credential,
        created_at: now,
        last_used_at: None,
    };
    let codes = context
        .database
        .write(|tx| async move {
            proof::hold(context, &tx, person).await?;
            ceremonies::take(&tx, key, now).await?.ok_or(FactorsError::Ceremony)?;
            let count = passkeys::count_of(&tx, person.id).await?;
            if count >= MAX_PASSKEYS {
                return Err(FactorsError::TooMany(count));
            }
            let codes = welcome(context, &tx, person).await?;
            passkeys::insert(&tx, passkey).await?;
            record(context, &tx, person.id, Entry::new(Action::PasskeyAdded).by(actor).about(passkey.id)).await?;
            Ok::<_, FactorsError>(codes)
        })
        .await?;
    context.standings.forget_user(person.id);
    Ok((passkey.clone(), codes))
}

/// Gives one of the actor's passkeys another name; somebody else's is not found (SECURITY B2).
pub async fn rename(
    context: &Context,
    actor: &Actor,
    id: PasskeyId,
    name: &PasskeyName,
) -> Result<Passkey, FactorsError> {
    let person = by_session(actor)?;
    let is_there = context
        .database
        .write(
            |tx| async move { Ok::<_, FactorsError>(passkeys::rename_own(&tx, person.id, id, name.as_str()).await?) },
        )
        .await?;
    let all = if is_there { list(context, actor).await? } else { Vec::new() };
    all.into_iter().find(|passkey| passkey.id == id).ok_or(FactorsError::PasskeyNotFound)
}

/// Removes one of the actor's passkeys. It opens nothing any more.
pub async fn remove(context: &Context, actor: &Actor, id: PasskeyId, proof: FreshProof) -> Result<(), FactorsError> {
    let person = by_session(actor)?;
    // Whose passkey it is may be known without proof: somebody else's is not found either way.
    if !list(context, actor).await?.iter().any(|passkey| passkey.id == id) {
        return Err(FactorsError::PasskeyNotFound);
    }
    let proof = &proof::require_anew(context, actor, proof).await?;
    context
        .database
        .write(|tx| async move {
            proof.hold(context, &tx, person).await?;
            if !passkeys::delete_own(&tx, person.id, id).await? {
                return Err(FactorsError::PasskeyNotFound);
            }
            part_with(&tx, person.id).await?;
            Ok(record(context, &tx, person.id, Entry::new(Action::PasskeyRemoved).by(actor).about(id)).await?)
        })
        .await?;
    context.standings.forget_user(person.id);
    Ok(())
}
