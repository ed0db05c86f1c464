//! Roles: the built-in ones and those that owners make. And what a role may allow.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, Path, SignedIn, access},
        v2::{convert, example, single},
    },
    services::roles,
};

pub(super) fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/admin/roles", get_with(list, list_doc).post_with(create, create_doc))
        .api_route(
            "/admin/roles/{role}",
            get_with(show, show_doc).patch_with(revise, revise_doc).delete_with(delete, delete_doc),
        )
        .api_route("/admin/permissions", get_with(list_permissions, list_permissions_doc))
}

/// Names a role in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct RolePath {
    /// The role's name.
    #[schemars(length(max = 30))]
    role: String,
}

async fn list(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
) -> Answer<Json<v2::List<v2::Role>>> {
    let roles = roles::all(state.context(), &actor).await?;
    let items = roles.into_iter().map(convert::role).collect();
    Ok(Json(v2::List { items, next: None, total: None }))
}

async fn list_permissions(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
) -> Answer<Json<v2::List<v2::PermissionInfo>>> {
    let items = roles::permissions(state.context(), &actor).await?;
    Ok(Json(v2::List { items, next: None, total: None }))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Json(request): Json<v2::CreateRole>,
) -> Answer<(StatusCode, Json<v2::Role>)> {
    let new = request.parse().map_err(Problem::invalid_fields)?;
    let role = roles::create(state.context(), &actor, &new).await?;
    Ok((StatusCode::CREATED, Json(convert::role(role))))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(RolePath { role }): Path<RolePath>,
    headers: HeaderMap,
) -> Answer<Response> {
    single::answer(&convert::role(roles::find(state.context(), &actor, &role).await?), &headers)
}

async fn revise(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(RolePath { role }): Path<RolePath>,
    Json(request): Json<v2::UpdateRole>,
) -> Answer<Json<v2::Role>> {
    let patch = request.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::role(roles::revise(state.context(), &actor, &role, &patch).await?)))
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(RolePath { role }): Path<RolePath>,
) -> Answer<StatusCode> {
    roles::delete(state.context(), &actor, &role).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listRoles")
        .tag("admin")
        .summary("List the roles")
        .description("All of them, lowest first. Needs `roles.manage`.")
        .response_with::<200, Json<v2::List<v2::Role>>, _>(|answer| {
            answer.description("The roles.").example(example::list(example::role()))
        })
        .with(doc::problems(&[Code::PermissionDenied]))
}

fn list_permissions_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listPermissions")
        .tag("admin")
        .summary("List what roles may allow")
        .description(
            "All of it, by name. Permissions belong to the program: roles are made of them. Needs `roles.manage`.",
        )
        .response_with::<200, Json<v2::List<v2::PermissionInfo>>, _>(|answer| {
            answer.description("The permissions.").example(example::list(example::permission()))
        })
        .with(doc::problems(&[Code::PermissionDenied]))
}

fn create_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createRole")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Make a role")
        .description("Needs `roles.manage`. It allows nothing that you lack, and stands no higher than you do.")
        .response_with::<201, Json<v2::Role>, _>(|answer| answer.description("The role.").example(example::role()))
        .with(doc::problems(&[Code::PermissionDenied, Code::RoleNameTaken, Code::RoleLimit]))
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showRole")
        .tag("admin")
        .summary("Read a role")
        .description("Needs `roles.manage`.")
        .response_with::<200, Json<v2::Role>, _>(|answer| answer.description("The role.").example(example::role()))
        .with(doc::revalidates)
        .with(doc::problems(&[Code::PermissionDenied, Code::RoleNotFound]))
}

fn revise_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updateRole")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Change a role")
        .description(
            "Absent fields stay (JSON merge patch); the name always does. Needs `roles.manage`, adds nothing that you lack, \
             and touches nothing above your own highest role. Built-in roles keep their place, and the administrators' \
             role keeps every permission. Who holds the role has other rights within a second.",
        )
        .response_with::<200, Json<v2::Role>, _>(|answer| answer.description("The role.").example(example::role()))
        .with(doc::problems(&[Code::PermissionDenied, Code::RoleNotFound, Code::RoleBuiltIn]))
}

fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteRole")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Delete a role")
        .description("One of your own making that nobody holds and no new account gets. Needs `roles.manage`.")
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::PermissionDenied, Code::RoleNotFound, Code::RoleInUse, Code::RoleBuiltIn]))
}
