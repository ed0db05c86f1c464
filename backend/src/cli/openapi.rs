//! `broadsheet openapi v1|v2`

use clap::Subcommand;

use super::{Outcome, output::print};
use crate::http;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Openapi {
    /// Version 1, the small one.
    V1,
    /// Version 2, the whole product.
    V2,
}

pub(super) fn run(version: Openapi) -> Outcome {
    let api = match version {
        Openapi::V1 => http::openapi::v1(),
        Openapi::V2 => http::openapi::v2(),
    };
    print(&http::openapi::pretty(&api.document))
}
