//! Publishing by the clock. A timer acts for the author, with the rights that the author has when it fires and not with
//! those of the day on which it was set (SECURITY B5).

use broadsheet_shared::{id::PostId, permission::Permission, time::Timestamp, v2::PostState};

use super::{
    PostError, change,
    states::{self, Deed},
};
use crate::{
    domain::{
        actor::{Actor, Person},
        audit::Action,
        post::PostRecord,
        precondition::Precondition,
        user::UserStatus,
    },
    repositories::{DatabaseError, Executor, departures, factors, posts, roles, users},
    services::Context,
};

/// What a timer found when it fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// The post is published now.
    Published,
    /// Nothing to do: it was published, moved to another time, taken back or put away.
    NotDue,
    /// Its author may not publish any more. It stays scheduled, for its author and staff to see; who is let act again, or
    /// stays after all, has the timer set anew.
    NotAllowed,
}

/// Publishes a scheduled post if its time has come and its author still may. Asked twice, also by two processes at once,
/// it publishes once.
pub async fn publish_scheduled(context: &Context, id: PostId) -> Result<Timed, PostError> {
    let now = context.clock.now();
    let Some(record) = posts::find_record(context.database.read(), id).await? else { return Ok(Timed::NotDue) };
    if !is_due(&record, now) {
        return Ok(Timed::NotDue);
    }
    let Some(author) = author_today(context.database.read(), &record).await? else {
        return Ok(Timed::NotAllowed);
    };
    let author = &author;
    let allow = move |record: &PostRecord| match author {
        Actor::System => Ok(()),
        author => {
            change::require_editor(author, record)?;
            author.require(Permission::PostsPublish).map(drop).map_err(PostError::from)
        }
    };
    let deed = Deed { actor: author, action: Action::PostChanged };
    let published = states::step(context, id, &Precondition::Any, deed, allow, move |record| {
        if !is_due(record, now) {
            return Err(PostError::WrongState { state: record.state, verb: "published by the clock" });
        }
        record.state = PostState::Published;
        record.scheduled_at = None;
        record.published_at = record.published_at.or(Some(now));
        Ok(())
    });
    match published.await {
        Ok(_) => Ok(Timed::Published),
        // Another worker or the author was faster.
        Err(PostError::NotFound | PostError::WrongState { .. }) => Ok(Timed::NotDue),
        Err(PostError::Refused(_)) => Ok(Timed::NotAllowed),
        Err(error) => Err(error),
    }
}

fn is_due(record: &PostRecord, now: Timestamp) -> bool {
    record.state == PostState::Scheduled && record.scheduled_at.is_some_and(|at| at <= now)
}

/// The author as they may act today; `None` if the account cannot be used, or its owner leaves. What was imported for
/// somebody who has not claimed their account yet is published by the program: whoever imported it has said so, and
/// nobody else can.
async fn author_today(database: &impl Executor, record: &PostRecord) -> Result<Option<Actor>, DatabaseError> {
    let id = record.author_id;
    let Some(user) = users::find(database, id).await? else { return Ok(None) };
    match user.status {
        UserStatus::Active => {}
        UserStatus::Unclaimed if record.import_source.is_some() => return Ok(Some(Actor::System)),
        _ => return Ok(None),
    }
    if departures::find(database, id).await?.is_some() {
        return Ok(None);
    }
    let permissions = roles::permissions_of(database, id).await?;
    // Nor does the clock publish for those who could not do it by hand, for want of a second factor that a role demands.
    let must_enrol = factors::lacks_required(database, id).await?;
    let person = Person::new(id, user.card.username, permissions, user.is_email_confirmed);
    Ok(Some(Actor::Person(Person { must_enrol, ..person })))
}
