//! What the document says of each operation on comments.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{EXAMPLE, REFUSALS};
use crate::http::{doc, extract::Json, v2::example};

type Operation<'a> = TransformOperation<'a>;

pub(super) fn list(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("listComments")
        .tag("comments")
        .summary("List the comments of a post")
        .description(
            "In reading order: each comment stands behind the one it answers, `depth` says how far in. `limit` counts \
             threads; each brings at most 100 answers, the rest is asked for with `parent_id`. Of what people wrote whom you have \
             blocked or muted, or who have blocked you, only the place is shown, as of hidden comments.",
        )
        .response_with::<200, Json<v2::List<v2::Comment>>, _>(|answer| {
            answer.description("One page of threads.").example(example::list(EXAMPLE()))
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved, Code::CommentNotFound, Code::CursorInvalid]))
}

pub(super) fn create(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("createComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Comment on a post")
        .description("Or answer another comment with `parent_id`. Needs `comments.write`.")
        .response_with::<201, Json<v2::Comment>, _>(|answer| answer.description("The comment.").example(EXAMPLE()))
        .with(doc::problems(&[
            Code::PostNotFound,
            Code::PostRemoved,
            Code::PermissionDenied,
            Code::AccountUnconfirmed,
            Code::UserBlocked,
            Code::CommentsClosed,
            Code::IdempotencyRunning,
            Code::IdempotencyMismatch,
        ]))
}

pub(super) fn show(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("showComment")
        .tag("comments")
        .summary("Read a comment")
        .description("Of one that was taken away only its place is shown.")
        .response_with::<200, Json<v2::Comment>, _>(|answer| answer.description("The comment.").example(EXAMPLE()))
        .with(doc::revalidates)
        .with(doc::problems(&[Code::CommentNotFound]))
}

pub(super) fn revise(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("updateComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Change your comment")
        .description("A stale `If-Match` stores nothing: the answer is 412 with the stored version in `current`.")
        .response_with::<200, Json<v2::Comment>, _>(|answer| answer.description("The comment.").example(EXAMPLE()))
        .with(doc::problems(&[Code::CommentNotFound, Code::PermissionDenied, Code::CommentStale]))
}

pub(super) fn delete(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("deleteComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Delete a comment")
        .description(
            "Your own, or with `comments.moderate` that of anybody whose role is no higher than yours. Its place stays while \
             somebody answered it. A stale `If-Match` deletes nothing: the answer is 412.",
        )
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::CommentNotFound, Code::PermissionDenied, Code::CommentStale]))
}

pub(super) fn hide(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("hideComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Hide a comment beneath your post")
        .description(
            "Or anywhere with `comments.moderate`, but for your own and those of people whose role is higher than yours. It \
             is kept, with who hid it and when. Twice is once.",
        )
        .response_with::<204, (), _>(|answer| answer.description("It is hidden."))
        .with(doc::problems(REFUSALS))
}

pub(super) fn unhide(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("unhideComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Show a hidden comment again")
        .description(
            "Beneath your post, if you hid it yourself. Anything else with `comments.moderate`, but for your own and those of \
             people whose role is higher than yours. Twice is once.",
        )
        .response_with::<204, (), _>(|answer| answer.description("It is shown."))
        .with(doc::problems(REFUSALS))
}
