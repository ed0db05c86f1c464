//! Writing down what happens to people, in the transaction of the deed, and waking those who listen.
//!
//! Whoever does something that concerns somebody calls [`tell`], and [`take_back`] where it is undone. Here is decided
//! whether anything is written: nobody hears of what they do themselves, of people who are hidden from them, of threads that
//! they have muted, of types that they have turned off. What many do to one thing is put together while it is unread, for
//! a day at most, and costs two writes each: an entry, and the row that counts it; where its person is told of it, a third
//! that says how far their stream is. Who takes something back and does it again within that day has done it once.

use std::collections::BTreeMap;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
    v2::{NotificationChoice, NotificationEmail, NotificationVerb},
};

use super::Context;
use crate::{
    domain::{
        actor::Actor,
        comment::Comment,
        job::{Job, NewJob},
        notification::{About, GROUP_SECS, Notice, Open, Posting, Subject, TOLD_EVERY_SECS},
        stream::Stream,
    },
    repositories::{DatabaseError, Transaction, follows, jobs, notifications, streams},
};

/// People who are woken at once where something is deleted for good that they were told of.
const MOST_BEREFT: usize = 1_000;

/// Tells a person what happened. False if they are to hear nothing of such a thing.
pub(super) async fn tell(context: &Context, tx: &Transaction, notice: &Notice) -> Result<bool, DatabaseError> {
    if notice.by == Some(notice.to) {
        return Ok(false);
    }
    let mut choice = notifications::find_way(tx, notice).await?;
    if let Some(choice) = choice.as_mut().filter(|_| !context.mails_deeds()) {
        choice.email = NotificationEmail::Off;
    }
    let Some(choice) = choice.filter(|choice| choice.in_app || choice.email != NotificationEmail::Off) else {
        return Ok(false);
    };
    let now = context.clock.now();
    let is_told = match put_back(tx, notice, choice, now).await? {
        Some(is_told) => is_told,
        None => write_down(context, tx, notice, choice, now).await? && choice.in_app,
    };
    if is_told {
        wake(tx, notice.to).await?;
    }
    Ok(true)
}

/// Has somebody who took it back in again where they were, as it was left: what was read is not news, what was mailed is
/// not mailed twice. `None` if they were nowhere, or too long ago; else whether the number of unread ones changed.
async fn put_back(
    tx: &Transaction,
    notice: &Notice,
    choice: NotificationChoice,
    now: Timestamp,
) -> Result<Option<bool>, DatabaseError> {
    if !notice.about.gathers_people() {
        return Ok(None);
    }
    let posting = Posting::of(choice.email, None, now);
    notifications::restore_entry(tx, notice, now.plus_secs(-GROUP_SECS), posting).await
}

/// Puts it to what it belongs to, or begins anew. True if that is worth telling.
async fn write_down(
    context: &Context,
    tx: &Transaction,
    notice: &Notice,
    choice: NotificationChoice,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let about = notice.about;
    if let About::Comment { comment, .. } | About::Reply { comment, .. } = about
        && notifications::exists_of_comment(tx, notice, comment).await?
    {
        // Held back and shown again, it is no news.
        return Ok(false);
    }
    let open = if about.is_told_once() {
        None
    } else {
        notifications::lock_open(tx, notice, now.plus_secs(-GROUP_SECS)).await?
    };
    let posting = Posting::of(choice.email, open.as_ref(), now);
    let Some(open) = open else {
        let id = context.ids.next();
        let is_new = notifications::insert(tx, id, notice, choice.in_app, posting, now).await?;
        return Ok(is_new && notifications::insert_entry(tx, id, notice, now).await?);
    };
    if !notifications::insert_entry(tx, open.id, notice, now).await? {
        return Ok(false);
    }
    // Of thousands who like a post its author need not hear one by one.
    let is_news = !about.gathers_people() || open.is_empty || open.told_at.plus_secs(TOLD_EVERY_SECS) <= now;
    let open = Open { told_at: if is_news { now } else { open.told_at }, ..open };
    notifications::grow(tx, &open, notice, choice.in_app, posting, now).await?;
    Ok(is_news)
}

/// Takes somebody out of what a person was told, and out of sight all of it if nobody else was in it. For a day it is kept
/// that they were there: to do it once more is no news.
pub(super) async fn take_back(context: &Context, tx: &Transaction, notice: &Notice) -> Result<(), DatabaseError> {
    let mut has_fewer = false;
    for id in notifications::withdraw_entry(tx, notice, context.clock.now().plus_secs(-GROUP_SECS)).await? {
        has_fewer |= notifications::silence_if_empty(tx, id).await?;
    }
    if has_fewer {
        wake(tx, notice.to).await?;
    }
    Ok(())
}

/// Says to whoever listens for this person that their notifications are others now.
pub(super) async fn wake(tx: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    streams::advance(tx, Stream::Notifications(user)).await?;
    Ok(())
}

