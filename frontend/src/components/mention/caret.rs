//! Where a text area's caret is on the screen. Browsers do not tell: so the text before it is set once more, in an element
//! that looks the same and is not seen.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};

/// What decides on where lines break.
const COPIED: [&str; 10] = [
    "font",
    "letter-spacing",
    "word-spacing",
    "line-height",
    "width",
    "padding",
    "border",
    "box-sizing",
    "direction",
    "tab-size",
];
/// How the copy differs.
const OWN: [(&str, &str); 5] = [
    ("position", "absolute"),
    ("visibility", "hidden"),
    ("inset", "0 auto auto 0"),
    ("white-space", "pre-wrap"),
    ("overflow-wrap", "break-word"),
];

/// Left edge of the caret and lower edge of its line, in pixels from the corner of the text area. `before` is the text
/// up to the caret.
pub fn place(area: &HtmlTextAreaElement, before: &str) -> Option<(i32, i32)> {
    let looks = window().get_computed_style(area).ok()??;
    let copy: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    let style = copy.style();
    for property in COPIED {
        style.set_property(property, &looks.get_property_value(property).ok()?).ok()?;
    }
    for (property, value) in OWN {
        style.set_property(property, value).ok()?;
    }
    copy.set_text_content(Some(before));
    let mark: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
    mark.set_text_content(Some("\u{200b}"));
    copy.append_child(&mark).ok()?;
    document().body()?.append_child(&copy).ok()?;
    let place = (mark.offset_left(), mark.offset_top() + mark.offset_height() - area.scroll_top());
    copy.remove();
    Some(place)
}
