//! From the text by which a program calls itself to the few words by which its owner knows it.

/// Marks of browsers, the more particular first: every browser claims to be others as well.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("EdgiOS/", "Edge"),
    ("Safari/", "Safari"),
];

/// Marks of systems, the more particular first: Android names Linux, and an iPhone names a Mac.
const SYSTEMS: [(&str, &str); 9] = [
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

/// Longest name of a program that is no browser.
const MAX_NAME: usize = 30;

/// As in `Firefox on Linux`, or `curl`; empty if nothing can be told.
pub(super) fn words(user_agent: &str) -> String {
    let marked = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (marked(&BROWSERS), marked(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => product(user_agent),
    }
}

/// The first product of a user agent, without its version: plain letters alone, for it is shown beside trusted words.
fn product(user_agent: &str) -> String {
    let name = user_agent.split(['/', ' ', '(']).next().unwrap_or_default();
    let is_plain = !name.is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if is_plain { name.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn browsers_and_systems_are_told_apart() {
        let mozilla = |rest: &str| words(&format!("Mozilla/5.0 {rest}"));

        assert_eq!(mozilla("(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox on Linux");
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        assert_eq!(
            mozilla(&format!("(Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0 Safari/537.36 Edg/140.0")),
            "Edge on Windows"
        );
        assert_eq!(
            mozilla(&format!("(Linux; Android 15; Pixel) {webkit} Chrome/140.0 Mobile Safari/537.36")),
            "Chrome on Android"
        );
        assert_eq!(
            mozilla(&format!("(iPhone; CPU iPhone OS 18_0 like Mac OS X) {webkit} Version/18.0 Safari/604.1")),
            "Safari on iPhone"
        );
        assert_eq!(
            mozilla(&format!("(Macintosh; Intel Mac OS X 14_0) {webkit} Version/18.0 Safari/605.1")),
            "Safari on Mac"
        );
    }

    #[test]
    fn other_programs_are_called_by_their_plain_name_or_not_at_all() {
        assert_eq!(words("curl/8.5.0"), "curl");
        assert_eq!(words("python-requests/2.32 (x)"), "python-requests");
        for odd in ["", " ", "<b>bold</b>", "\u{202E}evil/1", &"x".repeat(31)] {
            assert_eq!(words(odd), "", "{odd}");
        }
    }
}
