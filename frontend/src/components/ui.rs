//! Buttons, fields, dialogs, icons: no word of our domain, nothing of our own imported.

pub mod icon;
