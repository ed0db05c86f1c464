//! Where to go after signing in: a path of this site and nothing else (L4).

use crate::paths;

/// The wanted path if it is one of this site, else the front page.
///
/// Refused are other origins in every spelling (`//x`, `/\x`, `/%2Fx`, encoded twice, `https:x`, `javascript:`), control
/// characters, and the account pages themselves, which would lead in a circle.
pub fn local_path(next: Option<&str>) -> String {
    let wanted = next.unwrap_or_default();
    if is_local(wanted) { wanted.to_owned() } else { paths::HOME.to_owned() }
}

fn is_local(wanted: &str) -> bool {
    // Twice decoded, an honest path of ours still begins like a path.
    let once = paths::decoded(wanted);
    let twice = once.as_deref().and_then(paths::decoded);
    let (Some(once), Some(twice)) = (once, twice) else { return false };
    let spellings = [wanted, once.as_str(), twice.as_str()];
    let is_path = |text: &str| {
        let is_plain = !text.contains('\\') && !text.chars().any(char::is_control);
        text.starts_with('/') && !text.starts_with("//") && is_plain
    };
    let path = wanted.split(['?', '#']).next().unwrap_or_default();
    spellings.into_iter().all(is_path)
        && ![paths::LOGIN, paths::REGISTER, paths::CONFIRM, paths::FORGOT, paths::RESET].contains(&path)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn l4_only_a_local_path_is_followed() {
        for next in ["/", "/write", "/posts/%C3%A9t%C3%A9#comments", "/search?q=a%20b"] {
            assert_eq!(local_path(Some(next)), next);
        }
        for next in [
            "",
            "write",
            "//x",
            "///x",
            "/\\x",
            "/%2Fx",
            "/%252Fx",
            "/%5Cx",
            "https:x",
            "https://x",
            "javascript:alert(1)",
            "/\tx",
            "/%09/x",
            "/%0d%0ax",
            "\\\\x",
            "/login?next=/login",
            "/%ff",
            " /x",
        ] {
            assert_eq!(local_path(Some(next)), "/", "{next:?}");
        }
        assert_eq!(local_path(None), "/");
    }
}
