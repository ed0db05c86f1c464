//! Leaving: a person asks for their account to be deleted, may keep it for two weeks, and is erased then.
//!
//! During the grace the page, the posts and the comments stay as they are; every session and token ends at once, and who
//! signs in again finds nothing open but keeping the account, exporting their data and signing out. What erases is a job,
//! in steps that may break off anywhere: the person in one transaction ([`erase_person`]), then what ties them to others
//! ([`erase_ties`]) and what they wrote, by the services of posts, comments and media, and last the row that says all this
//! ([`finish`]).

mod erase;
mod error;
mod remind;

use broadsheet_shared::{
    input::Leaving,
    v2::{Departure, MailTemplate},
};

pub use erase::{due, erase_person, erase_ties, finish};
pub use error::LeavingError;
pub use remind::remind;

use super::{Context, audit, proof};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        job::{Job, NewJob},
        mail::NewMail,
        session::EndReason,
        user::{Account, UserStatus},
    },
    repositories::{self, Transaction, account_tokens, departures, email_changes, jobs, mails, posts, sessions, users},
};

/// How long an account can be kept. Promised in words (mail, documentation, the app), so not to be configured.
const GRACE_SECS: i64 = 14 * 86_400;

/// Somebody leaves, with proof that it is them: every session and token of theirs ends (SECURITY A6). The last
/// administrator stays; of two who leave at once one does (B11).
pub async fn leave(context: &Context, actor: &Actor, leaving: Leaving) -> Result<Departure, LeavingError> {
    let person = actor.signed_in()?;
    person.staying()?;
    let proof = &proof::require_anew(context, actor, leaving.proof).await?;
    let now = context.clock.now();
    let departure = &Departure { content: leaving.content, asked_at: now, erase_at: now.plus_secs(GRACE_SECS) };
    let departure = context
        .database
        .write(|tx| async move {
            // The lock that all who change roles take, and before the account's, as they do.
            repositories::roles::lock(&tx).await?;
            if users::lock(&tx, person.id).await? != Some(UserStatus::Active) {
                return Err(LeavingError::NotFound);
            }
            if departures::find(&tx, person.id).await?.is_none() {
                // Who asks twice at once has no session any more the second time; what the first one said holds.
                proof.hold(context, &tx, person).await?;
            }
            if repositories::roles::is_last_admin(&tx, person.id).await? {
                return Err(LeavingError::LastAdmin);
            }
            if !departures::insert(&tx, person.id, departure).await? {
                // Asked twice at once: what the first one said holds.
                return departures::find(&tx, person.id).await?.ok_or(LeavingError::NotFound);
            }
            shut(context, &tx, actor, departure).await?;
            Ok(*departure)
        })
        .await?;
    context.standings.forget_user(person.id);
    context.settings.forget();
    Ok(departure)
}

/// Ends what acts for the person and what waits in mails, and tells them.
async fn shut(context: &Context, tx: &Transaction, actor: &Actor, departure: &Departure) -> Result<(), LeavingError> {
    let user = actor.signed_in()?.id;
    account_tokens::delete_of(tx, user).await?;
    email_changes::delete_open(tx, user).await?;
    sessions::end_others(tx, user, None, EndReason::Left, departure.asked_at).await?;
    let (id, template, created_at) = (context.ids.next(), MailTemplate::AccountLeaving, departure.asked_at);
    mails::insert(tx, &NewMail { id, template, user: Some(user), cause: None, created_at }).await?;
    let asked = Entry::new(Action::LeavingAsked).by(actor).with("content", departure.content.as_str());
    Ok(audit::record(context, tx, asked).await?)
}

/// Somebody who was leaving stays, and everything is as it was. Nobody can once erasing has begun.
pub async fn keep(context: &Context, actor: &Actor) -> Result<Account, LeavingError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    context
        .database
        .write(|tx| async move {
            if users::lock(&tx, person.id).await? != Some(UserStatus::Active) {
                return Err(LeavingError::NotFound);
            }
            if !departures::delete(&tx, person.id).await? {
                return Err(LeavingError::NotLeaving);
            }
            // Timers that went off during the grace found nobody to act for.
            for post in posts::list_overdue(&tx, person.id, now).await? {
                let timer = Job::PublishScheduledPost { post };
                jobs::insert(&tx, &NewJob::new(context.ids.next(), &timer, now, now)).await?;
            }
            Ok(audit::record(context, &tx, Entry::new(Action::LeavingUndone).by(actor)).await?)
        })
        .await?;
    context.standings.forget_user(person.id);
    context.settings.forget();
    let account = repositories::accounts::find(context.database.read(), person.id).await?;
    account.ok_or(LeavingError::NotFound)
}
