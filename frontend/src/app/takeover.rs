//! The app takes the place of the server's HTML: it builds itself beside the page, complete, and is put in its place in
//! one task. Nothing moves, and people keep their place, their focus, their selection and what they have typed.

pub(super) mod kept;

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use self::kept::Kept;
use crate::bridge::{self, FromPage, TALK};

/// Where the server writes the page, and the app stands.
const ROOT: &str = "app";
/// Frames to wait for a page that must ask the server first, or for a press to end; the server's HTML can be read
/// meanwhile.
const PATIENCE_FRAMES: u32 = 600;

/// Builds the app and puts it in the place of the server's HTML.
pub fn replace_first_html<F, N>(view: F)
where
    F: FnOnce() -> N + 'static,
    N: IntoView + 'static,
{
    let Some(root) = new_root() else { return };
    let handle = mount_to(root.clone(), view);
    // The app lives as long as the page.
    handle.forget();
    match document().get_element_by_id(ROOT) {
        Some(old) => replace_when_complete(old, root, PATIENCE_FRAMES),
        None => {
            if let Some(body) = document().body() {
                let _ = body.append_child(&root);
            }
        }
    }
}

/// True while somebody presses something in there: what is taken away between press and release hears of no click.
pub(super) fn is_pressed(place: &Element) -> bool {
    place.matches(":active").unwrap_or_default()
}

/// The text of the page's data; empty if there is none.
pub fn page_data_text() -> String {
    document().get_element_by_id("page-data").and_then(|element| element.text_content()).unwrap_or_default()
}

fn new_root() -> Option<HtmlElement> {
    let root: HtmlElement = document().create_element("div").ok()?.unchecked_into();
    root.set_id(ROOT);
    Some(root)
}

fn replace_when_complete(old: Element, new: HtmlElement, frames: u32) {
    let has_content = find(&old, "main > *:not(noscript, .skeleton, [hidden])").is_some();
    let is_waiting = find(&new, ".skeleton").is_some();
    if ((has_content && is_waiting) || is_pressed(&old)) && frames > 0 {
        request_animation_frame(move || replace_when_complete(old, new, frames - 1));
        return;
    }
    if let (true, Some(skeleton)) = (find(&old, ".skeleton").is_some(), find(&new, ".skeleton")) {
        // One takes the place of the other, and must not fade in once more.
        let _ = skeleton.class_list().add_1("skeleton--seen");
    }
    let kept = Kept::of(&old, &new);
    move_talk(&old, &new);
    if old.replace_with_with_node_1(&new).is_ok() {
        kept.restore(&new);
    }
    // There are places now.
    bridge::say(&FromPage::Places);
    mark("data-app");
}

/// Marks the document, for those who wait for it, as tests do.
pub(super) fn mark(name: &str) {
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute(name, "");
    }
}

/// The comments that the server has written stay where they are read, until the program that has them is there.
fn move_talk(old: &Element, new: &Element) {
    if let (Some(talk), Some(place)) = (find(old, "#comments"), find(new, TALK)) {
        place.replace_children_with_node_1(&talk);
    }
}

fn find(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}
