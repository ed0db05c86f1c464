//! The built-in roles and what each may do. Names of permissions are also constants of the shared crate; a test of the
//! server compares the two.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0013_seed_roles", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "INSERT INTO roles (id, name, label, is_built_in, position) VALUES
            ({uuid 019000000000700080000000000000a1}, 'reader', 'Reader', TRUE, 1),
            ({uuid 019000000000700080000000000000a2}, 'author', 'Author', TRUE, 2),
            ({uuid 019000000000700080000000000000a3}, 'moderator', 'Moderator', TRUE, 3),
            ({uuid 019000000000700080000000000000a4}, 'admin', 'Administrator', TRUE, 4)",
    ),
    Sql::Both(
        "INSERT INTO permissions (name, description) VALUES
            ('comments.write', 'Write comments'),
            ('likes.write', 'Like posts and comments'),
            ('follows.write', 'Follow people and tags'),
            ('reports.write', 'Report content to the moderators'),
            ('posts.write', 'Write posts of one''s own'),
            ('posts.publish', 'Publish posts of one''s own'),
            ('media.upload', 'Upload images'),
            ('posts.moderate', 'Remove and restore posts of others'),
            ('comments.moderate', 'Hide and restore comments of others'),
            ('users.warn', 'Warn people'),
            ('users.silence', 'Silence people for a time'),
            ('reports.handle', 'See and settle reports'),
            ('users.suspend', 'Suspend accounts'),
            ('users.read_private', 'See addresses and sign-ins of others'),
            ('categories.manage', 'Create, change and delete categories'),
            ('tags.manage', 'Rename, merge and delete tags'),
            ('analytics.read', 'See the numbers of the whole site'),
            ('audit.read', 'Read the audit log'),
            ('users.manage', 'Change accounts of others'),
            ('roles.manage', 'Create roles and grant them'),
            ('settings.manage', 'Change the settings of the site'),
            ('cache.manage', 'Inspect and clear the cache'),
            ('jobs.manage', 'See and repeat background jobs'),
            ('posts.manage_any', 'Edit and delete posts of others')",
    ),
    Sql::Both(
        "INSERT INTO role_permissions (role_id, permission)
            SELECT roles.id, permissions.name FROM roles CROSS JOIN permissions
            WHERE permissions.name IN ('comments.write', 'likes.write', 'follows.write', 'reports.write')",
    ),
    Sql::Both(
        "INSERT INTO role_permissions (role_id, permission)
            SELECT roles.id, permissions.name FROM roles CROSS JOIN permissions
            WHERE roles.name IN ('author', 'moderator', 'admin')
                AND permissions.name IN ('posts.write', 'posts.publish', 'media.upload')",
    ),
    Sql::Both(
        "INSERT INTO role_permissions (role_id, permission)
            SELECT roles.id, permissions.name FROM roles CROSS JOIN permissions
            WHERE roles.name IN ('moderator', 'admin')
                AND permissions.name IN ('posts.moderate', 'comments.moderate', 'users.warn', 'users.silence',
                    'reports.handle', 'users.suspend')",
    ),
    Sql::Both(
        "INSERT INTO role_permissions (role_id, permission)
            SELECT roles.id, permissions.name FROM roles CROSS JOIN permissions
            WHERE roles.name = 'admin'
                AND permissions.name IN ('users.read_private', 'categories.manage', 'tags.manage', 'analytics.read',
                    'audit.read', 'users.manage', 'roles.manage', 'settings.manage', 'cache.manage', 'jobs.manage',
                    'posts.manage_any')",
    ),
];

/// The rows go without a condition: this step's down is followed by the one that drops their tables.
const DOWN: &[Sql] = &[
    Sql::Both("DELETE FROM role_permissions"),
    Sql::Both("DELETE FROM permissions"),
    Sql::Both("DELETE FROM user_roles"),
    Sql::Both("DELETE FROM roles"),
];
