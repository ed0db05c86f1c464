//! Recovery codes: ten, each good once, for the day on which every factor is lost.

use broadsheet_shared::{id::UserId, input::FreshProof, time::Timestamp};

use super::{FactorsError, by_session, record};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        factor::RECOVERY_CODES,
        session::TokenHash,
    },
    platform::crypto::random_bytes,
    repositories::{self, DatabaseError, Transaction, recovery_codes},
    services::{
        Context,
        proof::{self, factors::recovery_code_hash},
    },
};

/// Digits and letters that are not mistaken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const GROUPS: usize = 3;
const GROUP_CHARS: usize = 4;

/// How many codes the actor has left, and when they were made.
pub async fn status(context: &Context, actor: &Actor) -> Result<(u32, Option<Timestamp>), FactorsError> {
    let (person, database) = (by_session(actor)?, context.database.read());
    let left = recovery_codes::count_left(database, person.id).await?;
    let made_at = recovery_codes::find_made_at(database, person.id).await?;
    Ok((u32::try_from(left).unwrap_or_default(), made_at))
}

/// Makes the actor's codes anew. The former ones open nothing any more.
pub async fn renew(context: &Context, actor: &Actor, proof: FreshProof) -> Result<Vec<String>, FactorsError> {
    let person = by_session(actor)?;
    let proof = &proof::require_anew(context, actor, proof).await?;
    context
        .database
        .write(|tx| async move {
            proof.hold(context, &tx, person).await?;
            if !repositories::factors::find(&tx, person.id).await?.is_on() {
                return Err(FactorsError::NoFactor);
            }
            let codes = make(context, &tx, person.id).await?;
            record(context, &tx, person.id, Entry::new(Action::RecoveryCodesMade).by(actor)).await?;
            Ok(codes)
        })
        .await
}

/// Stores a new set and says it this once.
pub(super) async fn make(context: &Context, tx: &Transaction, user: UserId) -> Result<Vec<String>, DatabaseError> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| random_code()).collect();
    let hashes: Vec<TokenHash> =
        codes.iter().map(|code| recovery_code_hash(context, user, &code.replace('-', ""))).collect();
    recovery_codes::replace(tx, user, &hashes, context.clock.now()).await?;
    Ok(codes)
}

/// 60 random bits in groups, as in `7k2m-x9dq-04tz`.
fn random_code() -> String {
    let bytes = random_bytes::<{ GROUPS * GROUP_CHARS }>();
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = letters.chunks(GROUP_CHARS).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::input::SecondFactor;

    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written() {
        let code = random_code();

        assert_eq!(SecondFactor::parse_recovery_code(&code).unwrap(), code.replace('-', ""));
        assert_ne!(code, random_code());
        assert_eq!(code.len(), 14);
    }
}
