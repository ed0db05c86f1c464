//! A failed call in a sentence or two: what happened and what to do.

use super::client::ApiError;
use crate::text::failure as text;

/// What to tell the person who waits for the answer.
pub fn said(error: &ApiError) -> String {
    let problem = match error {
        ApiError::Problem(problem) => problem,
        ApiError::Offline => return text::OFFLINE.to_owned(),
        ApiError::Timeout => return text::TIMEOUT.to_owned(),
        ApiError::Cancelled => return text::CANCELLED.to_owned(),
        ApiError::Unreadable(413) => return text::TOO_LARGE.to_owned(),
        ApiError::Unreadable(_) => return text::UNREADABLE.to_owned(),
    };
    if problem.status == 429 {
        return text::too_often(problem.retry_after);
    }
    if problem.status >= 500 {
        return text::on_our_side(&problem.title, &problem.request_id);
    }
    match problem.errors.first() {
        Some(first) => text::sentence(&first.detail),
        None if problem.detail.is_empty() => text::sentence(&problem.title),
        None => text::sentence(&problem.detail),
    }
}
