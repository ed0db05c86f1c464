//! One's own account.

use aide::{
    axum::{
        ApiRouter,
        routing::{get_with, put_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{id::MediaId, input::ProfilePatch, limit::Action, problem::Code, v2};

use super::{convert, example, single};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, SignedIn, access},
    },
    services::accounts,
};

/// The operations of `/me`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/me", get_with(show, show_doc).patch_with(update, update_doc))
        .api_route("/me/username", put_with(rename, rename_doc))
        .api_route("/me/avatar", put_with(set_avatar, set_avatar_doc).delete_with(remove_avatar, remove_avatar_doc))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::ReadWhileEnrolling>,
    headers: HeaderMap,
) -> Answer<Response> {
    single::answer(&convert::me(accounts::own_account(state.context(), &actor).await?), &headers)
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showMe")
        .tag("me")
        .summary("Read your own account")
        .description("Name, address, roles and what they allow.")
        .response_with::<200, Json<v2::Me>, _>(|answer| answer.description("Your account.").example(example::me()))
        .with(doc::revalidates)
}

async fn update(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(body): Json<v2::UpdateMe>,
) -> Answer<Json<v2::Me>> {
    let patch = body.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::me(accounts::update_profile(state.context(), &actor, patch).await?)))
}

fn update_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updateMe")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Change your profile")
        .description(
            "JSON merge patch: absent fields stay. While an account is new it cannot put links to other sites on its page.",
        )
        .response_with::<200, Json<v2::Me>, _>(|answer| {
            answer.description("Your account as it is now.").example(example::me())
        })
        .with(doc::problems(&[Code::LinksTooEarly]))
}

async fn rename(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(body): Json<v2::ChangeUsername>,
) -> Answer<Json<v2::Me>> {
    let renaming = body.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::me(accounts::rename(state.context(), &actor, renaming).await?)))
}

fn rename_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("changeUsername")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Change your username")
        .description(
            "With your present password, once in 30 days. The old name leads to the new one (308), stays yours, and can be \
             taken back. Other cases of letters are the same name and change at will.",
        )
        .response_with::<200, Json<v2::Me>, _>(|answer| {
            answer.description("Your account as it is now.").example(example::me())
        })
        .with(doc::problems(&[Code::UsernameTaken, Code::UsernameChangedRecently]))
}

async fn set_avatar(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(body): Json<v2::SetAvatar>,
) -> Answer<Json<v2::Me>> {
    let patch = with_avatar(Some(body.avatar_id));
    Ok(Json(convert::me(accounts::update_profile(state.context(), &actor, patch).await?)))
}

fn set_avatar_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("setAvatar")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Choose your picture")
        .description("One of your own uploads, which `POST /media` takes. The same as `avatar_id` of `PATCH /me`.")
        .response_with::<200, Json<v2::Me>, _>(|answer| {
            answer.description("Your account as it is now.").example(example::me())
        })
}

async fn remove_avatar(State(state): State<AppState>, SignedIn(actor, ..): SignedIn) -> Answer<StatusCode> {
    accounts::update_profile(state.context(), &actor, with_avatar(None)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn remove_avatar_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("removeAvatar")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Take your picture away")
        .description("The upload itself stays. No picture is fine too.")
        .response_with::<204, (), _>(|answer| answer.description("You have no picture."))
}

/// Another picture, or none, and nothing else.
fn with_avatar(avatar: Option<MediaId>) -> ProfilePatch {
    ProfilePatch { avatar_id: Some(avatar), ..ProfilePatch::default() }
}
