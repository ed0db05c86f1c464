//! What stands under the reader's eyes stays there, to the pixel, while something around it changes.
//!
//! Three ways, by where the change is. Above: the page is scrolled by as much as it grew or shrank. Below: nothing has to
//! be done. In full sight, with something to see above and below: the comment keeps its height, with room left over or
//! with a part of it folded away, until the reader asks for the rest or has it out of sight.

use broadsheet_shared::id::CommentId;
use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{pages::talk::conversation::catch_at, paths};

/// What of a comment can be kept at its height.
const MAIN: &str = ".comment__main";
const BODY: &str = ".comment__body";
/// Everything that is.
const KEPT: &str = ".comment__main[style], .comment__body[style]";
/// What is shown of a folded comment at the least: a line.
const LEAST_PX: f64 = 24.0;
/// Differences below are those of rounding.
const NOTHING_PX: f64 = 0.05;

/// The places of things before a change.
pub struct Steady {
    anchor: Option<(Element, f64)>,
    /// What is in full sight, and its height.
    boxes: Vec<(CommentId, HtmlElement, f64)>,
    /// The comment that had the focus.
    focus: Option<CommentId>,
    /// While it lives, nobody else corrects the scroll.
    _quiet: Quiet,
}

/// True if whatever comes behind a comment, or first of all, is below everything that is seen now.
pub fn is_out_of_sight(before: Option<CommentId>) -> bool {
    let edge = match before {
        Some(comment) => article(comment).map(|article| article.get_bounding_client_rect().bottom()),
        None => document().get_element_by_id("threads").map(|threads| threads.get_bounding_client_rect().top()),
    };
    edge.is_some_and(|edge| edge >= height_of_sight())
}

impl Steady {
    /// Remembers where things are. `changed` are comments that are about to be shown otherwise.
    pub fn before(changed: &[CommentId]) -> Self {
        let sight = height_of_sight();
        let anchor = anchor(changed, sight);
        let mut steady = Self { anchor, boxes: Vec::new(), focus: None, _quiet: Quiet::begin() };
        let active = document().active_element();
        for id in changed {
            let Some(main) = article(*id).and_then(|article| part(&article, MAIN)) else { continue };
            let place = main.get_bounding_client_rect();
            if place.top() >= 0.0 && place.bottom() <= sight {
                steady.boxes.push((*id, main.clone(), place.height()));
            }
            if active.as_ref().is_some_and(|active| main.contains(Some(active))) {
                steady.focus = Some(*id);
            }
        }
        steady
    }

    /// Puts things back where they were. Tells which comments are folded now.
    pub fn after(self) -> Vec<CommentId> {
        let mut folded = Vec::new();
        for (id, main, former) in self.boxes {
            release(&main);
            let grown = main.get_bounding_client_rect().height() - former;
            if grown < -NOTHING_PX {
                set(&main, "min-height", former);
            } else if grown > NOTHING_PX
                && let Some(body) = part(&main, BODY)
            {
                let left = body.get_bounding_client_rect().height() - grown;
                if left >= LEAST_PX {
                    set(&body, "height", left);
                    folded.push(id);
                }
            }
        }
        if let Some((anchor, former)) = self.anchor {
            scroll_by(anchor.get_bounding_client_rect().top() - former);
        }
        if let Some(id) = self.focus {
            catch_at(id);
        }
        folded
    }
}

/// Lets the comments that were kept at their height and are out of sight now take the height they have, or all of them.
pub fn release_unseen(is_everything: bool) -> Vec<CommentId> {
    let sight = height_of_sight();
    let mut released = Vec::new();
    for kept in all(KEPT) {
        let Some(article) = kept.closest(".comment").ok().flatten() else { continue };
        let place = article.get_bounding_client_rect();
        let is_above = place.bottom() <= 0.0;
        if !is_everything && !is_above && place.top() < sight {
            continue;
        }
        let _quiet = Quiet::begin();
        let _ = kept.remove_attribute("style");
        if is_above {
            scroll_by(article.get_bounding_client_rect().height() - place.height());
        }
        let id = article.id();
        released.extend(id.strip_prefix(&paths::comment_anchor("")).and_then(|id| id.parse::<CommentId>().ok()));
    }
    released
}

/// Lets one comment take the height it has.
pub fn unfold(id: CommentId) {
    if let Some(main) = article(id).and_then(|article| part(&article, MAIN)) {
        release(&main);
    }
}

/// Brings a comment before the reader's eyes and gives it the focus.
pub fn go_to(id: CommentId) {
    if let Some(article) = article(id) {
        let _ = article.set_attribute("tabindex", "-1");
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = article.focus_with_options(&options);
        article.scroll_into_view();
    }
}

/// The first thing in sight that stays what it is: where it goes, all that is seen goes.
fn anchor(changed: &[CommentId], sight: f64) -> Option<(Element, f64)> {
    let changed: Vec<String> = changed.iter().map(paths::comment_anchor).collect();
    for element in all(".comment, .site-footer") {
        let place = element.get_bounding_client_rect();
        // What changes and begins above may grow upwards.
        let is_moving = place.top() < 0.0 && place.bottom() < sight && changed.contains(&element.id());
        if place.bottom() > 0.0 && !is_moving {
            return (place.top() < sight).then(|| (element.into(), place.top()));
        }
    }
    None
}

/// Chromium and Firefox keep things in place by themselves, each in its own way, and Safari not at all: while we do it,
/// they must not.
struct Quiet;

impl Quiet {
    fn begin() -> Self {
        anchor_by_browser(false);
        Self
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // Once the page is drawn as it is now, there is nothing left to correct.
        request_animation_frame(|| request_animation_frame(|| anchor_by_browser(true)));
    }
}

fn anchor_by_browser(is_allowed: bool) {
    if let Some(root) = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        let style = root.style();
        let _ = match is_allowed {
            true => style.remove_property("overflow-anchor").map(drop),
            false => style.set_property("overflow-anchor", "none"),
        };
    }
}

/// At once, whatever the page's styles say of scrolling.
fn scroll_by(distance: f64) {
    if distance.abs() > NOTHING_PX {
        let by = web_sys::ScrollToOptions::new();
        by.set_top(distance);
        by.set_behavior(web_sys::ScrollBehavior::Instant);
        window().scroll_by_with_scroll_to_options(&by);
    }
}

fn release(main: &HtmlElement) {
    let _ = main.remove_attribute("style");
    if let Some(body) = part(main, BODY) {
        let _ = body.remove_attribute("style");
    }
}

fn set(element: &HtmlElement, property: &str, pixels: f64) {
    let _ = element.style().set_property(property, &format!("{pixels}px"));
}

fn height_of_sight() -> f64 {
    document().document_element().map_or(0.0, |root| root.client_height().into())
}

fn article(id: CommentId) -> Option<HtmlElement> {
    document().get_element_by_id(&paths::comment_anchor(id))?.dyn_into().ok()
}

fn part(element: &Element, selector: &str) -> Option<HtmlElement> {
    element.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn all(selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = document().query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}
