//! The outbox, for staff.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use broadsheet_shared::{id::MailId, limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example, list};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Count, CursorText, Json, PageLimit, PageQuery, Path, Query, SignedIn, access},
    },
    services::mails,
};

/// The operations of `/admin/mails`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/admin/mails", get_with(list_mails, list_mails_doc))
        .api_route("/admin/mails/{id}/retry", post_with(retry, retry_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MailsQuery {
    /// Only mails that have come so far.
    #[serde(default)]
    state: Option<v2::MailState>,
    /// `exact` counts all entries into `total`.
    #[serde(default)]
    count: Option<Count>,
    /// How many items at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct MailPath {
    /// The mail.
    id: MailId,
}

async fn list_mails(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<MailsQuery>,
) -> Answer<Response> {
    let fingerprint = format!("mails?state={:?}", query.state);
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let page = mails::list(state.context(), &actor, query.state, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, convert::mail)
}

fn list_mails_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listMails")
        .tag("admin")
        .summary("List mails on their way")
        .description(
            "Newest first. What was sent is kept for a week, what failed for three months. Holds no addresses and no \
             links. Needs `jobs.manage`.",
        )
        .response_with::<200, Json<v2::List<v2::Mail>>, _>(|answer| {
            answer.description("One page of mails.").example(example::list(example::mail()))
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CursorInvalid]))
}

async fn retry(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(MailPath { id }): Path<MailPath>,
) -> Answer<Json<v2::Mail>> {
    Ok(Json(convert::mail(mails::retry(state.context(), &actor, id).await?)))
}

fn retry_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("retryMail")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Have a mail tried again now")
        .description("A failed mail, or one that waits for its next attempt. Needs `jobs.manage`.")
        .response_with::<200, Json<v2::Mail>, _>(|answer| {
            answer.description("The mail, waiting.").example(example::mail())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::MailNotFound, Code::MailOver]))
}
