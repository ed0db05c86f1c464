//! Extractors: what a handler may ask of a request, checked before it runs.
//!
//! Our own instead of axum's, because every refusal must be a `Problem` that names the field, and every guard must
//! show in the OpenAPI document. Pattern: extractor as guard; a handler that compiles has its input checked.

pub mod access;
mod actor;
mod device;
mod explain;
mod facts;
mod idempotency_key;
mod if_match;
mod json;
mod json_scan;
mod page;
mod parameters;
mod path;
mod query;
mod same_site;
mod turn;
mod upgrade;
mod upload;

pub(super) use actor::pleading;
pub use actor::{CurrentActor, SignedIn};
pub use device::Device;
pub use facts::{Peer, RequestFacts, RequestId, RequestIds};
pub use idempotency_key::IdempotencyKey;
pub use if_match::{IfMatch, OptionalIfMatch};
pub use json::{Json, MAX_JSON_BYTES};
pub use page::{Count, CursorText, PageLimit, PageQuery};
pub use path::Path;
pub use query::Query;
pub(crate) use query::read as read_query;
pub use same_site::{DeliberateCall, SameSite};
pub use upgrade::Upgrade;
pub use upload::Upload;
