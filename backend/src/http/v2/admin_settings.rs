//! The site's settings, for whoever may manage them.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{convert, example, single};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, SignedIn, access},
    },
    services::settings,
};

/// The operations of `/admin/settings`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/admin/settings", get_with(show, show_doc).patch_with(update, update_doc))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    headers: HeaderMap,
) -> Answer<Response> {
    let settings = settings::in_force(state.context(), &actor).await?;
    single::answer(&convert::admin_settings(&settings), &headers)
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showSettings")
        .tag("admin")
        .summary("Read the site's settings")
        .description("Those in force, whether set here or configured. Needs `settings.manage`.")
        .response_with::<200, Json<v2::AdminSettings>, _>(|answer| {
            answer.description("The settings.").example(example::admin_settings())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::PermissionDenied]))
}

async fn update(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Json(body): Json<v2::UpdateAdminSettings>,
) -> Answer<Json<v2::AdminSettings>> {
    let patch = body.parse().map_err(Problem::invalid_fields)?;
    let settings = settings::change(state.context(), &actor, &patch).await?;
    Ok(Json(convert::admin_settings(&settings)))
}

fn update_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updateSettings")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Change the site's settings")
        .description(
            "JSON merge patch: absent fields stay. Holds from the next second on, in every process, without a restart. \
             Needs `settings.manage`.",
        )
        .response_with::<200, Json<v2::AdminSettings>, _>(|answer| {
            answer.description("The settings as they are now.").example(example::admin_settings())
        })
        .with(doc::problems(&[Code::PermissionDenied]))
}
