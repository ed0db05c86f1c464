//! The editor's parts: Markdown edits as plain functions, the text area, its toolbar, the preview and the comparison.

mod comparison;
mod difference;
pub mod edits;
mod preview;
mod text_area;
mod toolbar;

pub use comparison::{Comparison, Version};
pub use preview::Preview;
pub use text_area::{TextArea, TextHandle};
pub use toolbar::{Toolbar, action_of_key};
