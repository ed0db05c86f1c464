//! Buttons, fields, dialogs, icons: no word of our domain, nothing of our own imported.

mod button;
mod callout;
mod dialog;
pub mod icon;
mod menu;
mod pill;
mod popover;
mod sheet;
mod tabs;
mod toasts;

pub use button::{Button, Weight};
pub use callout::{Callout, CalloutTone, Loading};
pub use dialog::{ConfirmDialog, Dialog};
pub use menu::Menu;
pub use pill::Pill;
pub use popover::Popover;
pub use sheet::use_sheet;
pub use tabs::{Tab, Tabs};
pub use toasts::{ToastItem, ToastStack};
