//! `/admin`: accounts, roles, the audit log.

mod audit_log;
mod roles;
mod suspension;
mod users;