/// The same for several, whose streams are held to the end: in the order of ids, or two transactions wait for each other.
pub(super) async fn wake_all(tx: &Transaction, mut users: Vec<UserId>) -> Result<(), DatabaseError> {
    users.sort_unstable();
    for user in users {
        wake(tx, user).await?;
    }
    Ok(())
}

/// The same for all who were told of something that comes out of sight in this transaction, or into it again. Where they may
/// be many, a job does it.
pub(super) async fn wake_told(context: &Context, tx: &Transaction, of: Subject) -> Result<(), DatabaseError> {
    if let Some(few) = notifications::list_few_told(tx, of).await? {
        return wake_all(tx, few).await;
    }
    let now = context.clock.now();
    jobs::insert(tx, &NewJob::new(context.ids.next(), &Job::WakeTold { of, after: None }, now, now)).await?;
    Ok(())
}

/// The same for what this transaction deletes for good, before it does: afterwards no job would find them. Who is one of
/// more than a thousand hears the number with what is told to them next.
pub(super) async fn wake_bereft(tx: &Transaction, of: Subject) -> Result<(), DatabaseError> {
    wake_all(tx, notifications::list_told(tx, of, None, MOST_BEREFT).await?).await
}

/// Tells those whom a comment concerns that everybody can read from now on: whom it answers, whom it names, beneath whose
/// post it stands. Each hears of it once, by the first of these of which they want to hear.
pub(super) async fn commented(
    context: &Context,
    tx: &Transaction,
    comment: &Comment,
    named: &[UserId],
) -> Result<(), DatabaseError> {
    let (post, id) = (comment.post_id, comment.id);
    let Some(concerned) = notifications::find_concerned(tx, post, comment.parent_id).await? else { return Ok(()) };
    // By the order of people, whose streams are held to the end: two who answer one another at once do not wait for each
    // other.
    let mut told: BTreeMap<UserId, Vec<About>> = BTreeMap::new();
    if let Some((to, author)) = concerned.parent {
        told.entry(author).or_default().push(About::Reply { post, to, comment: id });
    }
    for user in named {
        told.entry(*user).or_default().push(About::Mention { post, comment: Some(id) });
    }
    told.entry(concerned.host).or_default().push(About::Comment { post, comment: id });
    for (to, ways) in told {
        for about in ways {
            if tell(context, tx, &Notice { to, by: Some(comment.author.id), about }).await? {
                break;
            }
        }
    }
    Ok(())
}

/// Tells people that a post, or a comment beneath it, names them: once, however often it is changed. To be called when
/// everybody can read it; of a comment that is new, [`commented`] tells.
pub async fn mentioned(
    context: &Context,
    tx: &Transaction,
    (by, post, comment): (UserId, PostId, Option<CommentId>),
    named: &[UserId],
) -> Result<(), DatabaseError> {
    let mut named = named.to_vec();
    named.sort_unstable();
    named.dedup();
    for to in named {
        tell(context, tx, &Notice { to, by: Some(by), about: About::Mention { post, comment } }).await?;
    }
    Ok(())
}

/// Tells the author of a comment that it waits for staff.
pub(super) async fn held(context: &Context, tx: &Transaction, comment: &Comment) -> Result<(), DatabaseError> {
    let about =
        About::Moderation { verb: NotificationVerb::CommentHeld, post: comment.post_id, comment: Some(comment.id) };
    tell(context, tx, &Notice { to: comment.author.id, by: None, about }).await?;
    Ok(())
}

/// Tells somebody what another person did with what they wrote; not who that was.
pub(super) async fn moderated(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    to: UserId,
    (verb, post, comment): (NotificationVerb, PostId, Option<CommentId>),
) -> Result<(), DatabaseError> {
    if actor.person().is_some() && !actor.is(to) {
        let about = About::Moderation { verb, post, comment };
        tell(context, tx, &Notice { to, by: None, about }).await?;
    }
    Ok(())
}

/// Wakes those for whom something is gone, or there again, because a comment is.
pub(super) async fn touched(tx: &Transaction, comment: CommentId) -> Result<(), DatabaseError> {
    for user in notifications::list_touched_by_comment(tx, comment).await? {
        wake(tx, user).await?;
    }
    Ok(())
}

/// The same for a comment that never comes back, and takes its likes along.
pub(super) async fn bereft(tx: &Transaction, comment: CommentId) -> Result<(), DatabaseError> {
    touched(tx, comment).await?;
    notifications::delete_likes_of_comment(tx, comment).await
}

/// Has those told of a post, published for the first time, who follow its author with the bell on. They may be many: a job
/// does it, and only where there is anybody.
pub(super) async fn published(
    context: &Context,
    tx: &Transaction,
    author: UserId,
    post: PostId,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    if follows::exists_bell(tx, author).await? {
        let job = Job::NotifyFollowers { post };
        let key = format!("notify_followers {post}");
        jobs::insert(tx, &NewJob::new(context.ids.next(), &job, now, now).once(key)).await?;
    }
    Ok(())
}
