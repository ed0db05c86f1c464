//! What people have done to the server's HTML before the app was there, kept across the take-over. Elements are found
//! again by their place among their kind, text by its place in the whole text: both trees read the same, or nearly so: what
//! is live has more for who is signed in. What is not found again for certain is left alone.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlInputElement, Node, Range};

/// What can hold the focus.
const FOCUSABLE: &str = "a, button, input, summary, [tabindex]";
/// What scrolls sideways in itself.
const SCROLLING: &str = ".code pre, .table-scroll, .category-bar";

/// The state of the old tree.
pub struct Kept {
    focus: Option<Focus>,
    fields: Vec<(String, Option<u32>, Option<u32>)>,
    open: Vec<bool>,
    scrolls: Vec<i32>,
    /// Its start, its end, and what is selected.
    selection: Option<(u32, u32, String)>,
}

/// What has the focus, as it is found again.
struct Focus {
    place: usize,
    sign: Sign,
}

/// What tells one thing that holds the focus from others: in what named part it stands, and where it leads or what it says.
#[derive(PartialEq)]
struct Sign {
    part: Option<String>,
    target: Option<String>,
    words: Option<String>,
}

impl Sign {
    fn of(element: &Element) -> Self {
        let target = element.get_attribute("href");
        // The words of a link may change with who reads.
        let words = if target.is_none() { element.text_content() } else { None };
        Self { part: element.closest("[id]").ok().flatten().map(|part| part.id()), target, words }
    }
}

impl Kept {
    /// Reads the old tree, and moves its loaded pictures into the new one, so that they need not load again.
    pub fn of(old: &Element, new: &Element) -> Self {
        move_pictures(old, new);
        let active = document().active_element();
        let place = all(old, FOCUSABLE).iter().position(|element| Some(element) == active.as_ref());
        let focus = place.zip(active).map(|(place, active)| Focus { place, sign: Sign::of(&active) });
        let fields = all(old, "input").into_iter().map(|element| {
            let field: HtmlInputElement = element.unchecked_into();
            let selection = (field.selection_start().ok().flatten(), field.selection_end().ok().flatten());
            (field.value(), selection.0, selection.1)
        });
        Self {
            focus,
            fields: fields.collect(),
            open: all(old, "details").iter().map(|element| element.has_attribute("open")).collect(),
            scrolls: all(old, SCROLLING).iter().map(Element::scroll_left).collect(),
            selection: selection_in(old),
        }
    }

    /// Gives it to the new tree.
    pub fn restore(self, new: &Element) {
        for (element, is_open) in all(new, "details").into_iter().zip(self.open) {
            element.unchecked_into::<HtmlDetailsElement>().set_open(is_open);
        }
        for (element, scroll) in all(new, SCROLLING).into_iter().zip(self.scrolls) {
            element.set_scroll_left(scroll);
        }
        if let Some((start, end, words)) = self.selection {
            select(new, start, end, &words);
        }
        if let Some(element) = self.focus.and_then(|focus| found(focus, new)) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.unchecked_into::<HtmlElement>().focus_with_options(&options);
        }
        for (element, (value, start, end)) in all(new, "input").into_iter().zip(self.fields) {
            let field: HtmlInputElement = element.unchecked_into();
            if field.value() != value {
                field.set_value(&value);
                // The app hears what was typed before it was there.
                if let Ok(event) = web_sys::Event::new("input") {
                    let _ = field.dispatch_event(&event);
                }
            }
            if let (Some(start), Some(end)) = (start, end) {
                let _ = field.set_selection_range(start, end);
            }
        }
    }
}

/// What had the focus: in its place, or somewhere else where more stands around it.
fn found(focus: Focus, new: &Element) -> Option<Element> {
    let mut all = all(new, FOCUSABLE);
    let is_it = |element: &Element| Sign::of(element) == focus.sign;
    let place = all.get(focus.place).filter(|element| is_it(element)).map(|_| focus.place);
    let place = place.or_else(|| all.iter().position(is_it))?;
    Some(all.swap_remove(place))
}

fn move_pictures(old: &Element, new: &Element) {
    for (loaded, blank) in all(old, "img").into_iter().zip(all(new, "img")) {
        if loaded.is_equal_node(Some(&blank)) {
            let _ = blank.replace_with_with_node_1(&loaded);
        }
    }
}

/// Start and end of the selection as places in the text of `root`, and its words, if there is one in it.
fn selection_in(root: &Element) -> Option<(u32, u32, String)> {
    let selection = window().get_selection().ok()??;
    if selection.is_collapsed() || selection.range_count() == 0 {
        return None;
    }
    let range = selection.get_range_at(0).ok()?;
    let is_inside = root.contains(Some(&range.common_ancestor_container().ok()?));
    let start = length_before(root, &range.start_container().ok()?, range.start_offset().ok()?)?;
    let end = length_before(root, &range.end_container().ok()?, range.end_offset().ok()?)?;
    is_inside.then(|| (start, end, range.to_string().into()))
}

fn length_before(root: &Element, node: &Node, offset: u32) -> Option<u32> {
    let range = Range::new().ok()?;
    range.set_start(root, 0).ok()?;
    range.set_end(node, offset).ok()?;
    Some(range.to_string().length())
}

fn select(root: &Element, start: u32, end: u32, words: &str) {
    let Ok(range) = Range::new() else { return };
    let start = place_in(root, start).is_some_and(|(node, offset)| range.set_start(&node, offset).is_ok());
    let end = place_in(root, end).is_some_and(|(node, offset)| range.set_end(&node, offset).is_ok());
    // Other words stand there by now.
    if range.to_string() != words {
        return;
    }
    if let (true, true, Ok(Some(selection))) = (start, end, window().get_selection()) {
        let _ = selection.remove_all_ranges();
        let _ = selection.add_range(&range);
    }
}

/// The text node at a place in the text of `node`, and the place within it.
fn place_in(root: &Node, mut place: u32) -> Option<(Node, u32)> {
    let mut waiting = vec![root.clone()];
    while let Some(node) = waiting.pop() {
        if node.node_type() == Node::TEXT_NODE {
            let length = node.unchecked_ref::<web_sys::CharacterData>().length();
            if place <= length {
                return Some((node, place));
            }
            place -= length;
        }
        let children = node.child_nodes();
        waiting.extend((0..children.length()).rev().filter_map(|index| children.item(index)));
    }
    None
}

fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)).map(JsCast::unchecked_into).collect()
}
