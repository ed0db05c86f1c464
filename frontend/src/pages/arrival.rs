//! What a page shows until its content is there, and instead of it if it does not come.

use broadsheet_shared::problem::Code;
use leptos::prelude::*;

use crate::{
    api::{ApiError, failure::said},
    components::state::{Failed, NotFound, Skeleton},
    head::Head,
    state::{location::use_navigator, reading::Reading, tab::use_head},
    text::reading as text,
};

/// The content once it is ready; else a skeleton, or what went wrong.
pub fn arrival<T>(reading: Reading<T>, view: impl FnOnce(T) -> AnyView) -> AnyView {
    match reading {
        Reading::Ready(content) => view(content),
        Reading::Loading => view! { <Skeleton /> }.into_any(),
        Reading::Failed(error) => failure(&error),
    }
}

/// The page in place of one that failed.
pub fn failure(error: &ApiError) -> AnyView {
    if error.code() == Some(Code::PostRemoved) {
        return removed();
    }
    if error.status() == Some(404) {
        return not_found();
    }
    let navigator = use_navigator();
    failed(error, Callback::new(move |()| navigator.retry()))
}

/// What went wrong, and a button that tries again.
pub fn failed(error: &ApiError, retry: Callback<()>) -> AnyView {
    use_head(&Head::hidden(text::ERROR));
    let (title, hint) = match error {
        ApiError::Offline | ApiError::Timeout => (text::OFFLINE, text::OFFLINE_HINT.to_owned()),
        _ if error.status() == Some(429) => (text::TOO_OFTEN, said(error)),
        _ if error.status() == Some(503) => (text::BUSY, text::BUSY_HINT.to_owned()),
        _ => (text::ERROR, text::ERROR_HINT.to_owned()),
    };
    let request_id = match error {
        ApiError::Problem(problem) => Some(problem.request_id.clone()),
        _ => None,
    };
    view! { <Failed title=title hint=hint request_id=request_id retry=Some(retry) /> }.into_any()
}

/// The page in place of a post that staff took away.
fn removed() -> AnyView {
    use_head(&Head::hidden(text::REMOVED));
    view! { <NotFound title=text::REMOVED hint=text::REMOVED_HINT number="410" /> }.into_any()
}

/// The page that the server gave an address with nothing for strangers behind it, by its status; `None` for one that
/// has something.
pub fn missing(status: u16) -> Option<AnyView> {
    match status {
        404 => Some(not_found()),
        410 => Some(removed()),
        _ => None,
    }
}

/// The page for an address that leads nowhere.
pub fn not_found() -> AnyView {
    use_head(&Head::hidden(text::NOT_FOUND));
    view! { <NotFound /> }.into_any()
}
