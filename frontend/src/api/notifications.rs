//! What one is told of, which way it goes, and what is muted.

use broadsheet_shared::{
    id::{NotificationId, PostId},
    v2::{self, NotificationType},
};

use super::{
    addresses,
    client::{Api, ApiError},
};
use crate::paths::encoded;

const NOTIFICATIONS: &str = "/api/v2/me/notifications";
const SETTINGS: &str = "/api/v2/me/notification-settings";
const MUTED_THREADS: &str = "/api/v2/me/muted-threads";
/// Threads on one part of the list of those that are muted.
const THREADS_A_PART: usize = 50;

/// Which of them a list holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those of this type.
    pub kind: Option<NotificationType>,
    /// Those that are not read.
    pub is_unread: bool,
}

/// So many of them, behind a cursor or from the last one on.
pub async fn list(
    api: Api,
    filter: Filter,
    after: Option<String>,
    limit: usize,
) -> Result<v2::NotificationList, ApiError> {
    let kind = filter.kind.map(|kind| format!("&type={}", kind.as_str())).unwrap_or_default();
    let unread = if filter.is_unread { "&unread=true" } else { "" };
    let after = after.map(|cursor| format!("&after={}", encoded(&cursor))).unwrap_or_default();
    api.get(format!("{NOTIFICATIONS}?limit={limit}{kind}{unread}{after}")).fetch().await
}

/// Marks one as read, or as unread again.
pub async fn mark(api: Api, id: NotificationId, is_read: bool) -> Result<(), ApiError> {
    let change = v2::UpdateNotification { is_read: Some(is_read) };
    api.patch(format!("{NOTIFICATIONS}/{id}")).json(&change).outliving_page().finish().await
}

/// Marks those as read that every given field fits.
pub async fn read_all(api: Api, which: &v2::ReadNotifications) -> Result<(), ApiError> {
    api.post(format!("{NOTIFICATIONS}/read-all")).json(which).outliving_page().finish().await
}

/// Which way those of each type go.
pub async fn settings(api: Api) -> Result<v2::NotificationSettings, ApiError> {
    api.get(SETTINGS).fetch().await
}

/// Sets which way those of each type go.
pub async fn set_settings(
    api: Api,
    wanted: &v2::SetNotificationSettings,
) -> Result<v2::NotificationSettings, ApiError> {
    api.put(SETTINGS).json(wanted).fetch().await
}

/// A part of the threads of which one hears nothing, the last muted first.
pub async fn muted_threads(api: Api, after: Option<String>) -> Result<v2::List<v2::MutedThread>, ApiError> {
    let after = after.map(|cursor| format!("&after={}", encoded(&cursor))).unwrap_or_default();
    api.get(format!("{MUTED_THREADS}?limit={THREADS_A_PART}{after}")).fetch().await
}

/// Mutes a post and what stands beneath it, or no longer does. Either call may come twice.
pub async fn set_thread_mute(api: Api, post: PostId, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("/api/v2/posts/{post}/mute"), is_on).finish().await
}

/// Wants to be told of each post of somebody whom one follows, or no longer does. Either call may come twice.
pub async fn set_bell(api: Api, username: &str, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("{}/follow/bell", addresses::user(username)), is_on).finish().await
}
