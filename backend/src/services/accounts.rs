//! Accounts: making them, giving them roles, confirming their addresses, shutting them, and changing one's own. Who waits
//! to be let in stands next door, in `registrations`; invitations in `invitations`.

mod confirm;
mod create;
mod door;
mod email;
mod error;
mod own;
mod password;
mod register;
mod rename;
mod rerender;
mod roles;
mod staff;
mod suspend;

pub use confirm::{confirm_email, resend_confirmation};
pub use create::{NewAccount, create};
pub use door::{DoorError, RegistrationForm, registration_form};
pub use email::{cancel_email_change, change_email};
pub use error::AccountError;
pub use own::{own_account, update_profile};
pub use password::{change_password, forgot_password, reset_password, set_password};
pub use register::{Registered, register};
pub use rename::rename;
pub use rerender::rerender_outdated;
pub use roles::{promote, set_roles};
pub use staff::{confirm, for_staff, list_for_staff, revise};
pub use suspend::{end_suspension, settle_ties, suspend, unsuspend};
