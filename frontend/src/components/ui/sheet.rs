//! A part of the page that lies over the rest where there is no room beside it: what it covers cannot be reached
//! meanwhile, neither by keyboard nor by a screen reader.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Marks what was made unreachable here, so that it alone is given back.
const COVERED: &str = "data-covered";

/// Covers the rest of the app with `sheet` while it is open and `narrow`, a media query, holds.
pub fn use_sheet(sheet: NodeRef<html::Aside>, is_open: Signal<bool>, narrow: &'static str) {
    let is_narrow = RwSignal::new(holds(narrow));
    let resized = window_event_listener(ev::resize, move |_| {
        let is_so = holds(narrow);
        if is_narrow.get_untracked() != is_so {
            is_narrow.set(is_so);
        }
    });
    Effect::new(move |_| {
        let is_covering = is_open.get() && is_narrow.get();
        uncover();
        if let (true, Some(sheet)) = (is_covering, sheet.get()) {
            cover_around(sheet.unchecked_into());
        }
    });
    on_cleanup(move || {
        resized.remove();
        uncover();
    });
}

fn holds(media: &str) -> bool {
    window().match_media(media).ok().flatten().is_some_and(|media| media.matches())
}

/// Makes the neighbours of the sheet unreachable, and those of all that is around it, up to the app itself. Dialogs
/// escape that while they are open.
fn cover_around(sheet: Element) {
    let mut inner = sheet;
    while let Some(outer) = inner.parent_element().filter(|outer| outer.tag_name() != "BODY") {
        let children = outer.children();
        for child in (0..children.length()).filter_map(|place| children.item(place)) {
            // What is announced is heard all the same.
            let is_announcer = child.get_attribute("role").as_deref() == Some("status");
            if child != inner && !is_announcer && !child.has_attribute("inert") {
                let _ = child.set_attribute(COVERED, "");
                let _ = child.set_attribute("inert", "");
            }
        }
        inner = outer;
    }
}

fn uncover() {
    let Ok(covered) = document().query_selector_all(&format!("[{COVERED}]")) else { return };
    for element in (0..covered.length()).filter_map(|place| covered.item(place)?.dyn_into::<HtmlElement>().ok()) {
        let _ = element.remove_attribute(COVERED);
        let _ = element.remove_attribute("inert");
    }
}
