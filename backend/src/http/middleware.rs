//! Layers: what happens to every request and answer, whatever its route. Pattern: layer as middleware.

mod access_log;
mod cors;
mod edge;
mod hosts;
mod parameters;
mod patience;
mod policy;

pub use edge::EdgeLayer;
pub use parameters::refuse_unknown;
