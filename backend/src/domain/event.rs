//! Events: what happened, in the past tense, for whoever wants to know.
//!
//! A service publishes one after its transaction has committed. Nobody may rely on hearing it (the sender can die
//! first); work that must happen is a job, enqueued inside the transaction.

use serde::{Deserialize, Serialize};

/// Something that happened on the site. Travels between processes as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An administrator changed the site's settings: read them again.
    SettingsChanged,
}
