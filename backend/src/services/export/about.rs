//! What the account is: the page, where it is signed in, what opens it.

use broadsheet_shared::{id::UserId, time::Timestamp};
use serde_json::{Value, json};

use super::{ExportError, words};
use crate::{
    platform::archive::{Archive, Packing},
    repositories::{
        DatabaseError, Executor, accounts, factors, passkeys, personal_tokens, recovery_codes, registrations, sessions,
        usernames,
    },
    services::Context,
};

pub(super) async fn write(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let (database, now) = (context.database.read(), context.clock.now());
    let site = context.settings.read(&context.database).await?;
    let Some(account) = accounts::find(database, user).await? else { return Ok(()) };
    let readme = words::readme(&site.name, &site.base_url, &account.user.card.username, &now.to_string());
    archive.file("", "README.txt", Packing::Deflated, now).await?;
    archive.write(readme).await?;
    let person = account.user;
    let registration = registrations::find_terms(database, user).await?;
    let profile = json!({
        "id": person.card.id,
        "username": person.card.username,
        "former_usernames": usernames::list_former_of(database, user).await?,
        "display_name": person.card.display_name,
        "email": person.email,
        "is_email_confirmed": person.is_email_confirmed,
        "pending_email": account.pending_email,
        "bio": person.bio_markdown,
        "website": person.website,
        "links": person.links,
        "avatar": person.card.avatar.map(|image| file_of(&image.url)),
        "roles": account.roles,
        "permissions": account.permissions.iter().map(|permission| permission.as_str()).collect::<Vec<_>>(),
        "hides_presence": account.hides_presence,
        "needs_second_factor": account.must_enrol,
        "registration": registration.map(|(note, version, accepted_at)| json!({
            "note": note, "terms_version": version, "terms_accepted_at": accepted_at,
        })),
        "departure": account.departure,
        "created_at": person.created_at,
    });
    file(archive, "profile.json", &profile, now).await?;
    file(archive, "sessions.json", &own_sessions(database, user, now).await?, now).await?;
    file(archive, "tokens.json", &tokens(database, user).await?, now).await?;
    file(archive, "second-factors.json", &second_factors(database, user).await?, now).await
}

/// A small file of JSON.
async fn file(archive: &Archive, name: &str, value: &Value, at: Timestamp) -> Result<(), ExportError> {
    archive.file("", name, Packing::Deflated, at).await?;
    Ok(archive.write(format!("{value:#}\n")).await?)
}

/// Where a picture of this address lies in the archive.
pub(super) fn file_of(address: &str) -> String {
    address.trim_start_matches('/').to_owned()
}

async fn own_sessions(database: &impl Executor, user: UserId, now: Timestamp) -> Result<Value, DatabaseError> {
    let found = sessions::list_of(database, user, now).await?;
    let told = found.into_iter().map(|session| {
        json!({
            "kind": session.kind.as_str(),
            "program": session.device.words(),
            "user_agent": session.device.user_agent,
            "address": session.device.address,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "ends_at": session.ends_at(),
        })
    });
    Ok(told.collect())
}

async fn tokens(database: &impl Executor, user: UserId) -> Result<Value, DatabaseError> {
    let found = personal_tokens::list_of(database, user).await?;
    let told = found.into_iter().map(|token| {
        json!({
            "name": token.name,
            "scopes": token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
            "created_at": token.created_at,
            "expires_at": token.expires_at,
            "last_used_at": token.last_used_at,
        })
    });
    Ok(told.collect())
}

async fn second_factors(database: &impl Executor, user: UserId) -> Result<Value, DatabaseError> {
    let totp = factors::find_totp(database, user).await?.and_then(|totp| totp.confirmed_at);
    let passkeys = passkeys::list_of(database, user).await?.into_iter().map(|passkey| {
        json!({
            "name": passkey.name, "created_at": passkey.created_at, "last_used_at": passkey.last_used_at,
        })
    });
    Ok(json!({
        "authenticator_app_since": totp,
        "recovery_codes_left": recovery_codes::count_left(database, user).await?,
        "passkeys": passkeys.collect::<Value>(),
    }))
}
