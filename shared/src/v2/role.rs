//! Roles and permissions: rows that the site's owners keep.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::RoleId,
    input::{NewRole, RolePatch},
    permission::Permission,
    scope::Scope,
    value::{RoleLabel, RoleName, ValueError},
};

/// Greatest place of a role; administrators stand there.
pub const MAX_ROLE_POSITION: u32 = 1000;

/// A role with what it allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// The role, as entries of the audit log name it.
    pub id: RoleId,
    /// The one-of-a-kind name, as in `/admin/roles/{role}`.
    #[schemars(length(max = 30))]
    pub name: String,
    /// What people call it.
    #[schemars(length(max = 60))]
    pub label: String,
    /// True for the roles that every site has; they cannot be deleted.
    pub is_built_in: bool,
    /// How high it stands, 1 to 1,000: nobody touches a role or a person above their own highest role.
    pub position: u32,
    /// What it allows.
    #[schemars(length(max = 100))]
    pub permissions: Vec<Permission>,
    /// True if who holds it needs a second factor: without one they can do nothing but set one up.
    pub requires_second_factor: bool,
    /// How many people hold it.
    pub member_count: u64,
}

/// One thing that a role may allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PermissionInfo {
    /// The dotted name.
    pub name: Permission,
    /// What it lets a person do.
    #[schemars(length(max = 200))]
    pub description: String,
    /// The scope that a personal access token needs to use it.
    pub scope: Scope,
}

/// Makes a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRole {
    /// 2 to 30 small letters, digits and hyphens, a letter first. It stays.
    #[schemars(length(min = 2, max = 30))]
    pub name: String,
    /// What people call it: 1 to 60 characters.
    #[schemars(length(min = 1, max = 60))]
    pub label: String,
    /// How high it stands, 1 to 1,000, and no higher than your own highest role.
    #[schemars(range(min = 1, max = 1000))]
    pub position: u32,
    /// What it allows: nothing that you lack yourself.
    #[schemars(length(max = 100))]
    pub permissions: Vec<Permission>,
    /// Whether who holds it needs a second factor.
    #[serde(default)]
    pub requires_second_factor: bool,
}

impl CreateRole {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<NewRole, Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take("/name", RoleName::parse(&self.name));
        let label = fields.take("/label", RoleLabel::parse(&self.label));
        let position = fields.take("/position", position(self.position));
        let permissions = self.permissions.iter().copied().collect();
        let input = name.zip(label).zip(position);
        fields.finish(input.map(|((name, label), position)| NewRole {
            name,
            label,
            position,
            permissions,
            requires_second_factor: self.requires_second_factor,
        }))
    }
}

/// Changes a role; absent fields stay (JSON merge patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateRole {
    /// What people call it: 1 to 60 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 60))]
    pub label: Option<String>,
    /// How high it stands, 1 to 1,000. Built-in roles stay where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub position: Option<u32>,
    /// All that it allows from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub permissions: Option<Vec<Permission>>,
    /// Whether who holds it needs a second factor. If so, those without one can do nothing but set one up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_second_factor: Option<bool>,
}

impl UpdateRole {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<RolePatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let label = fields.take_optional("/label", self.label.as_deref().map(RoleLabel::parse));
        let position = fields.take_optional("/position", self.position.map(position));
        let permissions = self.permissions.as_ref().map(|permissions| permissions.iter().copied().collect());
        let requires_second_factor = self.requires_second_factor;
        fields.finish(Some(RolePatch { label, position, permissions, requires_second_factor }))
    }
}

/// All roles of a person from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRoles {
    /// Names of roles, at most 20. Without any, a person may only read.
    #[schemars(length(max = 20), inner(length(max = 30)))]
    pub roles: Vec<String>,
}

impl SetRoles {
    /// The names, each once, or every wrong field.
    pub fn parse(&self) -> Result<Vec<RoleName>, Vec<FieldError>> {
        const MAX: usize = 20;
        let mut fields = Fields::new();
        if self.roles.len() > MAX {
            fields.take::<()>("/roles", Err(ValueError::TooMany { name: "Roles", max: MAX }));
            return fields.finish(None);
        }
        let mut names = Vec::with_capacity(self.roles.len());
        for (index, name) in self.roles.iter().enumerate() {
            if let Some(name) = fields.take(format!("/roles/{index}"), RoleName::parse(name))
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        fields.finish(Some(names))
    }
}

fn position(position: u32) -> Result<u32, ValueError> {
    if (1..=MAX_ROLE_POSITION).contains(&position) {
        Ok(position)
    } else {
        Err(ValueError::Invalid("Give a number from 1 to 1000."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_of_a_role_is_named_at_once() {
        let request = CreateRole { name: "Editor".into(), label: " ".into(), ..CreateRole::default() };

        let pointers: Vec<_> = request.parse().unwrap_err().into_iter().map(|error| error.pointer).collect();

        assert_eq!(pointers, ["/name", "/label", "/position"]);
    }

    #[test]
    fn roles_of_a_person_are_few_and_counted_once() {
        let set = |names: &[&str]| SetRoles { roles: names.iter().map(|name| (*name).to_owned()).collect() }.parse();

        assert_eq!(set(&["author", "author"]).unwrap().len(), 1);
        assert_eq!(set(&["author", "No"]).unwrap_err()[0].pointer, "/roles/1");
        assert_eq!(set(&["author"; 21]).unwrap_err()[0].pointer, "/roles");
    }
}
