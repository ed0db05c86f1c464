//! The audit log: all of it for those who keep the house, one's own lines for everybody.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use broadsheet_shared::{problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example, list};
use crate::{
    domain::audit::Action,
    http::{
        Answer, AppState, Problem, doc,
        extract::{Count, CursorText, Json, PageLimit, PageQuery, Query, SignedIn, access},
    },
    services::{audit, profiles::Who},
};

/// The operations of `/admin/audit-log` and `/me/audit-log`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/admin/audit-log", get_with(list_all, list_all_doc))
        .api_route("/me/audit-log", get_with(list_own, list_own_doc))
}

/// Which lines are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// Only what this person did: a username or an id.
    #[serde(default)]
    #[schemars(length(max = 60))]
    actor: Option<String>,
    /// Only what this person did or what concerns them: a username or an id.
    #[serde(default)]
    #[schemars(length(max = 60))]
    involving: Option<String>,
    /// Only this action, as in `user.suspended`.
    #[serde(default)]
    #[schemars(length(max = 60))]
    action: Option<String>,
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

async fn list_all(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<AuditQuery>,
) -> Answer<Response> {
    for (name, text) in [("actor", &query.actor), ("involving", &query.involving)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > 60) {
            return Err(Problem::invalid(name, "too_long", "A name or an id has at most 60 characters."));
        }
    }
    let action =
        match &query.action {
            Some(name) => Some(Action::parse(name).ok_or_else(|| {
                Problem::invalid("action", "unknown", "There is no such action; take one from the log.")
            })?),
            None => None,
        };
    let people = [&query.actor, &query.involving].map(|name| name.as_deref().map(Who::parse));
    let fingerprint = format!("audit?people={people:?}&action={:?}", action.map(Action::as_str));
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let [by, involving] = people;
    let filter = audit::filter(state.context(), &actor, by.as_ref(), involving.as_ref(), action).await?;
    let page = match filter {
        Some(filter) => audit::entries(state.context(), &actor, &filter, &part).await?,
        None => part.empty(),
    };
    list::answer(&state, &uri, &fingerprint, page, convert::audit_entry)
}

async fn list_own(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("me/audit?person={person}");
    let part = list::part(&state, &fingerprint, query)?;
    let page = audit::own_entries(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, |entry| convert::own_audit_entry(entry, person))
}

fn list_all_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listAuditLog")
        .tag("admin")
        .summary("Read the audit log")
        .description(
            "Who did what to what, newest first. Needs `audit.read`; from where it was done is shown for 90 days, to \
             those who hold `users.read_private`. A name that nobody has gives an empty list.",
        )
        .response_with::<200, Json<v2::List<v2::AuditEntry>>, _>(|answer| {
            answer.description("One page of the log.").example(example::list(example::audit_entry()))
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CursorInvalid]))
}

fn list_own_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listOwnAuditLog")
        .tag("me")
        .summary("Read what was done on your account")
        .description(
            "What you did, and what was done to your account and your things, newest first. Attempts on your account say \
             where they came from, for 90 days.",
        )
        .response_with::<200, Json<v2::List<v2::OwnAuditEntry>>, _>(|answer| {
            answer.description("One page of your lines.").example(example::list(example::own_audit_entry()))
        })
        .with(doc::problems(&[Code::SessionRequired, Code::CursorInvalid]))
}
