//! What somebody is told of, and on which ways.

use broadsheet_shared::{id::NotificationId, v2};
use uuid::Uuid;

use super::{people::MORNING, posts, user_ref};

const ID: u128 = 0x0190_c9d2_8a00_7d3c_9f00_0a1b_2c3d_4e70;

pub(in crate::http::v2) fn notification() -> v2::Notification {
    v2::Notification {
        id: NotificationId(Uuid::from_u128(ID)),
        kind: v2::NotificationType::Like,
        actors: vec![user_ref()],
        actor_count: 42,
        post: Some(post()),
        comment: None,
        verb: None,
        reason: None,
        is_read: false,
        created_at: MORNING,
        happened_at: MORNING.plus_secs(3_600),
    }
}

pub(in crate::http::v2) fn notification_list() -> v2::NotificationList {
    v2::NotificationList { items: vec![notification()], next: None, total: None, unread_count: 1 }
}

pub(in crate::http::v2) fn notification_settings() -> v2::NotificationSettings {
    let v2::SetNotificationSettings { comment, reply, mention, like, follow, post, moderation } =
        set_notification_settings();
    v2::NotificationSettings { comment, reply, mention, like, follow, post, moderation, digest_hour: 8 }
}

pub(super) fn set_notification_settings() -> v2::SetNotificationSettings {
    v2::SetNotificationSettings::from_choices(|kind| {
        let email = match kind {
            v2::NotificationType::Like => v2::NotificationEmail::Off,
            v2::NotificationType::Follow | v2::NotificationType::Post => v2::NotificationEmail::Daily,
            _ => v2::NotificationEmail::Now,
        };
        v2::NotificationChoice { in_app: true, email }
    })
}

pub(in crate::http::v2) fn muted_thread() -> v2::MutedThread {
    v2::MutedThread { post: v2::NotificationPost { is_muted: true, ..post() }, since: MORNING }
}

fn post() -> v2::NotificationPost {
    let v2::PostSummary { id, slug, title, .. } = posts::post_summary();
    v2::NotificationPost { id, path: format!("/posts/{slug}"), slug, title, is_muted: false }
}
