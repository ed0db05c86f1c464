//! Images: own uploads.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::{DefaultBodyLimit, OriginalUri, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use broadsheet_shared::{id::MediaId, limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{example, list, single};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, PageQuery, Path, Query, SignedIn, Upload, access},
    },
    services::media,
};

/// Room for the parts around the file.
const ENVELOPE_BYTES: usize = 64 * 1024;
/// The greatest file that any configuration allows; the service holds each site to its own limit.
const MAX_FILE_BYTES: usize = 100 << 20;

/// The operations of `/media`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route(
            "/media",
            get_with(list_own, list_own_doc)
                .post_with(upload, upload_doc)
                .layer(DefaultBodyLimit::max(MAX_FILE_BYTES + ENVELOPE_BYTES)),
        )
        .api_route(
            "/media/{id}",
            get_with(show, show_doc).patch_with(describe, describe_doc).delete_with(delete, delete_doc),
        )
}

/// Names an image in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct MediaPath {
    /// The image.
    id: MediaId,
}

async fn list_own(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("media?person={person}");
    let part = list::part(&state, &fingerprint, query)?;
    let page = media::own(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, v2::Media::from)
}

async fn upload(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    upload: Upload,
) -> Answer<Response> {
    let stored = media::upload(state.context(), &actor, upload.file, &upload.alt).await?;
    Ok((StatusCode::CREATED, Json(v2::Media::from(stored))).into_response())
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    Path(MediaPath { id }): Path<MediaPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    single::answer(&v2::Media::from(media::find(state.context(), &actor, id).await?), &headers)
}

async fn describe(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(MediaPath { id }): Path<MediaPath>,
    Json(request): Json<v2::UpdateMedia>,
) -> Answer<Json<v2::Media>> {
    let alt = request.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(media::describe(state.context(), &actor, id, &alt).await?.into()))
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(MediaPath { id }): Path<MediaPath>,
) -> Answer<StatusCode> {
    media::delete(state.context(), &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn list_own_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listOwnMedia")
        .tag("media")
        .summary("List your images")
        .description("Newest first.")
        .response_with::<200, Json<v2::List<v2::Media>>, _>(|answer| {
            answer.description("One page of your images.").example(example::list(example::media()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}

fn upload_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("uploadMedia")
        .tag("media")
        .with(doc::counts_as(Action::MediaUpload))
        .summary("Upload an image")
        .description(
            "PNG, JPEG, WebP or GIF (its first frame). It is decoded and encoded anew in up to three widths; metadata \
             such as places and serial numbers is gone. The same image twice is stored once. Needs `media.upload`.",
        )
        .response_with::<201, Json<v2::Media>, _>(|answer| answer.description("The image.").example(example::media()))
        .with(doc::problems(&[
            Code::PermissionDenied,
            Code::AccountUnconfirmed,
            Code::MediaUnsupported,
            Code::MediaMalformed,
            Code::MediaQuotaExceeded,
        ]))
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showMedia")
        .tag("media")
        .summary("Read about your image")
        .description("The files themselves are public under the paths that this names.")
        .response_with::<200, Json<v2::Media>, _>(|answer| answer.description("The image.").example(example::media()))
        .with(doc::revalidates)
        .with(doc::problems(&[Code::MediaNotFound]))
}

fn describe_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updateMedia")
        .tag("media")
        .with(doc::counts_as(Action::MediaWrite))
        .summary("Say what your image shows")
        .description("For those who do not see it.")
        .response_with::<200, Json<v2::Media>, _>(|answer| answer.description("The image.").example(example::media()))
        .with(doc::problems(&[Code::MediaNotFound]))
}

fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteMedia")
        .tag("media")
        .with(doc::counts_as(Action::MediaWrite))
        .summary("Delete your image")
        .description("Unless a post or profile shows it as its cover or face.")
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::MediaNotFound, Code::MediaInUse]))
}
