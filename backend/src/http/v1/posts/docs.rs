//! What the document says of each operation on posts.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v1};

use crate::http::{doc, extract::Json, v1::example};

type Operation<'a> = TransformOperation<'a>;

const WRITES: &[Code] = &[
    Code::PostNotFound,
    Code::PostRemoved,
    Code::PermissionDenied,
    Code::AccountUnconfirmed,
    Code::LinksTooEarly,
    Code::PostWrongState,
    Code::PostChanged,
];

pub(super) fn list(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("listPosts")
        .tag("posts")
        .summary("List published posts")
        .description("Newest first.")
        .response_with::<200, Json<v1::Posts>, _>(|answer| {
            answer.description("One page of posts.").example(example::posts())
        })
}

pub(super) fn of_user(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("listPostsOfUser")
        .tag("users")
        .summary("List a person's published posts")
        .description("Newest first.")
        .response_with::<200, Json<v1::Posts>, _>(|answer| {
            answer.description("One page of posts.").example(example::posts())
        })
        .with(doc::problems(&[Code::UserNotFound]))
}

pub(super) fn find(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("searchPosts")
        .tag("posts")
        .with(doc::counts_as(Action::Search))
        .summary("Search published posts")
        .description("Best first. All words must match; the last may be unfinished. The first 1,000 can be paged.")
        .response_with::<200, Json<v1::Posts>, _>(|answer| {
            answer.description("One page of posts.").example(example::posts())
        })
}

pub(super) fn show(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("showPost")
        .tag("posts")
        .summary("Read a post")
        .description("With its text as Markdown and as sanitised HTML.")
        .response_with::<200, Json<v1::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved]))
}

pub(super) fn create(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("createPost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsCreate))
        .summary("Write a post")
        .description("A draft, or published at once with `status`.")
        .response_with::<201, Json<v1::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(&[Code::PermissionDenied, Code::AccountUnconfirmed, Code::LinksTooEarly]))
}

pub(super) fn revise(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("updatePost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Change a post")
        .description(
            "Absent fields stay. With a stale `updated_at` nothing is stored and the answer is 409. Fields and `status` are \
             stored together: where one is refused, so is the other.",
        )
        .response_with::<200, Json<v1::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(WRITES))
}

pub(super) fn delete(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("deletePost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Delete a post")
        .description("Its author may restore it for 30 days.")
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved, Code::PermissionDenied]))
}
