//! Leaving: deleting one's account, keeping it after all, and taking one's data home. By a session alone.

use aide::{
    OperationOutput,
    axum::{
        ApiRouter,
        routing::{delete_with, post_with},
    },
    generate::GenContext,
    openapi::{MediaType, Operation, Response as Documented},
    transform::TransformOperation,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{convert, example};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, RequestFacts, SignedIn, access},
    },
    platform::archive::ArchiveBytes,
    services::{export, leaving},
};

/// The operations around leaving.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/me", delete_with(leave, leave_doc))
        .api_route("/me/restore", post_with(keep, keep_doc))
        .api_route("/me/export", post_with(take_home, take_home_doc))
}

async fn leave(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Enrolling>,
    Json(body): Json<v2::DeleteMe>,
) -> Answer<(StatusCode, Json<v2::Departure>)> {
    let wanted = body.parse().map_err(Problem::invalid_fields)?;
    Ok((StatusCode::ACCEPTED, Json(leaving::leave(state.context(), &actor, wanted).await?)))
}

fn leave_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteMe")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Delete your account")
        .description(
            "With your present password, or one of your passkeys. All your sessions end at once, this one too, and your \
             tokens open nothing any more. For 14 days your page, posts and comments stay as they are: sign in until \
             then, and `POST /me/restore` keeps everything. Afterwards the account is erased; its username and address \
             are free again. The last administrator of a site cannot leave.",
        )
        .response_with::<202, Json<v2::Departure>, _>(|answer| {
            answer.description("You are signed out, and the account is erased on this day.").example(example::departure())
        })
        .with(doc::problems(&[
            Code::SessionRequired,
            Code::ProofRequired,
            Code::ChallengeInvalid,
            Code::PasskeyUnavailable,
            Code::LastAdmin,
            Code::AccountLeaving,
        ]))
}

async fn keep(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Leaving>,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<Json<v2::Me>> {
    Ok(Json(convert::me(leaving::keep(state.context(), &actor).await?)))
}

fn keep_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("restoreMe")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Keep your account after all")
        .description(
            "Takes `DELETE /me` back: everything is as it was, and personal access tokens work again. Signing in anew is \
             proof enough.",
        )
        .response_with::<200, Json<v2::Me>, _>(|answer| answer.description("Your account.").example(example::me()))
        .with(doc::problems(&[Code::SessionRequired, Code::AccountNotLeaving]))
}

async fn take_home(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::TakingHome>,
    facts: RequestFacts,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<Zip> {
    let (year, month, day) = state.context().clock.now().date();
    let begun = export::begin(state.context(), &actor).await?;
    begun.allowances.into_iter().for_each(|allowance| facts.note(allowance));
    Ok(Zip { name: format!("export-{year:04}-{month:02}-{day:02}.zip"), bytes: begun.bytes })
}

fn take_home_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("exportMe")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Take your data home")
        .description(
            "Everything that is yours as one ZIP file: posts as Markdown that `broadsheet import markdown` reads back, \
             pictures, comments, profile, sessions, tokens (what they are called and may do), second factors and what was \
             written down about your account as JSON; `README.txt` in it says what is what. The file is made while it is \
             sent, so its length is not known before; an answer that breaks off is no file, and one that takes longer than \
             half an hour breaks off. One at a time and five a day for each person (`account.export`), counted once the \
             file begins. Works while the account is on its way to be deleted, too.",
        )
        .response_with::<200, Zip, _>(|answer| answer.description("The file."))
        .with(doc::problems(&[Code::SessionRequired]))
}

/// A ZIP file to be saved, as it is written.
#[derive(Debug)]
struct Zip {
    name: String,
    bytes: ArchiveBytes,
}

impl IntoResponse for Zip {
    fn into_response(self) -> Response {
        let mut response = Body::from_stream(self.bytes.into_stream()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
        // Digits and letters of ours alone.
        if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name)) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl OperationOutput for Zip {
    type Inner = Self;

    fn operation_response(_: &mut GenContext, _: &mut Operation) -> Option<Documented> {
        // Bytes need no schema (OpenAPI 3.1): the type of the content says what they are.
        let media = MediaType::default();
        Some(Documented {
            content: [("application/zip".to_owned(), media)].into_iter().collect(),
            ..Documented::default()
        })
    }
}
