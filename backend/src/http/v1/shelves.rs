//! Categories and tags.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use broadsheet_shared::v1;

use super::{
    example,
    page::{self, PageQuery},
};
use crate::{
    http::{
        Answer, AppState,
        extract::{CurrentActor, Json, Query},
    },
    services::{categories, tags},
};

/// The operations of `/categories` and `/tags`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/categories", get_with(list_categories, list_categories_doc))
        .api_route("/tags", get_with(list_tags, list_tags_doc))
}

async fn list_categories(State(state): State<AppState>, _: CurrentActor) -> Answer<Json<v1::Categories>> {
    let categories = categories::all(state.context()).await?.into_iter();
    let categories = categories.map(|category| v1::Category {
        slug: category.slug,
        name: category.name,
        description: category.description,
        post_count: category.post_count,
    });
    Ok(Json(v1::Categories { categories: categories.collect() }))
}

async fn list_tags(
    State(state): State<AppState>,
    _: CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let offset = query.page.offset(query.per_page);
    let (found, total) = tags::numbered(state.context(), offset, query.per_page.get()).await?;
    let pagination = query.page.of(query.per_page, total);
    let tags = found.into_iter().map(|tag| v1::Tag { name: tag.slug, post_count: tag.post_count }).collect();
    Ok(page::answer(&uri, pagination, &v1::Tags { tags, pagination }))
}

fn list_categories_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listCategories")
        .tag("categories")
        .summary("List the categories")
        .description("All of them, in the order that staff gave them.")
        .response_with::<200, Json<v1::Categories>, _>(|answer| {
            answer.description("The categories.").example(example::categories())
        })
}

fn list_tags_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listTags")
        .tag("tags")
        .summary("List tags")
        .description("Only tags that published posts carry, by name.")
        .response_with::<200, Json<v1::Tags>, _>(|answer| {
            answer.description("One page of tags.").example(example::tags())
        })
}
