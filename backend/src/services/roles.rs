//! Roles themselves: the built-in ones and those that a site's owners make. Who holds them is the accounts' matter.

mod error;

use broadsheet_shared::{
    id::RoleId,
    input::{NewRole, RolePatch},
    permission::{Permission, PermissionSet},
    v2,
};
pub use error::{NewcomersRoleError, RoleError};

use super::{Context, audit, context::setting_key};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        role::{Authority, Role, fit_for_newcomers},
        user::role,
    },
    repositories::{self, Database, Transaction},
};

/// A site that needs more has stopped reading them.
const MAX_ROLES: i64 = 100;

/// Every role, lowest first.
pub async fn all(context: &Context, actor: &Actor) -> Result<Vec<Role>, RoleError> {
    actor.allow(Permission::RolesManage)?;
    Ok(repositories::roles::list(context.database.read()).await?)
}

/// The role of that name.
pub async fn find(context: &Context, actor: &Actor, name: &str) -> Result<Role, RoleError> {
    actor.allow(Permission::RolesManage)?;
    repositories::roles::find_whole(context.database.read(), name).await?.ok_or(RoleError::NotFound)
}

/// Every permission that this program knows, with what it lets a person do.
pub async fn permissions(context: &Context, actor: &Actor) -> Result<Vec<v2::PermissionInfo>, RoleError> {
    actor.allow(Permission::RolesManage)?;
    let stored = repositories::roles::list_permissions(context.database.read()).await?;
    let known = stored.into_iter().filter_map(|(name, description)| {
        let name: Permission = name.parse().ok()?;
        Some(v2::PermissionInfo { name, description, scope: name.scope() })
    });
    Ok(known.collect())
}

/// Makes a role that allows nothing that the actor lacks and stands no higher than they do.
pub async fn create(context: &Context, actor: &Actor, new: &NewRole) -> Result<Role, RoleError> {
    actor.allow(Permission::RolesManage)?;
    let role = &Role {
        id: context.ids.next(),
        name: new.name.to_string(),
        label: new.label.to_string(),
        is_built_in: false,
        position: new.position.into(),
        permissions: new.permissions.clone(),
        requires_second_factor: new.requires_second_factor,
        member_count: 0,
    };
    context
        .database
        .write(|tx| async move {
            repositories::roles::lock(&tx).await?;
            let authority = repositories::roles::authority_of(&tx, actor).await?;
            authority.reaches(role.position)?;
            authority.may_give(&role.permissions)?;
            if repositories::roles::count(&tx).await? >= MAX_ROLES {
                return Err(RoleError::TooMany(MAX_ROLES));
            }
            repositories::roles::insert(&tx, role).await?;
            Ok(audit::record(context, &tx, Entry::new(Action::RoleCreated).by(actor).about(role.id)).await?)
        })
        .await?;
    Ok(role.clone())
}

/// Changes a role. Access tokens of all who hold it answer `token.stale` from then on, if it allows or demands something
/// else.
pub async fn revise(context: &Context, actor: &Actor, name: &str, patch: &RolePatch) -> Result<Role, RoleError> {
    actor.allow(Permission::RolesManage)?;
    let role = context
        .database
        .write(|tx| async move {
            repositories::roles::lock(&tx).await?;
            let before = repositories::roles::find_whole(&tx, name).await?.ok_or(RoleError::NotFound)?;
            let authority = repositories::roles::authority_of(&tx, actor).await?;
            let after = patched(&before, patch, &authority)?;
            if after == before {
                return Ok(before);
            }
            if let (true, Some(right)) = (after.name == newcomers_role(context, &tx).await?, after.staff_right()) {
                return Err(RoleError::StaffForNewcomers(right));
            }
            repositories::roles::update(&tx, &after).await?;
            let demands_more = after.requires_second_factor != before.requires_second_factor;
            if after.permissions != before.permissions || demands_more {
                repositories::users::raise_session_versions_of(&tx, after.id).await?;
            }
            record_change(context, &tx, actor, &before, &after).await?;
            Ok::<_, RoleError>(after)
        })
        .await?;
    context.standings.forget_all();
    Ok(role)
}

