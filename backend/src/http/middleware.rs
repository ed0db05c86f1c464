//! Layers: what happens to every request and answer, whatever its route. Pattern: layer as middleware.

mod access_log;
mod cors;
mod edge;
mod hosts;
mod limits;
mod parameters;
mod patience;
mod policy;
mod retirement;

pub use edge::EdgeLayer;
pub(super) use hosts::is_local;
pub use limits::Actions;
pub(super) use limits::count_person;
pub use parameters::refuse_unknown;
