//! Presence: who is at the site, and who is at a post.
//!
//! Each process writes down who is at its own sockets, once a second what changed, and that it is still there, every few
//! seconds. So two processes need no more than their database to tell the same, a person with three windows is one, and
//! a process that dies takes its people along. The bus only says where to look again. Who does not want to be seen is not
//! counted, and nobody is shown to those from whom they are hidden.

use std::collections::HashMap;

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};

use super::Context;
use crate::{
    domain::{
        event::Event,
        presence::{Changes, Presence, ProcessId},
    },
    repositories::{DatabaseError, presence, shields},
};

/// A process that was not seen for so long is gone, with all who were there.
const GONE_AFTER_SECS: i64 = 20;
/// Posts named in one word to the other processes.
const POSTS_A_WORD: usize = 100;

fn since(context: &Context) -> Timestamp {
    context.clock.now().plus_secs(-GONE_AFTER_SECS)
}

/// Says that a process is there, and forgets those that are gone. False if nothing is known of what it said before.
pub async fn beat(context: &Context, process: ProcessId) -> Result<bool, DatabaseError> {
    let (now, since) = (context.clock.now(), since(context));
    context
        .database
        .write(|tx| async move {
            let is_known = presence::beat(&tx, process, now).await?;
            presence::sweep(&tx, since).await?;
            Ok(is_known)
        })
        .await
}

/// Writes down what a process says anew, and tells the others at which posts. The process must be known.
pub async fn say(context: &Context, process: ProcessId, changes: &Changes) -> Result<(), DatabaseError> {
    context.database.write(|tx| async move { presence::update(&tx, process, changes).await }).await?;
    let mut posts: Vec<PostId> = changes.readers.iter().map(|(post, ..)| *post).collect();
    posts.extend(changes.gone.iter().map(|(post, _)| *post));
    posts.extend(changes.strangers.iter().map(|(post, _)| *post));
    stir(context, posts);
    Ok(())
}

/// Forgets a process that ends.
pub async fn leave(context: &Context, process: ProcessId) -> Result<(), DatabaseError> {
    context.database.write(|tx| async move { presence::delete(&tx, process).await }).await
}

/// Who is at these posts. Those at which nobody is are left out.
pub async fn at(context: &Context, posts: &[PostId]) -> Result<HashMap<PostId, Presence>, DatabaseError> {
    presence::list(context.database.read(), posts, since(context), context.clock.now()).await
}

/// How many sockets and event streams somebody has at other processes, as of a second ago.
pub async fn lines_elsewhere(context: &Context, user: UserId, process: ProcessId) -> Result<u64, DatabaseError> {
    presence::count_elsewhere(context.database.read(), user, process, since(context)).await
}

/// Whether somebody is here, as another may know.
pub(super) async fn is_online(context: &Context, viewer: UserId, user: UserId) -> Result<bool, DatabaseError> {
    let database = context.database.read();
    let is_hidden = !shields::list_hidden(database, viewer, &[user]).await?.is_empty();
    Ok(!is_hidden && presence::is_online(database, user, since(context)).await?)
}

/// Has every process look again at the posts where these people are: who may see them has changed. After the commit,
/// which stands whether or not this can be told: within some seconds every post is looked at anyway.
pub(super) async fn look_again(context: &Context, people: &[UserId]) {
    if let Ok(posts) = presence::list_posts_of(context.database.read(), people).await {
        stir(context, posts);
    }
}

fn stir(context: &Context, mut posts: Vec<PostId>) {
    posts.sort_unstable();
    posts.dedup();
    for some in posts.chunks(POSTS_A_WORD) {
        context.events.publish_event(Event::PresenceStirred { posts: some.to_vec() });
    }
}
