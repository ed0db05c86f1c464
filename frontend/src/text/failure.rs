//! What is said when a call to the server gives no answer.

use crate::api::ApiError;

/// A sentence or two about what happened and what to do.
pub fn said(error: &ApiError) -> String {
    match error {
        ApiError::Problem(problem) if problem.status >= 500 => {
            format!("{} Try again in a moment. (Request {})", sentence(&problem.title), problem.request_id)
        }
        ApiError::Problem(problem) => match problem.errors.first() {
            Some(first) => sentence(&first.detail),
            None if problem.detail.is_empty() => sentence(&problem.title),
            None => sentence(&problem.detail),
        },
        ApiError::Offline => "The server cannot be reached. Check your connection and try again.".to_owned(),
        ApiError::Timeout => "The server took too long to answer. Try again in a moment.".to_owned(),
        ApiError::Cancelled => "That was called off.".to_owned(),
        ApiError::Unreadable(413) => "That is larger than the server takes.".to_owned(),
        ApiError::Unreadable(_) => "The server's answer could not be read. Try again in a moment.".to_owned(),
    }
}

/// With a full stop at its end.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_in_whole_sentences() {
        assert_eq!(sentence("The username is taken"), "The username is taken.");
        assert_eq!(sentence("Why?"), "Why?");
        for error in [ApiError::Offline, ApiError::Timeout, ApiError::Cancelled, ApiError::Unreadable(502)] {
            assert!(said(&error).ends_with('.'), "{error:?}");
        }
    }
}
