//! What the document says of each operation on follows.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v2};

use crate::http::{doc, extract::Json, v2::example};

type Operation<'a> = TransformOperation<'a>;

const OF_PEOPLE: &[Code] =
    &[Code::UserNotFound, Code::FollowSelf, Code::UserBlocked, Code::PermissionDenied, Code::AccountUnconfirmed];
const OF_TAGS: &[Code] = &[Code::TagNotFound, Code::PermissionDenied, Code::AccountUnconfirmed];

pub(super) fn follow(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("followUser")
        .tag("users")
        .with(doc::counts_as(Action::FollowsWrite))
        .summary("Follow a person")
        .description("Their posts come to your feed. Needs `follows.write`. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("You follow them."))
        .with(doc::problems(OF_PEOPLE))
}

pub(super) fn unfollow(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("unfollowUser")
        .tag("users")
        .with(doc::counts_as(Action::FollowsWrite))
        .summary("Follow a person no longer")
        .description("Twice is once. Also somebody whose account is not to be seen any more.")
        .response_with::<204, (), _>(|answer| answer.description("You do not follow them."))
        .with(doc::problems(OF_PEOPLE))
}

pub(super) fn follow_tag(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("followTag")
        .tag("tags")
        .with(doc::counts_as(Action::FollowsWrite))
        .summary("Follow a tag")
        .description("Posts that carry it come to your feed. Needs `follows.write`. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("You follow it."))
        .with(doc::problems(OF_TAGS))
}

pub(super) fn unfollow_tag(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("unfollowTag")
        .tag("tags")
        .with(doc::counts_as(Action::FollowsWrite))
        .summary("Follow a tag no longer")
        .description("Twice is once. Also a tag that no published post carries any more.")
        .response_with::<204, (), _>(|answer| answer.description("You do not follow it."))
        .with(doc::problems(OF_TAGS))
}

pub(super) fn followers(operation: Operation<'_>) -> Operation<'_> {
    people(operation).id("listFollowers").summary("List who follows a person").description(
        "The last to come first, without people whom you have blocked or muted and those who have blocked you.",
    )
}

pub(super) fn following(operation: Operation<'_>) -> Operation<'_> {
    people(operation).id("listFollowing").summary("List whom a person follows").description(
        "The last to be followed first, without people whom you have blocked or muted and those who have blocked you.",
    )
}

fn people(operation: Operation<'_>) -> Operation<'_> {
    operation
        .tag("users")
        .response_with::<200, Json<v2::List<v2::UserRef>>, _>(|answer| {
            answer.description("One page of people.").example(example::list(example::user_ref()))
        })
        .with(doc::problems(&[Code::UserNotFound, Code::CursorInvalid]))
}
