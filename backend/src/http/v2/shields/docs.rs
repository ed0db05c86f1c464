//! What the document says of each operation on blocks and mutes.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v2};

use crate::http::{doc, extract::Json, v2::example};

type Operation<'a> = TransformOperation<'a>;

pub(super) fn block(operation: Operation<'_>) -> Operation<'_> {
    turn(operation)
        .id("blockUser")
        .summary("Block a person")
        .description(
            "You and they no longer see one another in lists of posts and people, feeds, search and comments, and neither \
             follows, likes or answers the other. Follows between you end. Staff who keep order go on reading every \
             comment. Twice is once.",
        )
        .response_with::<204, (), _>(|answer| answer.description("They are blocked."))
}

pub(super) fn unblock(operation: Operation<'_>) -> Operation<'_> {
    turn(operation)
        .id("unblockUser")
        .summary("Block a person no longer")
        .description("Follows that the block ended stay ended. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("They are not blocked."))
}

pub(super) fn mute(operation: Operation<'_>) -> Operation<'_> {
    turn(operation)
        .id("muteUser")
        .summary("Mute a person")
        .description(
            "You no longer see them in lists of posts and people, your feed, search and comments. They are not told, and see \
             and do what they did before. With `comments.moderate` you go on reading their comments. Twice is once.",
        )
        .response_with::<204, (), _>(|answer| answer.description("They are muted."))
}

pub(super) fn unmute(operation: Operation<'_>) -> Operation<'_> {
    turn(operation)
        .id("unmuteUser")
        .summary("Mute a person no longer")
        .description("Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("They are not muted."))
}

pub(super) fn blocks(operation: Operation<'_>) -> Operation<'_> {
    people(operation).id("listBlocks").summary("List whom you have blocked").description("The last first.")
}

pub(super) fn mutes(operation: Operation<'_>) -> Operation<'_> {
    people(operation).id("listMutes").summary("List whom you have muted").description("The last first.")
}

fn turn(operation: Operation<'_>) -> Operation<'_> {
    operation
        .tag("users")
        .with(doc::counts_as(Action::FollowsWrite))
        .with(doc::problems(&[Code::UserNotFound, Code::BlockSelf]))
}

fn people(operation: Operation<'_>) -> Operation<'_> {
    operation
        .tag("me")
        .response_with::<200, Json<v2::List<v2::UserRef>>, _>(|answer| {
            answer.description("One page of people.").example(example::list(example::user_ref()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}
