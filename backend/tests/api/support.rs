//! The harness: an application of the test's own, callers as people, answers that can be asked.

mod answer;
mod app;
mod call;
mod caller;
mod posts;

pub use answer::Answer;
pub use app::App;
pub use caller::{Caller, PASSWORD};
