//! Roles as the program knows them.

use broadsheet_shared::{
    id::RoleId,
    permission::{Permission, PermissionSet},
};

/// A role with what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The role.
    pub id: RoleId,
    /// The one-of-a-kind name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// True for the roles that every site has.
    pub is_built_in: bool,
    /// How high it stands.
    pub position: i64,
    /// What it allows.
    pub permissions: PermissionSet,
    /// Whether who holds it needs a second factor.
    pub requires_second_factor: bool,
    /// How many people hold it.
    pub member_count: u64,
}

impl Role {
    /// A right over others that it allows, if there is one: then it is no role for those who just come.
    pub fn staff_right(&self) -> Option<Permission> {
        self.permissions.iter().find(|permission| permission.is_for_staff())
    }
}

/// Why a role cannot be the one that every new account gets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitForNewcomers {
    /// There is no such role.
    #[error("there is no role `{role}`")]
    Missing {
        /// The name that was given.
        role: String,
    },
    /// Whoever makes an account would be staff.
    #[error("the role `{role}` allows {right}, and new accounts never get rights over others")]
    Staff {
        /// The role's name.
        role: String,
        /// The first such right.
        right: Permission,
    },
}

/// The role of that name, if everybody who makes an account may get it.
pub fn fit_for_newcomers(name: &str, role: Option<Role>) -> Result<Role, UnfitForNewcomers> {
    let role = role.ok_or_else(|| UnfitForNewcomers::Missing { role: name.to_owned() })?;
    match role.staff_right() {
        Some(right) => Err(UnfitForNewcomers::Staff { role: role.name, right }),
        None => Ok(role),
    }
}

/// What somebody may do with roles: read afresh, inside the transaction that acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// What their roles add up to.
    pub permissions: PermissionSet,
    /// The place of their highest role; 0 without any.
    pub rank: i64,
}

/// Why somebody may not touch a role, or a person who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutOfReach {
    /// It stands above them.
    #[error("It stands above your own highest role.")]
    Above,
    /// It allows what they lack.
    #[error("It allows {0}, which you lack yourself.")]
    Lacking(Permission),
}

impl Authority {
    /// The program itself: above everybody.
    pub fn of_the_program() -> Self {
        Self { permissions: Permission::ALL.iter().copied().collect(), rank: i64::MAX }
    }

    /// Nobody touches what stands above them: a role at that place, or a person of that rank.
    pub fn reaches(&self, position: i64) -> Result<(), OutOfReach> {
        if position > self.rank { Err(OutOfReach::Above) } else { Ok(()) }
    }

    /// Nobody gives what they lack.
    pub fn may_give(&self, permissions: &PermissionSet) -> Result<(), OutOfReach> {
        match self.permissions.lacks(permissions).next() {
            Some(lacking) => Err(OutOfReach::Lacking(lacking)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reaches_above_themselves_or_gives_what_they_lack() {
        use Permission::{PostsModerate, PostsWrite, RolesManage};
        let authority = Authority { permissions: [PostsWrite, RolesManage].into_iter().collect(), rank: 300 };

        assert_eq!((authority.reaches(300), authority.reaches(301)), (Ok(()), Err(OutOfReach::Above)));
        assert_eq!(authority.may_give(&[PostsWrite].into_iter().collect()), Ok(()));
        let more = [PostsModerate, PostsWrite].into_iter().collect();
        assert_eq!(authority.may_give(&more), Err(OutOfReach::Lacking(PostsModerate)));
        assert!(Authority::of_the_program().may_give(&Permission::ALL.iter().copied().collect()).is_ok());
    }
}
