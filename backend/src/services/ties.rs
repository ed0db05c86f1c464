//! What ties an account to what others wrote and to others: likes, follows, bookmarks, blocks and mutes, when the account is shut, opened
//! again or erased.
//!
//! What a shut account did is kept and does not count, for numbers are of people who may be seen; opening it counts it
//! again. All of it happens in the transaction that changes the account, which holds it.

use broadsheet_shared::id::UserId;

use super::Context;
use crate::{
    domain::user::UserStatus,
    platform::cache::{Family, Tag},
    repositories::{
        DatabaseError, Transaction, bookmarks, follows, likes, notification_settings, notifications, shields,
        thread_mutes,
    },
};

/// Counts nothing of it any more.
pub(super) async fn uncount(tx: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    likes::count_all_of(tx, user, -1).await?;
    notifications::count_all_of(tx, user, -1).await?;
    follows::count_all_of(tx, user, -1).await
}

/// Counts it again.
pub(super) async fn count_again(tx: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    likes::count_all_of(tx, user, 1).await?;
    notifications::count_all_of(tx, user, 1).await?;
    follows::count_all_of(tx, user, 1).await
}

/// Deletes all of it, of an account that had this status until now.
pub(super) async fn erase(tx: &Transaction, user: UserId, status: UserStatus) -> Result<(), DatabaseError> {
    if status.is_public() {
        uncount(tx, user).await?;
    }
    notifications::delete_all_of(tx, user).await?;
    notification_settings::delete_all_of(tx, user).await?;
    thread_mutes::delete_all_of(tx, user).await?;
    bookmarks::delete_all_of(tx, user).await?;
    shields::delete_all_of(tx, user).await?;
    likes::delete_all_of(tx, user).await?;
    follows::delete_all_of(tx, user).await
}

/// Drops whatever shows numbers of likes and follows: which ones changed may be thousands. After the commit.
pub(super) async fn drop_cached(context: &Context) {
    let families =
        [Family::Posts, Family::Lists, Family::Comments, Family::Profiles, Family::Pages, Family::Tags, Family::Search];
    context.cache.drop_tags(&families.map(Tag::Family)).await;
}
