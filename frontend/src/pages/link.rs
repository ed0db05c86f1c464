//! Links that people were mailed: the secret stands in the fragment, which no server and no log ever sees, and leaves the
//! address at once.

use leptos::{ev, prelude::*};

use crate::{paths, state::location};

/// Hands on the secret of a link that is pasted into the bar while its page stands: that loads no new one.
pub(super) fn hear_token(path: &'static str, then: impl Fn(String) + 'static) {
    let listener = window_event_listener(ev::hashchange, move |_| {
        if let Some(token) = take_token(path) {
            then(token);
        }
    });
    on_cleanup(move || listener.remove());
}

/// The secret from the fragment, which is taken out of the address and so out of the history; `path` stays.
pub(super) fn take_token(path: &str) -> Option<String> {
    let fragment = window().location().hash().unwrap_or_default();
    let token = token_of(&fragment)?;
    location::show_address(path);
    Some(token)
}

/// `#token=<secret>`, or `#<secret>` alone.
fn token_of(fragment: &str) -> Option<String> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let token = fragment.strip_prefix("token=").unwrap_or(fragment);
    let token = paths::decoded(token)?;
    (!token.is_empty() && token.len() <= 100).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::token_of;

    #[test]
    fn the_secret_is_found_in_the_fragment() {
        assert_eq!(token_of("#token=abc-1").as_deref(), Some("abc-1"));
        assert_eq!(token_of("#abc-1").as_deref(), Some("abc-1"));
        assert_eq!(token_of(""), None);
        assert_eq!(token_of("#token="), None);
    }
}
