//! Setting the site up through its one-use link.

use aide::{
    axum::{ApiRouter, routing::post_with},
    transform::TransformOperation,
};
use axum::{extract::State, http::StatusCode, response::Response};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{auth::signed_in, example};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Device, Json, SameSite},
    },
    services::{
        sessions::{self, Arrival, SignIn},
        setup,
    },
};

/// The operation of `/setup`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/setup", post_with(set_up, set_up_doc))
}

async fn set_up(
    State(state): State<AppState>,
    _: SameSite,
    Device(device): Device,
    Json(body): Json<v2::SetUp>,
) -> Answer<Response> {
    let (site, owner) = body.parse().map_err(Problem::invalid_fields)?;
    let login = v2::Login { login: owner.username.as_str().to_owned(), password: owner.password.expose().to_owned() };
    let credentials = login.parse().map_err(Problem::invalid_fields)?;
    setup::complete(state.context(), &body.token, site, owner).await?;
    // The second call, and the only handler with one: the new admin signs in like anybody else.
    let arrival = Arrival { device, previous: None, step: None };
    match sessions::login(state.context(), credentials, arrival).await? {
        SignIn::Granted(grant) => Ok(signed_in(StatusCode::CREATED, *grant)),
        SignIn::Challenged(_) => Err(Problem::internal("an account that was just made has a second factor")),
    }
}

fn set_up_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("setUp")
        .tag("site")
        .with(doc::counts_as(Action::AuthConfirm))
        .summary("Set the site up")
        .description(
            "Makes the first admin and names the site. The token stands behind `#token=` in the link that the server \
             prints while it has no admin; it is good for one use. Signs the admin in.",
        )
        .response_with::<201, Json<v2::AccessGrant>, _>(|answer| {
            answer.description("The site is set up; you are signed in as its admin.").example(example::access_grant())
        })
        .with(doc::problems(&[Code::SetUpLinkInvalid, Code::SetUpDone, Code::UsernameTaken, Code::OriginForbidden]))
}
