//! Roles, permissions, and which role holds which permission.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0001_roles", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE roles (
            id {id} NOT NULL PRIMARY KEY,
            name {key} NOT NULL CONSTRAINT roles_name_key UNIQUE,
            label TEXT NOT NULL,
            is_built_in {flag} NOT NULL,
            position BIGINT NOT NULL
        ) {table}",
    ),
    Sql::Both(
        "CREATE TABLE permissions (
            name {key} NOT NULL CONSTRAINT permissions_name_key PRIMARY KEY,
            description TEXT NOT NULL
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE TABLE role_permissions (
            role_id {id} NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
            permission {key} NOT NULL REFERENCES permissions (name) ON DELETE CASCADE,
            CONSTRAINT role_permissions_role_id_permission_key PRIMARY KEY (role_id, permission)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX role_permissions_permission ON role_permissions (permission)"),
];

const DOWN: &[Sql] =
    &[Sql::Both("DROP TABLE role_permissions"), Sql::Both("DROP TABLE permissions"), Sql::Both("DROP TABLE roles")];
