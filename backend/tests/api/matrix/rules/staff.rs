//! Version 2, what keeps the house.

use broadsheet_shared::{
    permission::Permission::*,
    scope::Scope::{Admin, Moderate},
};

use super::{
    super::scene::Target::*,
    Door::{Session, Tokens},
    Right::{self, AnyOf, Permission},
    Rule, rule,
};

const HOUSE: super::Door = Tokens(&[Admin]);
const STAFF: super::Door = Tokens(&[Moderate, Admin]);
const ORDER: super::Door = Tokens(&[Moderate]);
const LOOKS_ACCOUNTS_UP: Right = AnyOf(&[UsersReadPrivate, UsersSuspend, UsersManage, RolesManage]);

pub const RULES: &[Rule] = &[
    rule("v2 createCategory", Nothing, HOUSE, Permission(CategoriesManage), 201).sends(r#"{"name": "Craft {n}"}"#),
    rule("v2 updateCategory", Category, HOUSE, Permission(CategoriesManage), 200).sends(r#"{"position": 2}"#),
    rule("v2 deleteCategory", Category, HOUSE, Permission(CategoriesManage), 204),
    rule("v2 listAccounts", Nothing, STAFF, LOOKS_ACCOUNTS_UP, 200),
    rule("v2 showAccount", Ada, STAFF, LOOKS_ACCOUNTS_UP, 200),
    rule("v2 updateAccount", Pawn, HOUSE, Permission(UsersManage), 200).sends(r#"{"display_name": "Pawn"}"#),
    rule("v2 setAccountRoles", Pawn, HOUSE, Permission(RolesManage), 200).sends(r#"{"roles": ["reader"]}"#),
    rule("v2 resetAccountFactors", Pawn, Session, Permission(UsersManage), 204)
        .sends(r#"{"password": "correct horse battery"}"#),
    rule("v2 suspendAccount", Pawn, ORDER, Permission(UsersSuspend), 200).sends(r#"{"reason": "Noise"}"#),
    rule("v2 unsuspendAccount", SuspendedPawn, ORDER, Permission(UsersSuspend), 200),
    rule("v2 listRoles", Nothing, HOUSE, Permission(RolesManage), 200),
    rule("v2 listPermissions", Nothing, HOUSE, Permission(RolesManage), 200),
    rule("v2 createRole", Nothing, HOUSE, Permission(RolesManage), 201)
        .sends(r#"{"name": "made{n}", "label": "Made", "position": 150, "permissions": ["posts.write"]}"#),
    rule("v2 showRole", Role, HOUSE, Permission(RolesManage), 200),
    rule("v2 updateRole", Role, HOUSE, Permission(RolesManage), 200).sends(r#"{"label": "Other"}"#),
    rule("v2 deleteRole", Role, HOUSE, Permission(RolesManage), 204),
    rule("v2 listMails", Nothing, HOUSE, Permission(JobsManage), 200),
    rule("v2 retryMail", WaitingMail, HOUSE, Permission(JobsManage), 200),
    rule("v2 listInvitations", Nothing, HOUSE, Permission(UsersManage), 200),
    rule("v2 createInvitation", Nothing, HOUSE, Permission(UsersManage), 201).sends("{}"),
    rule("v2 deleteInvitation", Invitation, HOUSE, Permission(UsersManage), 204),
    rule("v2 listRegistrations", Nothing, HOUSE, Permission(UsersManage), 200),
    rule("v2 approveRegistration", Waiting, HOUSE, Permission(UsersManage), 204).sends("{}"),
    rule("v2 refuseRegistration", Waiting, HOUSE, Permission(UsersManage), 204).sends("{}"),
    rule("v2 listHeldComments", Nothing, ORDER, Permission(CommentsModerate), 200),
    rule("v2 showSettings", Nothing, HOUSE, Permission(SettingsManage), 200),
    rule("v2 updateSettings", Nothing, HOUSE, Permission(SettingsManage), 200)
        .sends(r#"{"registration": {"min_fill_secs": 0}}"#),
    rule("v2 listAuditLog", Nothing, HOUSE, Permission(AuditRead), 200),
];
