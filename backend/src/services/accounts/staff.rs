//! Accounts as staff see and change them.

use broadsheet_shared::{id::UserId, input::StaffPatch, permission::Permission, value::canonical_name};

use super::{AccountError, confirm::move_address, create::announce, roles::require_reach};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        page::{Page, Part},
        user::{StaffFilter, StaffView, UserStatus, Who},
    },
    platform::markdown::{Profile, RENDERER_VERSION},
    repositories::{self, Executor, Transaction, users::ProfileChange},
    services::{Context, audit},
};

/// Whoever may do something to accounts may look them up.
const STAFF: &[Permission] =
    &[Permission::UsersReadPrivate, Permission::UsersSuspend, Permission::UsersManage, Permission::RolesManage];

/// One account. Address and last visit are for those who may see what is private.
pub async fn for_staff(context: &Context, actor: &Actor, who: &Who) -> Result<StaffView, AccountError> {
    actor.require_any(STAFF)?;
    let user = repositories::users::find_who(context.database.read(), who).await?;
    view(context, actor, user.ok_or(AccountError::NotFound)?.card.id).await
}

/// The account after a command, for the actor who gave it.
pub(super) async fn view(context: &Context, actor: &Actor, id: UserId) -> Result<StaffView, AccountError> {
    let view = repositories::accounts::find_for_staff(context.database.read(), id).await?;
    let view = view.ok_or(AccountError::NotFound)?;
    Ok(if actor.may(Permission::UsersReadPrivate) { view } else { without_private(view) })
}

/// Accounts, whatever their status, by canonical name.
pub async fn list_for_staff(
    context: &Context,
    actor: &Actor,
    filter: &StaffFilter,
    part: &Part<String>,
) -> Result<Page<StaffView, String>, AccountError> {
    let person = actor.require_any(STAFF)?;
    let database = context.database.read();
    let rows = repositories::accounts::list_for_staff(database, filter, part.after.as_deref(), part.rows()).await?;
    let mut page = part.page(rows, |view| canonical_name(&view.user.card.username));
    if part.counts {
        page.total = Some(repositories::accounts::count_for_staff(database, filter).await?);
    }
    if !person.may(Permission::UsersReadPrivate) {
        page.items = page.items.into_iter().map(without_private).collect();
    }
    Ok(page)
}

fn without_private(mut view: StaffView) -> StaffView {
    view.user.email = None;
    view.pending_email = None;
    view.last_seen_at = None;
    view
}

/// Changes somebody's profile, or takes their address as confirmed.
pub async fn revise(
    context: &Context,
    actor: &Actor,
    who: &Who,
    patch: &StaffPatch,
) -> Result<StaffView, AccountError> {
    actor.allow(Permission::UsersManage)?;
    let bio = match &patch.bio {
        Some(bio) => {
            Some((bio.to_string(), context.markdown.render(bio.as_str(), Profile::Bio)?.html, RENDERER_VERSION))
        }
        None => None,
    };
    let bio = &bio;
    let id = context
        .database
        .write(|tx| async move {
            let id = hold(&tx, who).await?;
            let authority = repositories::roles::authority_of(&tx, actor).await?;
            require_reach(&tx, &authority, id).await?;
            if patch.display_name.is_some() || bio.is_some() {
                change_profile(context, &tx, actor, id, patch, bio.clone()).await?;
            }
            if patch.confirms_email {
                confirm_email(context, &tx, actor, id).await?;
            }
            Ok::<_, AccountError>(id)
        })
        .await?;
    context.standings.forget_user(id);
    announce(context, id).await;
    view(context, actor, id).await
}

async fn change_profile(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    id: UserId,
    patch: &StaffPatch,
    bio: Option<(String, String, i32)>,
) -> Result<(), AccountError> {
    let user = repositories::users::find(tx, id).await?.ok_or(AccountError::NotFound)?;
    let display_name = patch.display_name.as_ref().map(|name| match name.as_str() {
        "" => user.card.username.clone(),
        name => name.to_owned(),
    });
    let change = ProfileChange { display_name, bio, ..ProfileChange::default() };
    repositories::users::update_profile(tx, id, &change, context.clock.now()).await?;
    repositories::users::index(tx, id).await?;
    if !actor.is(id) {
        audit::record(context, tx, Entry::new(Action::ProfileChanged).by(actor).of(id)).await?;
    }
    Ok(())
}

/// Takes an account's address as confirmed; or, if it is already, the one that waits to take its place.
pub async fn confirm(context: &Context, actor: &Actor, username: &str) -> Result<UserId, AccountError> {
    actor.allow(Permission::UsersManage)?;
    let who = &Who::parse(username);
    let id = context
        .database
        .write(|tx| async move {
            let id = hold(&tx, who).await?;
            confirm_email(context, &tx, actor, id).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    context.standings.forget_user(id);
    announce(context, id).await;
    Ok(id)
}

async fn confirm_email(context: &Context, tx: &Transaction, actor: &Actor, id: UserId) -> Result<(), AccountError> {
    let contact = repositories::users::lock_contact(tx, id).await?.ok_or(AccountError::NotFound)?;
    let change = repositories::email_changes::find_open(tx, id).await?;
    if let Some(change) = change.filter(|_| contact.is_confirmed) {
        let changed = Entry::new(Action::EmailChanged).by(actor).of(id);
        return move_address(context, tx, &contact, &change, changed).await;
    }
    repositories::users::confirm_email(tx, id, context.clock.now()).await?;
    Ok(audit::record(context, tx, Entry::new(Action::EmailConfirmed).by(actor).of(id)).await?)
}

/// The account that is meant, unless its owner has given it up.
pub(super) async fn find(database: &impl Executor, who: &Who) -> Result<UserId, AccountError> {
    let user = repositories::users::find_who(database, who).await?;
    let user = user.filter(|user| user.status != UserStatus::Deleted);
    user.map(|user| user.card.id).ok_or(AccountError::NotFound)
}

/// The same, held until the transaction ends: of who is erased at that moment nothing is written any more.
pub(super) async fn hold(tx: &Transaction, who: &Who) -> Result<UserId, AccountError> {
    let id = find(tx, who).await?;
    let status = repositories::users::lock(tx, id).await?;
    status.filter(|status| *status != UserStatus::Deleted).map(|_| id).ok_or(AccountError::NotFound)
}
