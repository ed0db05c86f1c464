//! `broadsheet openapi v1|v2|frames`

use clap::Subcommand;

use super::{Outcome, output::print};
use crate::http;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Openapi {
    /// Version 1, the small one.
    V1,
    /// Version 2, the whole product.
    V2,
    /// The frames of the channel, as JSON Schema.
    Frames,
}

pub(super) fn run(version: Openapi) -> Outcome {
    let document = match version {
        Openapi::V1 => http::openapi::v1().document,
        Openapi::V2 => http::openapi::v2().document,
        Openapi::Frames => http::openapi::frames(),
    };
    print(&http::openapi::pretty(&document))
}
