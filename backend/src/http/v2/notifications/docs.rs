//! What the document says of each operation on notifications.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v2};

use crate::http::{doc, extract::Json, v2::example};

type Operation<'a> = TransformOperation<'a>;

const OF_A_POST: &[Code] = &[Code::PostNotFound, Code::PostRemoved];

pub(super) fn list_own(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("listNotifications")
        .tag("me")
        .summary("List what you are told of")
        .description(
            "The last to happen first. What many do to one thing within a day is one entry as long as it is unread; an \
             entry that grows moves to the beginning, so who goes through the pages meanwhile finds it there when they \
             begin anew. What you may not see any more is not told: deleted and hidden content, people whom you have \
             blocked or muted or who have blocked you. `unread_count` counts all types. Read entries are kept for 90 days, \
             others for a year, unless the site says otherwise.",
        )
        .response_with::<200, Json<v2::NotificationList>, _>(|answer| {
            answer.description("One page of notifications.").example(example::notification_list())
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}

pub(super) fn update(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("updateNotification")
        .tag("me")
        .with(doc::counts_as(Action::NotificationsWrite))
        .summary("Mark a notification as read, or as unread")
        .description("JSON merge patch. What is read gets no mail any more, and what happens next begins a new one.")
        .response_with::<200, Json<v2::Notification>, _>(|answer| {
            answer.description("The notification as it is now.").example(example::notification())
        })
        .with(doc::problems(&[Code::NotificationNotFound, Code::SessionRequired]))
}

pub(super) fn read_all(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("readNotifications")
        .tag("me")
        .with(doc::counts_as(Action::NotificationsWrite))
        .summary("Mark notifications as read")
        .description(
            "All of them, or those that every given field fits. With `post_id` for whoever has read the page of that post: \
             what is mailed about it and stands in no list is seen then, too. Twice is once.",
        )
        .response_with::<200, Json<v2::UnreadNotifications>, _>(|answer| {
            answer.description("How many are unread now.").example(v2::UnreadNotifications { unread_count: 3 })
        })
        .with(doc::problems(&[Code::SessionRequired]))
}

pub(super) fn show_settings(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("showNotificationSettings")
        .tag("me")
        .summary("Read which notifications you want, and on which way")
        .description(
            "What you have chosen, and else what is usual: all types in the app; comments, answers, mentions and moderation \
             by mail at once, too.",
        )
        .response_with::<200, Json<v2::NotificationSettings>, _>(|answer| {
            answer.description("Your settings.").example(example::notification_settings())
        })
        .with(doc::revalidates)
}

pub(super) fn set_settings(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("setNotificationSettings")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Choose which notifications you want, and on which way")
        .description(
            "For all types at once. A mail at once waits for two minutes and is not sent if you have seen the thing by then; \
             the next about the same comes an hour later at the earliest. What has happened already stays as it was told.",
        )
        .response_with::<200, Json<v2::NotificationSettings>, _>(|answer| {
            answer.description("Your settings as they are now.").example(example::notification_settings())
        })
        .with(doc::problems(&[Code::SessionRequired]))
}

pub(super) fn muted(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("listMutedThreads")
        .tag("me")
        .summary("List the threads that you have muted")
        .description("The last first. A post that cannot be read any more is not among them, and is again when it can.")
        .response_with::<200, Json<v2::List<v2::MutedThread>>, _>(|answer| {
            answer.description("One page of threads.").example(example::list(example::muted_thread()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}

pub(super) fn mute(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("muteThread")
        .tag("posts")
        .with(doc::counts_as(Action::NotificationsWrite))
        .summary("Mute the thread of a post")
        .description(
            "You hear of nothing that others do with the post or beneath it: likes, comments, answers, mentions. What staff do \
             with what you wrote is told all the same. Nobody is told. Twice is once.",
        )
        .response_with::<204, (), _>(|answer| answer.description("It is muted."))
        .with(doc::problems(OF_A_POST))
}

pub(super) fn unmute(operation: Operation<'_>) -> Operation<'_> {
    operation
        .id("unmuteThread")
        .tag("posts")
        .with(doc::counts_as(Action::NotificationsWrite))
        .summary("Mute the thread of a post no longer")
        .description("Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("It is not muted."))
        .with(doc::problems(OF_A_POST))
}
