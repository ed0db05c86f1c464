//! Accounts: making them, giving them roles, and changing one's own.

mod create;
mod error;
mod own;
mod register;
mod rerender;
mod staff;

pub use create::{NewAccount, create};
pub use error::AccountError;
pub use own::{own_account, update_profile};
pub use register::register;
pub use rerender::rerender_outdated;
pub use staff::{confirm, promote};
