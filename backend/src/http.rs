//! HTTP: routes, extractors, middleware and problem answers. Business rules live in `services`.
//!
//! The way of one request, outermost first: the accept loop (`server`), the edge (`middleware::edge`: id, host, log,
//! limits, headers, problems), the route, its extractors, the handler, one service call.

use axum::Router;
use broadsheet_shared::problem::Code;

mod assets;
mod cached;
mod cursor;
pub mod doc;
mod docs;
pub mod etag;
pub mod extract;
mod listing;
mod middleware;
pub mod openapi;
mod plain_page;
mod problem;
pub mod ready;
mod redirect;
mod registration;
pub mod server;
mod session_cookie;
pub mod site;
mod state;
mod system;
pub mod v1;
pub mod v2;

pub use cursor::Cursors;
pub use problem::{Answer, Problem};
pub use ready::{ReadyAnswer, accepted_coding};
pub use state::{AppState, Readiness};

/// Every address of the program, on one screen.
pub fn router(state: AppState) -> Router {
    let (v1, v2) = (openapi::v1(), openapi::v2());
    Router::new()
        .merge(middleware::refuse_unknown(v1.router, &v1.document))
        .merge(middleware::refuse_unknown(v2.router, &v2.document))
        .route("/api/v1/openapi.json", openapi::serve(&v1.document))
        .route("/api/v2/openapi.json", openapi::serve(&v2.document))
        .route("/api/v2/frames.json", openapi::serve(&openapi::frames()))
        .merge(docs::routes())
        .merge(assets::routes())
        .merge(system::routes())
        .merge(plain_page::routes())
        .merge(site::routes())
        .fallback(site::nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(middleware::EdgeLayer::new(&state, middleware::Actions::of(&[&v1.document, &v2.document])))
        .with_state(state)
}

async fn not_this_way() -> Problem {
    Problem::new(Code::MethodNotAllowed)
}
