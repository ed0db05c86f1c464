//! Accounts as staff see them: found, changed, given roles, freed of lost second factors, shut and opened again.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, post_with, put_with},
    },
};
use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::v2;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    domain::user::{StaffFilter, UserStatus},
    http::{
        Answer, AppState, Problem,
        extract::{Count, CursorText, Json, PageLimit, PageQuery, Path, Query, SignedIn, access},
        v2::{convert, list, single},
    },
    services::{
        accounts::{self, AccountError},
        factors,
        profiles::Who,
    },
};

mod docs;

pub(super) fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/admin/users", get_with(list_accounts, docs::list))
        .api_route("/admin/users/{username}", get_with(show, docs::show).patch_with(revise, docs::revise))
        .api_route("/admin/users/{username}/roles", put_with(set_roles, docs::set_roles))
        .api_route("/admin/users/{username}/reset-factors", post_with(reset_factors, docs::reset_factors))
        .api_route("/admin/users/{username}/suspend", post_with(suspend, docs::suspend))
        .api_route("/admin/users/{username}/unsuspend", post_with(unsuspend, docs::unsuspend))
}

/// Which accounts are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AccountsQuery {
    /// Part of a username or shown name.
    #[serde(default)]
    #[schemars(length(max = 60))]
    q: Option<String>,
    /// Only accounts in this state.
    #[serde(default)]
    status: Option<v2::AccountStatus>,
    /// Only holders of the role of this name.
    #[serde(default)]
    #[schemars(length(max = 30))]
    role: Option<String>,
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

/// Names an account in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct AccountPath {
    /// The username, or the id.
    #[schemars(length(max = 60))]
    username: String,
}

impl AccountPath {
    fn who(&self) -> Who {
        Who::parse(&self.username)
    }
}

impl AccountsQuery {
    fn filter(&self) -> Result<StaffFilter, Problem> {
        let name = self.q.clone().unwrap_or_default();
        if name.chars().count() > 60 {
            return Err(Problem::invalid("q", "too_long", "A part of a name has at most 60 characters."));
        }
        if self.role.as_ref().is_some_and(|role| role.chars().count() > 30) {
            return Err(Problem::invalid("role", "too_long", "The name of a role has at most 30 characters."));
        }
        let status = self.status.map(|status| match status {
            v2::AccountStatus::Active => UserStatus::Active,
            v2::AccountStatus::Unclaimed => UserStatus::Unclaimed,
            v2::AccountStatus::Suspended => UserStatus::Suspended,
            v2::AccountStatus::Deleted => UserStatus::Deleted,
        });
        Ok(StaffFilter { name, status, role: self.role.clone() })
    }
}

async fn list_accounts(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::ModerateOrAdmin>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<AccountsQuery>,
) -> Answer<Response> {
    let filter = query.filter()?;
    let fingerprint = format!("admin/users?{filter:?}");
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let page = accounts::list_for_staff(state.context(), &actor, &filter, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, convert::staff_user)
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::ModerateOrAdmin>,
    Path(path): Path<AccountPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    let account = accounts::for_staff(state.context(), &actor, &path.who()).await?;
    single::answer(&convert::staff_user(account), &headers)
}

async fn revise(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(path): Path<AccountPath>,
    Json(request): Json<v2::UpdateUser>,
) -> Answer<Json<v2::StaffUser>> {
    let patch = request.parse().map_err(Problem::invalid_fields)?;
    match accounts::revise(state.context(), &actor, &path.who(), &patch).await {
        Ok(view) => Ok(Json(convert::staff_user(view))),
        // Here the address is not a field; taking it as confirmed is.
        Err(taken @ AccountError::AddressTaken) => {
            Err(Problem::invalid("/is_email_confirmed", "taken", taken.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn set_roles(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(path): Path<AccountPath>,
    Json(request): Json<v2::SetRoles>,
) -> Answer<Json<v2::StaffUser>> {
    let names = request.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::staff_user(accounts::set_roles(state.context(), &actor, &path.who(), &names).await?)))
}

async fn reset_factors(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Path(path): Path<AccountPath>,
    Json(body): Json<v2::Proof>,
) -> Answer<StatusCode> {
    let proof = body.parse().map_err(Problem::invalid_fields)?;
    factors::reset_of(state.context(), &actor, &path.who(), proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn suspend(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Moderate>,
    Path(path): Path<AccountPath>,
    Json(request): Json<v2::SuspendUser>,
) -> Answer<Json<v2::StaffUser>> {
    let new = request.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::staff_user(accounts::suspend(state.context(), &actor, &path.who(), &new).await?)))
}

async fn unsuspend(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Moderate>,
    Path(path): Path<AccountPath>,
) -> Answer<Json<v2::StaffUser>> {
    Ok(Json(convert::staff_user(accounts::unsuspend(state.context(), &actor, &path.who()).await?)))
}
