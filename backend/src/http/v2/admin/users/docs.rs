//! What the document says of each operation on accounts.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v2};

use crate::http::{doc, extract::Json, v2::example};

type Operation<'a> = TransformOperation<'a>;

pub(super) fn list(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("listAccounts")
        .tag("admin")
        .summary("Find accounts")
        .description(
            "Whatever their status, ordered by username. For staff: needs one of `users.suspend`, `users.manage`, \
             `roles.manage` and `users.read_private`; addresses are shown with the last alone.",
        )
        .response_with::<200, Json<v2::List<v2::StaffUser>>, _>(|answer| {
            answer.description("One page of accounts.").example(example::list(example::staff_user()))
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CursorInvalid]))
}

pub(super) fn show(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("showAccount")
        .tag("admin")
        .summary("Read an account")
        .description("For staff, as in the list.")
        .response_with::<200, Json<v2::StaffUser>, _>(|answer| {
            answer.description("The account.").example(example::staff_user())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::PermissionDenied, Code::UserNotFound]))
}

pub(super) fn revise(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("updateAccount")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Change somebody's profile, or take their address as confirmed")
        .description(
            "Absent fields stay (JSON merge patch). Needs `users.manage`, and nobody changes those above them.",
        )
        .response_with::<200, Json<v2::StaffUser>, _>(|answer| {
            answer.description("The account.").example(example::staff_user())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::UserNotFound]))
}

pub(super) fn set_roles(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("setAccountRoles")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Give somebody these roles and no others")
        .description(
            "Needs `roles.manage`. Nobody gives a role that allows what they lack or stands above their own highest, or \
             touches a person above them; and somebody always stays administrator. The person's access tokens answer \
             `token.stale` within a second.",
        )
        .response_with::<200, Json<v2::StaffUser>, _>(|answer| {
            answer.description("The account with its roles.").example(example::staff_user())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::UserNotFound, Code::LastAdmin]))
}

pub(super) fn reset_factors(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("resetAccountFactors")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Take somebody's second factors away, who has lost them")
        .description(
            "Make sure first that it is them who ask. Their authenticator app, passkeys and recovery codes open nothing any \
             more, every session of theirs ends, and the password alone signs in; they get a mail about it. An account \
             without a second factor stays as it is. Needs `users.manage`, a session, and proof anew: your own password, \
             or a passkey. Nobody does it to those above them, or to themselves.",
        )
        .response_with::<204, (), _>(|answer| answer.description("The account has no second factor."))
        .with(doc::problems(&[
            Code::SessionRequired,
            Code::PermissionDenied,
            Code::ProofRequired,
            Code::ChallengeInvalid,
            Code::UserNotFound,
        ]))
}

pub(super) fn suspend(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("suspendAccount")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Shut an account")
        .description(
            "With a reason, and until a time or without an end. Its sessions end and its tokens are refused within a \
             second; its page is gone; what it wrote stays. Needs `users.suspend`; nobody suspends themselves, those above \
             them, or the last administrator.",
        )
        .response_with::<200, Json<v2::StaffUser>, _>(|answer| {
            answer.description("The account, suspended.").example(example::suspended_user())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::UserNotFound, Code::UserWrongState, Code::LastAdmin]))
}

pub(super) fn unsuspend(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("unsuspendAccount")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Open an account again")
        .description("Its owner signs in anew. Needs `users.suspend`.")
        .response_with::<200, Json<v2::StaffUser>, _>(|answer| {
            answer.description("The account.").example(example::staff_user())
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::UserNotFound, Code::UserWrongState]))
}