/// The role as it would be, if the actor may make it so.
fn patched(before: &Role, patch: &RolePatch, authority: &Authority) -> Result<Role, RoleError> {
    authority.reaches(before.position)?;
    let mut after = before.clone();
    if let Some(label) = &patch.label {
        after.label = label.to_string();
    }
    if let Some(position) = patch.position {
        after.position = position.into();
        authority.reaches(after.position)?;
    }
    if let Some(permissions) = &patch.permissions {
        // What the role allows already, the actor need not have.
        let added: PermissionSet = before.permissions.lacks(permissions).collect();
        authority.may_give(&added)?;
        after.permissions = permissions.clone();
    }
    if let Some(requires_second_factor) = patch.requires_second_factor {
        after.requires_second_factor = requires_second_factor;
    }
    if before.is_built_in && after.position != before.position {
        return Err(RoleError::BuiltIn("Built-in roles stay where they are."));
    }
    // Whoever administrates the site must be able to mend everything, this role included.
    if before.name == role::ADMIN && after.permissions != before.permissions {
        return Err(RoleError::BuiltIn("The administrators' role keeps every permission."));
    }
    Ok(after)
}

async fn record_change(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    before: &Role,
    after: &Role,
) -> Result<(), RoleError> {
    let mut entry = Entry::new(Action::RoleChanged).by(actor).about(after.id);
    for permission in before.permissions.lacks(&after.permissions) {
        entry = entry.with("allowed", permission);
    }
    for permission in after.permissions.lacks(&before.permissions) {
        entry = entry.with("no_longer_allowed", permission);
    }
    if after.position != before.position {
        entry = entry.with("position", after.position);
    }
    if after.requires_second_factor != before.requires_second_factor {
        entry = entry.with("requires_second_factor", after.requires_second_factor);
    }
    Ok(audit::record(context, tx, entry).await?)
}

/// Deletes a role of the owners' own that nobody holds and no new account gets.
pub async fn delete(context: &Context, actor: &Actor, name: &str) -> Result<(), RoleError> {
    actor.allow(Permission::RolesManage)?;
    context
        .database
        .write(|tx| async move {
            repositories::roles::lock(&tx).await?;
            let role = repositories::roles::find_whole(&tx, name).await?.ok_or(RoleError::NotFound)?;
            repositories::roles::authority_of(&tx, actor).await?.reaches(role.position)?;
            if role.is_built_in {
                return Err(RoleError::BuiltIn("Built-in roles cannot be deleted."));
            }
            if role.name == newcomers_role(context, &tx).await? {
                return Err(RoleError::GivenToNewcomers);
            }
            if role.member_count > 0 {
                return Err(RoleError::InUse(role.member_count));
            }
            delete_unused(context, &tx, actor, role.id).await
        })
        .await
}

/// The role that new accounts get, as it stands behind the lock, which whoever chooses another takes too: the settings
/// that lie ready may be a second old.
async fn newcomers_role(context: &Context, tx: &Transaction) -> Result<String, RoleError> {
    let stored = repositories::settings::find(tx, setting_key::REGISTRATION_DEFAULT_ROLE).await?;
    Ok(stored.unwrap_or_else(|| context.config.registration.default_role.clone()))
}

async fn delete_unused(context: &Context, tx: &Transaction, actor: &Actor, id: RoleId) -> Result<(), RoleError> {
    repositories::roles::delete(tx, id).await?;
    Ok(audit::record(context, tx, Entry::new(Action::RoleDeleted).by(actor).about(id)).await?)
}

/// The role that new accounts get, if there is one of that name and it gives nobody rights over others.
pub async fn of_newcomers(database: &Database, name: &str) -> Result<Role, NewcomersRoleError> {
    Ok(fit_for_newcomers(name, repositories::roles::find_whole(database.read(), name).await?)?)
}
