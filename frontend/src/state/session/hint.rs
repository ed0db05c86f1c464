//! The readable cookie that says a session may exist. It holds no secret, and spares strangers a request.

use wasm_bindgen::JsCast;

const NAME: &str = "__Host-hint";

/// True if a session may exist.
pub(super) fn is_set() -> bool {
    let document = leptos::prelude::document().dyn_into::<web_sys::HtmlDocument>().ok();
    document.and_then(|document| document.cookie().ok()).is_some_and(|cookies| names_it(&cookies))
}

fn names_it(cookies: &str) -> bool {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .any(|(name, value)| name == NAME && value == "1")
}

#[cfg(test)]
mod tests {
    use super::names_it;

    #[test]
    fn only_the_whole_name_counts() {
        assert!(names_it("theme=dark; __Host-hint=1"));
        assert!(!names_it(""));
        assert!(!names_it("x__Host-hint=1"));
        assert!(!names_it("__Host-hint="));
    }
}
