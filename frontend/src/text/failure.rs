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

/// More in a short time than the site takes from one person or place. How long to wait, if the server said.
pub fn too_often(wait_secs: Option<u32>) -> String {
    let when = wait_secs.map_or_else(|| "a moment".to_owned(), waiting);
    format!("That was too often in a short time. Please wait {when}, then try again.")
}

/// As in `40 seconds`, `12 minutes`, `3 hours`; rounded up, so that who waits as long has waited long enough.
fn waiting(secs: u32) -> String {
    let secs = u64::from(secs);
    match secs {
        0..=90 => super::count(secs.max(1), "second", "seconds"),
        91..=5_400 => super::count(secs.div_ceil(60), "minute", "minutes"),
        5_401..=129_600 => super::count(secs.div_ceil(3_600), "hour", "hours"),
        _ => super::count(secs.div_ceil(86_400), "day", "days"),
    }
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

    #[test]
    fn a_limit_says_when_to_come_back() {
        let said = too_often(Some(700));
        assert_eq!(said, "That was too often in a short time. Please wait 12 minutes, then try again.");
        assert!(too_often(None).contains("wait a moment"));
        let waits: Vec<_> = [0, 1, 90, 91, 5_401, 200_000].into_iter().map(waiting).collect();
        assert_eq!(waits, ["1 second", "1 second", "90 seconds", "2 minutes", "2 hours", "3 days"]);
    }
}
