//! One's own account.

use broadsheet_shared::input::ProfilePatch;

use super::AccountError;
use crate::{
    domain::{actor::Actor, user::Account},
    platform::{
        cache::Tag,
        markdown::{Profile, RENDERER_VERSION},
    },
    repositories::{self, users::ProfileChange},
    services::Context,
};

/// The account of the person who asks.
pub async fn own_account(context: &Context, actor: &Actor) -> Result<Account, AccountError> {
    let person = actor.signed_in()?;
    let account = repositories::accounts::find(context.database.read(), person.id).await?;
    account.ok_or(AccountError::NotFound)
}

/// Changes name, biography or picture. An empty name shows the username.
pub async fn update_profile(context: &Context, actor: &Actor, patch: ProfilePatch) -> Result<Account, AccountError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    let display_name = patch.display_name.map(|name| match name.as_str() {
        "" => person.username.clone(),
        _ => name.into_string(),
    });
    let bio = match patch.bio {
        Some(bio) => {
            let html = context.markdown.render(bio.as_str(), Profile::Bio)?.html;
            Some((bio.into_string(), html, RENDERER_VERSION))
        }
        None => None,
    };
    let change = &ProfileChange { display_name, bio, avatar_id: patch.avatar_id };
    context
        .database
        .write(|transaction| async move {
            if let Some(avatar) = change.avatar_id
                && !repositories::users::owns_media(&transaction, person.id, avatar).await?
            {
                return Err(AccountError::UnknownPicture);
            }
            repositories::users::update_profile(&transaction, person.id, change, now).await?;
            Ok(repositories::users::index(&transaction, person.id).await?)
        })
        .await?;
    context.cache.drop_tags(&[Tag::Users, Tag::user(person.id), Tag::Search]).await;
    own_account(context, actor).await
}
