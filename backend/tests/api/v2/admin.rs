//! `/admin`: accounts, roles, the audit log.

mod audit_log;
mod factors;
mod required_factor;
mod roles;
mod suspension;
mod users;
