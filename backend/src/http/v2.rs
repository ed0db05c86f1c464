//! Version 2 of the API: its routes, one file a noun. A stranger to the other version.

use aide::axum::ApiRouter;

use super::AppState;

mod admin;
mod admin_settings;
mod audit_log;
mod auth;
mod bookmarks;
mod categories;
mod channel;
mod comments;
pub(super) mod convert;
mod credentials;
mod departure;
mod example;
mod factors;
mod follows;
mod held_comments;
mod invitations;
mod likes;
mod list;
mod mails;
mod me;
mod media;
mod notifications;
mod passkeys;
mod passwords;
mod personal_tokens;
mod posts;
mod registration;
mod registrations;
mod search;
mod second_factor;
mod sessions;
mod setup;
mod shields;
mod single;
pub(super) mod site;
mod tags;
mod users;

pub(super) use example::{current, requests};

/// All operations of version 2, relative to `/api/v2`.
pub fn router() -> ApiRouter<AppState> {
    ApiRouter::new()
        .merge(auth::routes())
        .merge(second_factor::routes())
        .merge(credentials::routes())
        .merge(registration::routes())
        .merge(passwords::routes())
        .merge(sessions::routes())
        .merge(me::routes())
        .merge(departure::routes())
        .merge(factors::routes())
        .merge(passkeys::routes())
        .merge(personal_tokens::routes())
        .merge(audit_log::routes())
        .merge(users::routes())
        .merge(posts::routes())
        .merge(comments::routes())
        .merge(likes::routes())
        .merge(bookmarks::routes())
        .merge(follows::routes())
        .merge(shields::routes())
        .merge(notifications::routes())
        .merge(search::routes())
        .merge(media::routes())
        .merge(categories::routes())
        .merge(tags::routes())
        .merge(site::routes())
        .merge(setup::routes())
        .merge(admin::routes())
        .merge(mails::routes())
        .merge(invitations::routes())
        .merge(registrations::routes())
        .merge(held_comments::routes())
        .merge(admin_settings::routes())
        .merge(channel::routes())
}
