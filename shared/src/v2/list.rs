//! One page of a list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One page of a list. `next` is the cursor for `?after=`, or null on the last page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct List<T> {
    /// The entries, in the order that the operation states.
    #[schemars(length(max = 1_100))]
    pub items: Vec<T>,
    /// Pass it as `after` to get the next page; null on the last one.
    #[schemars(length(max = 400))]
    pub next: Option<String>,
    /// How many entries there are in all; only with `?count=exact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}
