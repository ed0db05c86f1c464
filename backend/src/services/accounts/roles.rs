//! Who holds which role. Nobody gives what they lack, touches what stands above them, or takes the last administrator
//! away; all of it is judged inside the transaction, behind one lock, so that two of the staff cannot undo each other.

use broadsheet_shared::{id::UserId, permission::Permission, value::RoleName};

use super::{AccountError, staff};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        role::{Authority, Role},
        user::{StaffView, Who, role},
    },
    repositories::{self, Executor, Transaction},
    services::{Context, audit},
};

/// Gives a person exactly these roles. Their access tokens answer `token.stale` from then on.
pub async fn set_roles(
    context: &Context,
    actor: &Actor,
    who: &Who,
    names: &[RoleName],
) -> Result<StaffView, AccountError> {
    actor.allow(Permission::RolesManage)?;
    let id = context
        .database
        .write(|tx| async move {
            repositories::roles::lock(&tx).await?;
            let id = staff::hold(&tx, who).await?;
            let all = repositories::roles::list(&tx).await?;
            let mut wanted = Vec::with_capacity(names.len());
            for (index, name) in names.iter().enumerate() {
                let role = all.iter().find(|role| role.name == name.as_str());
                wanted.push(role.ok_or(AccountError::NoSuchRole { index })?);
            }
            change(context, &tx, actor, id, &all, &wanted).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    tell(context, id);
    staff::view(context, actor, id).await
}

/// Gives an account a further role.
pub async fn promote(context: &Context, actor: &Actor, username: &str, role: &str) -> Result<UserId, AccountError> {
    actor.allow(Permission::RolesManage)?;
    let who = &Who::parse(username);
    let id = context
        .database
        .write(|tx| async move {
            repositories::roles::lock(&tx).await?;
            let id = staff::hold(&tx, who).await?;
            let all = repositories::roles::list(&tx).await?;
            let held = repositories::roles::list_names_of(&tx, id).await?;
            if !all.iter().any(|known| known.name == role) {
                return Err(AccountError::UnknownRole);
            }
            let wanted: Vec<_> = all.iter().filter(|known| known.name == role || held.contains(&known.name)).collect();
            change(context, &tx, actor, id, &all, &wanted).await?;
            Ok(id)
        })
        .await?;
    tell(context, id);
    Ok(id)
}

/// From the roles that are held to those that are wanted.
async fn change(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    id: UserId,
    all: &[Role],
    wanted: &[&Role],
) -> Result<(), AccountError> {
    let names = repositories::roles::list_names_of(tx, id).await?;
    let held: Vec<&Role> = all.iter().filter(|role| names.contains(&role.name)).collect();
    let granted: Vec<&Role> = wanted.iter().copied().filter(|role| !held.contains(role)).collect();
    let revoked: Vec<&Role> = held.iter().copied().filter(|role| !wanted.contains(role)).collect();
    if granted.is_empty() && revoked.is_empty() {
        return Ok(());
    }
    // First of all: of two administrators who demote each other the second has lost its rights by now, and learns why.
    if revoked.iter().any(|role| role.name == role::ADMIN) {
        require_another_admin(tx, id).await?;
    }
    let authority = repositories::roles::authority_of(tx, actor).await?;
    require_reach(tx, &authority, id).await?;
    judge(&authority, &granted, &revoked)?;
    let mut entry = Entry::new(Action::RolesChanged).by(actor).of(id);
    for role in granted {
        repositories::roles::grant(tx, id, role.id, actor.user_id(), context.clock.now()).await?;
        entry = entry.with("granted", role.id);
    }
    for role in revoked {
        repositories::roles::revoke(tx, id, role.id).await?;
        entry = entry.with("revoked", role.id);
    }
    repositories::users::raise_session_version(tx, id).await?;
    Ok(audit::record(context, tx, entry).await?)
}

fn judge(authority: &Authority, granted: &[&Role], revoked: &[&Role]) -> Result<(), AccountError> {
    let out_of_reach = |role: &Role, reason| AccountError::RoleOutOfReach { role: role.name.clone(), reason };
    for role in granted.iter().chain(revoked) {
        authority.reaches(role.position).map_err(|reason| out_of_reach(role, reason))?;
    }
    for role in granted {
        authority.may_give(&role.permissions).map_err(|reason| out_of_reach(role, reason))?;
    }
    Ok(())
}

/// Nobody touches a person above them.
pub(super) async fn require_reach(
    database: &impl Executor,
    authority: &Authority,
    id: UserId,
) -> Result<(), AccountError> {
    let rank = repositories::roles::rank_of(database, id).await?;
    authority.reaches(rank).map_err(|_| AccountError::Outranked)
}

/// Somebody must be left who can administrate the site (SECURITY B11). Asked behind the lock on all roles.
pub(super) async fn require_another_admin(tx: &Transaction, id: UserId) -> Result<(), AccountError> {
    if repositories::roles::is_last_admin(tx, id).await? { Err(AccountError::LastAdmin) } else { Ok(()) }
}

fn tell(context: &Context, id: UserId) {
    context.standings.forget_user(id);
    // Whether the site needs its set-up link depends on there being an administrator.
    context.settings.forget();
}
