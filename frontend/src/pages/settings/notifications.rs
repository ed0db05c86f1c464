//! Notifications: which type goes which way, and the threads of which one hears nothing.

mod threads;
mod ways;

use leptos::prelude::*;

use self::{threads::Threads, ways::Ways};
use super::{NotLoaded, frame};
use crate::paths;

/// The page about notifications.
pub fn notification_settings_page() -> AnyView {
    frame(paths::SETTINGS_NOTIFICATIONS, view! { <Ways /> <Threads /> })
}
