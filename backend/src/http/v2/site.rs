//! The site itself: what every page shows.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use broadsheet_shared::v2;

use super::{example, single};
use crate::{
    http::{Answer, AppState, doc, extract::Json},
    services::{context::SiteSettings, setup},
};

/// The operation of `/site`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/site", get_with(show, show_doc))
}

async fn show(State(state): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    let settings = setup::site(state.context()).await?;
    single::answer(&site(settings), &headers)
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showSite")
        .tag("site")
        .summary("Read what every page shows of the site")
        .description("Name, language, address, and who may make an account.")
        .response_with::<200, Json<v2::Site>, _>(|answer| answer.description("The site.").example(example::site()))
        .with(doc::revalidates)
}

/// The settings, as version 2 says them.
pub(in crate::http) fn site(settings: SiteSettings) -> v2::Site {
    v2::Site {
        name: settings.name,
        description: settings.description,
        language: settings.language,
        base_url: settings.base_url,
        registration: settings.registration.mode,
        sends_mail: settings.sends_mail,
        needs_set_up: settings.needs_set_up,
        live_updates: true,
    }
}
