//! Schema steps for both engines, and the runner that applies them.
//!
//! One step a file under `steps/`, written as plain SQL so that what happens to the data can be read. Every step goes up
//! and down, each inside one transaction. Call [`up`], [`down`] and [`status`]; nothing else touches the schema.
//! A released step is never edited: changes come as new steps.

mod engine;
mod runner;
mod step;
mod steps;

pub use engine::Engine;
pub use runner::{MigrationError, Report, Status, down, status, up};
pub use runner::{down_with, status_with, up_with};
pub use step::{Sql, Step};
pub use steps::Migrator;
