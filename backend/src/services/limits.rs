//! Limits with the database behind them: what must not be forgiven by an outage or a restart is counted there too.
//!
//! `platform/limiter` refuses first and cheaply; of what it lets pass, the ledger decides about `auth.*`. Where a password
//! is compared (`services/proof`), [`count_try`] comes first, whatever the door.

mod error;
mod ledger;
#[cfg(test)]
mod tests;

use broadsheet_shared::{id::UserId, limit::Action, v2::MailTemplate};
pub use error::LimitError;
pub use ledger::Ledger;

use super::Context;
use crate::{
    domain::{actor::Person, session::Device},
    platform::limiter::{Allowance, Charge},
    repositories::limits,
};

/// Counts one for each charge, or none if any limit is met. For actions that are counted by logs.
pub async fn take(context: &Context, charges: &[Charge]) -> Result<Vec<Allowance>, LimitError> {
    let taken = context.limiter.take(charges).await?;
    let durable: Vec<_> = charges.iter().copied().filter(Charge::is_durable).collect();
    let asked = context.limiter.asked(&durable);
    if asked.is_empty() {
        return Ok(taken.allowances);
    }
    match context.ledger.take(context, asked).await? {
        Ok(allowances) => Ok(allowances),
        Err(exceeded) => {
            context.limiter.take_back(&taken).await;
            Err(exceeded.into())
        }
    }
}

/// Counts a try of a password (or of a second factor: `action`), before it is looked at, right or wrong.
///
/// `login` is the name that was typed, in the form in which names are compared, and `user` the account behind it, if
/// there is one, with the hash of its password. A browser that signed in to the account since that was chosen has tries
/// of its own, within those of all such browsers: however often strangers guess, it is not kept out (SECURITY F4). All
/// others share the name's: one bucket for all doors (A11). It is the name's and not the account's, for a bucket that a
/// username and an address share would tell whose address that is. What is left is answered.
pub async fn count_try(
    context: &Context,
    action: Action,
    login: &str,
    account: Option<(UserId, Option<&str>)>,
    device: &Device,
) -> Result<Vec<Allowance>, LimitError> {
    let known = account.zip(device.mark.as_ref()).and_then(|((user, password_hash), mark)| {
        Some((user, context.limiter.devices().find(mark, user, password_hash)?))
    });
    match known {
        Some((user, device)) => take(context, &[Charge::device(action, device), Charge::owner(action, user)]).await,
        None => take(context, &[Charge::account(action, login)]).await,
    }
}

/// Whether one more mail of the kind may go to this address, in the form in which addresses are compared, whatever
/// accounts ask for it: an account can leave an address and the next one come. Over the limit the answer is no and not
/// an error, for what caused the mail happens all the same (SECURITY F5).
pub async fn may_write_to(context: &Context, kind: MailTemplate, address: &str) -> Result<bool, LimitError> {
    let key = format!("{} {address}", kind.as_str());
    match take(context, &[Charge::account(Action::AuthReset, &key)]).await {
        Ok(_) => Ok(true),
        Err(LimitError::Exceeded(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Counts a request of a signed-in person: theirs, and that of the session or token they act with.
pub async fn take_by(context: &Context, action: Action, person: &Person) -> Result<Vec<Allowance>, LimitError> {
    let user = Charge::user(action, person.id);
    let token = person.token.as_ref().map(|token| token.id.0).or(person.session.map(|session| session.0));
    let token = token.map(|token| Charge::token(action, token));
    let charges: Vec<_> = [Some(user), token].into_iter().flatten().collect();
    if action.is_counted_by_log() {
        return take(context, &charges).await;
    }
    let counted = charges.into_iter().filter_map(|charge| context.limiter.count(charge));
    counted.map(|counted| counted.map_err(LimitError::from)).collect()
}

/// Forgets logs whose window is over; for a job. Says how many.
pub async fn purge(context: &Context) -> Result<u64, LimitError> {
    let now = context.clock.now();
    context.database.write(|tx| async move { Ok(limits::delete_before(&tx, now).await?) }).await
}
