//! What is said when a call to the server gives no answer.

/// The server cannot be reached.
pub const OFFLINE: &str = "The server cannot be reached. Check your connection and try again.";
/// No answer in time.
pub const TIMEOUT: &str = "The server took too long to answer. Try again in a moment.";
/// The caller no longer wanted it.
pub const CANCELLED: &str = "That was called off.";
/// More than some proxy takes.
pub const TOO_LARGE: &str = "That is larger than the server takes.";
/// An answer that is not ours.
pub const UNREADABLE: &str = "The server's answer could not be read. Try again in a moment.";

/// The server's own fault, with the number that names the request in its log.
pub fn on_our_side(title: &str, request_id: &str) -> String {
    format!("{} Try again in a moment. (Request {request_id})", sentence(title))
}

/// With a full stop at its end.
pub fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_in_whole_sentences() {
        assert_eq!(sentence("The username is taken"), "The username is taken.");
        assert_eq!(sentence("Why?"), "Why?");
        assert!(on_our_side("Something broke", "r1").starts_with("Something broke. Try"));
    }
}
