//! For those who have lost every factor and every code, and what was begun and never finished.

use broadsheet_shared::{id::UserId, input::FreshProof, permission::Permission};

use super::{FactorsError, by_session, record, totp};
use crate::{
    domain::{
        actor::{Actor, Person},
        audit::{Action, Entry},
        session::EndReason,
        user::{UserStatus, Who},
    },
    repositories::{self, Transaction, ceremonies, factors, sessions},
    services::{
        Context,
        proof::{self, Proof},
    },
};

/// Takes all second factors of an account away: for the command line, where whoever has the machine has made sure who
/// asks. The password alone signs in then, and every session ends, for nobody knows who opened them.
pub async fn reset(context: &Context, actor: &Actor, username: &str) -> Result<UserId, FactorsError> {
    actor.allow(Permission::UsersManage)?;
    take_away(context, actor, &Who::parse(username), None).await
}

/// The same by staff, with proof that it is them: whoever finds a browser of theirs open must not weaken accounts. Nobody
/// does it to those above them, nor to themselves, for whom removing one's factors has proof of its own.
pub async fn reset_of(context: &Context, actor: &Actor, who: &Who, proof: FreshProof) -> Result<UserId, FactorsError> {
    actor.allow(Permission::UsersManage)?;
    let person = by_session(actor)?;
    let proof = proof::require_anew(context, actor, proof).await?;
    take_away(context, actor, who, Some((&proof, person))).await
}

async fn take_away(
    context: &Context,
    actor: &Actor,
    who: &Who,
    proven: Option<(&Proof, &Person)>,
) -> Result<UserId, FactorsError> {
    let user = context
        .database
        .write(|tx| async move {
            // The lock that all who change roles take, and before any account's, as they do: two of the staff who mean each
            // other wait here.
            repositories::roles::lock(&tx).await?;
            if let Some((proof, person)) = proven {
                proof.hold(context, &tx, person).await?;
            }
            let found = repositories::users::find_who(&tx, who).await?.ok_or(FactorsError::UserNotFound)?;
            let user = found.card.id;
            let status = repositories::users::lock(&tx, user).await?;
            if status.is_none_or(|status| status == UserStatus::Deleted) {
                return Err(FactorsError::UserNotFound);
            }
            require_standing(&tx, actor, user).await?;
            if repositories::factors::find(&tx, user).await?.is_on() {
                strip(context, &tx, actor, user).await?;
            }
            Ok(user)
        })
        .await?;
    context.standings.forget_user(user);
    Ok(user)
}

async fn strip(context: &Context, tx: &Transaction, actor: &Actor, user: UserId) -> Result<(), FactorsError> {
    factors::delete_all_of(tx, user).await?;
    sessions::end_others(tx, user, None, EndReason::FactorsReset, context.clock.now()).await?;
    Ok(record(context, tx, user, Entry::new(Action::FactorsReset).by(actor).of(user)).await?)
}

/// Staff decide about nobody above them, and never about themselves (SECURITY B5).
async fn require_standing(tx: &Transaction, actor: &Actor, user: UserId) -> Result<(), FactorsError> {
    if actor.is(user) {
        return Err(FactorsError::OwnCase);
    }
    let authority = repositories::roles::authority_of(tx, actor).await?;
    let rank = repositories::roles::rank_of(tx, user).await?;
    authority.reaches(rank).map_err(|_| FactorsError::Outranked)
}

/// Forgets ceremonies that are over and secrets that were never confirmed; for a job. Says how many.
pub async fn purge(context: &Context) -> Result<u64, FactorsError> {
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let over = ceremonies::delete_expired(&tx, now).await?;
            Ok(over + factors::delete_unconfirmed(&tx, now.plus_secs(-totp::WAIT_SECS)).await?)
        })
        .await
}
