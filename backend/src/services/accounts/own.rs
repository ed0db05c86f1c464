//! One's own account.

use broadsheet_shared::{input::ProfilePatch, value::ProfileUrl};

use super::AccountError;
use crate::{
    domain::{
        actor::{Actor, Person},
        user::Account,
    },
    platform::{
        cache::Tag,
        markdown::{Profile, RENDERER_VERSION},
    },
    repositories::{self, users::ProfileChange},
    services::{Context, newcomers, presence},
};

/// The account of the person who asks.
pub async fn own_account(context: &Context, actor: &Actor) -> Result<Account, AccountError> {
    let person = actor.signed_in()?;
    let account = repositories::accounts::find(context.database.read(), person.id).await?;
    account.ok_or(AccountError::NotFound)
}

/// Changes name, biography, picture, links, or whether one is seen to be here. An empty name shows the username.
pub async fn update_profile(context: &Context, actor: &Actor, patch: ProfilePatch) -> Result<Account, AccountError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    let change = &prepared(context, person, patch).await?;
    context
        .database
        .write(|transaction| async move {
            if let Some(Some(avatar)) = change.avatar_id
                && !repositories::users::owns_media(&transaction, person.id, avatar).await?
            {
                return Err(AccountError::UnknownPicture);
            }
            repositories::users::update_profile(&transaction, person.id, change, now).await?;
            Ok(repositories::users::index(&transaction, person.id).await?)
        })
        .await?;
    context.cache.drop_tags(&[Tag::Users, Tag::user(person.id), Tag::Search]).await;
    if change.hides_presence.is_some() {
        presence::look_again(context, &[person.id]).await;
    }
    own_account(context, actor).await
}

/// The change as it will be stored, rendered, and allowed to link as far as it does.
async fn prepared(context: &Context, person: &Person, patch: ProfilePatch) -> Result<ProfileChange, AccountError> {
    let display_name = patch.display_name.map(|name| match name.as_str() {
        "" => person.username.clone(),
        _ => name.into_string(),
    });
    let mut has_links = patch.website.as_ref().is_some_and(Option::is_some);
    has_links |= patch.links.as_ref().is_some_and(|links| !links.is_empty());
    let bio = match patch.bio {
        Some(bio) => {
            let html = context.markdown.render(bio.as_str(), Profile::Bio)?.html;
            has_links |= newcomers::links_elsewhere(context, &html);
            Some((bio.into_string(), html, RENDERER_VERSION))
        }
        None => None,
    };
    if has_links && let Some(from) = newcomers::links_from(context, person).await? {
        return Err(AccountError::LinksTooEarly(from));
    }
    Ok(ProfileChange {
        display_name,
        bio,
        avatar_id: patch.avatar_id,
        website: patch.website.map(|website| website.map(ProfileUrl::into_string)),
        links: patch.links.map(|links| links.into_iter().map(ProfileUrl::into_string).collect()),
        hides_presence: patch.hides_presence,
    })
}
