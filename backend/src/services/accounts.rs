//! Accounts: making them, giving them roles, shutting them, and changing one's own.

mod create;
mod error;
mod own;
mod register;
mod rerender;
mod roles;
mod staff;
mod suspend;

pub use create::{NewAccount, create};
pub use error::AccountError;
pub use own::{own_account, update_profile};
pub use register::register;
pub use rerender::rerender_outdated;
pub use roles::{promote, set_roles};
pub use staff::{StaffPage, confirm, for_staff, list_for_staff, revise};
pub use suspend::{end_suspension, suspend, unsuspend};
