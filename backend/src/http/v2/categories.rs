//! Categories: read by everyone, kept by staff.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use broadsheet_shared::{limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::example;
use crate::{
    http::{
        Answer, AppState, Problem, cached, doc,
        extract::{CurrentActor, Json, Path, SignedIn, access},
        redirect,
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::categories::{self, CategoryError},
};

/// Where categories are.
const CATEGORIES: &str = "/api/v2/categories/";

/// The operations of `/categories`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/categories", get_with(list, list_doc).post_with(create, create_doc)).api_route(
        "/categories/{slug}",
        get_with(show, show_doc).patch_with(revise, revise_doc).delete_with(delete, delete_doc),
    )
}

/// Names a category in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct CategoryPath {
    /// The slug.
    #[schemars(length(max = 100))]
    slug: String,
}

/// All at once: staff keep few.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AllQuery {
    /// Taken for the sake of uniform lists; there are never more pages than one.
    #[serde(default)]
    limit: crate::http::extract::PageLimit,
}

async fn list(
    State(state): State<AppState>,
    _: CurrentActor,
    headers: HeaderMap,
    crate::http::extract::Query(query): crate::http::extract::Query<AllQuery>,
) -> Answer<Response> {
    let limit = query.limit.get();
    let context = state.context().clone();
    let load = || async move {
        let mut items = categories::all(&context).await?;
        items.truncate(limit.into());
        entry(&v2::List { items, next: None, total: None }, [Tag::Categories, Tag::Posts])
    };
    let key = Key::new(Family::Lists, &["v2", "categories", &limit.to_string()]);
    let ready = state.context().cache.ready(key, load).await?;
    Ok(cached::answer(&ready, &headers).await)
}

async fn show(
    State(state): State<AppState>,
    _: CurrentActor,
    Path(CategoryPath { slug }): Path<CategoryPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    let context = state.context().clone();
    let key = Key::new(Family::Lists, &["v2", "category", &slug]);
    let load = || async move {
        let category = categories::find(&context, &slug).await?;
        let tag = Tag::category(category.id);
        entry(&category, [tag, Tag::Categories, Tag::Posts])
    };
    let ready = state.context().cache.ready(key, load).await?;
    Ok(cached::answer(&ready, &headers).await)
}

fn entry(body: &impl Serialize, tags: impl IntoIterator<Item = Tag>) -> Result<Loaded, CategoryError> {
    let entry = Entry::json(body).map_err(|error| CategoryError::Encoding(error.to_string()))?;
    Ok(Loaded::new(entry, tags))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Json(request): Json<v2::CreateCategory>,
) -> Answer<Response> {
    let new = request.parse().map_err(Problem::invalid_fields)?;
    let category = categories::create(state.context(), &actor, &new).await?;
    let location = redirect::location(CATEGORIES, &category.slug);
    let mut response = (StatusCode::CREATED, Json(category)).into_response();
    response.headers_mut().extend(location);
    Ok(response)
}

async fn revise(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(CategoryPath { slug }): Path<CategoryPath>,
    Json(request): Json<v2::UpdateCategory>,
) -> Answer<Json<v2::Category>> {
    let patch = request.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(categories::revise(state.context(), &actor, &slug, &patch).await?))
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(CategoryPath { slug }): Path<CategoryPath>,
) -> Answer<StatusCode> {
    categories::delete(state.context(), &actor, &slug).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listCategories")
        .tag("categories")
        .summary("List the categories")
        .description("All of them, in the order that staff gave them.")
        .response_with::<200, Json<v2::List<v2::Category>>, _>(|answer| {
            answer.description("The categories.").example(example::list(example::category()))
        })
        .with(doc::revalidates)
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showCategory")
        .tag("categories")
        .summary("Read a category")
        .description("With its number of published posts.")
        .response_with::<200, Json<v2::Category>, _>(|answer| {
            answer.description("The category.").example(example::category())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::CategoryNotFound]))
}

fn create_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createCategory")
        .tag("categories")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Make a category")
        .description("Needs `categories.manage`.")
        .response_with::<201, Json<v2::Category>, _>(|answer| {
            answer.description("The category.").example(example::category())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::SlugTaken]))
}

fn revise_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updateCategory")
        .tag("categories")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Change a category")
        .description("Absent fields stay (JSON merge patch). Needs `categories.manage`.")
        .response_with::<200, Json<v2::Category>, _>(|answer| {
            answer.description("The category.").example(example::category())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CategoryNotFound]))
}

fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteCategory")
        .tag("categories")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Delete a category")
        .description("Only one without published posts. Needs `categories.manage`.")
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::PermissionDenied, Code::CategoryNotFound, Code::CategoryInUse]))
}
