//! Accounts: making them, giving them roles, and changing one's own. Who waits to be let in stands next door, in
//! `registrations`; invitations in `invitations`.

mod create;
mod door;
mod error;
mod mails;
mod own;
mod register;
mod rename;
mod staff;

pub use create::{NewAccount, create};
pub use door::{DoorError, RegistrationForm, registration_form};
pub use error::AccountError;
pub use mails::{AccountMail, tell_by_mail};
pub use own::{own_account, update_profile};
pub use register::{Registered, register};
pub use rename::rename;
pub use staff::{confirm, promote};
