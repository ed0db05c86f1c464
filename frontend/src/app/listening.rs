//! What the app hears from the whole document: clicks on links and copy buttons, forms that search, a shortcut, scrolling.
//!
//! Links are plain in every view; here a click on one of our pages goes by the navigator, which may hold it. What is not
//! in the table, like feeds and the API's pages, is the browser's affair.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event, HtmlAnchorElement, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use crate::{
    components::prose::COPY_CLASS,
    paths::{self, CommentPart},
    routes::Row,
    state::{location::Navigator, tab::Tab},
    text::reading as text,
};

/// How long a copy button says that it is done.
const COPIED_FOR: std::time::Duration = std::time::Duration::from_millis(1600);

/// A heading above this line is being read, or has been.
const HEADING_LINE_PX: f64 = 140.0;

/// Hears clicks on links, forms that search, and `/`.
pub fn hear_links(navigator: Navigator) {
    on("click", move |event| {
        let event: &MouseEvent = event.unchecked_ref();
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        close_menus(target.as_ref());
        let Some(link) = target.and_then(|target| own_link(event, &target)) else { return };
        if let Some(comment) = comment_on_screen(&link) {
            event.prevent_default();
            navigator.point_out(&address_of(&link));
            comment.scroll_into_view();
            return;
        }
        match address_to_follow(&link) {
            Some(address) => {
                event.prevent_default();
                navigator.go(&address);
            }
            // The router hears clicks on the window, and would take any address of this site for a page.
            None => event.stop_propagation(),
        }
    });
    on("submit", move |event| {
        let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(form) = form.filter(|form| form.has_attribute("data-search-form")) else { return };
        event.prevent_default();
        let field = form.query_selector("input[name=q]").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
            let kind = crate::routes::search_kind(&navigator.location_untracked().query);
            navigator.rename(&paths::search_among(field.value().trim(), kind));
        }
    });
    on("keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.key() == "Escape" {
            focus_button_of_menu();
            close_menus(None);
        }
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.default_prevented();
        if event.key() == "/" && is_plain && !is_typing() {
            event.prevent_default();
            navigator.go(paths::SEARCH);
        }
    });
}

/// Hears clicks on the buttons above code.
pub fn hear_copying(tab: Tab) {
    on("click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest(&format!(".{COPY_CLASS}")).ok().flatten());
        let Some(button) = button else { return };
        let block = button.closest(".code").ok().flatten();
        let code = block.and_then(|block| block.query_selector("pre").ok().flatten());
        let Some(code) = code.and_then(|code| code.text_content()) else { return };
        let copied = window().navigator().clipboard().write_text(code.trim_end_matches('\n'));
        leptos::task::spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(copied).await.is_ok() {
                button.set_text_content(Some(text::COPIED));
                tab.announce(text::COPIED.to_owned());
                set_timeout(move || button.set_text_content(Some(text::COPY)), COPIED_FOR);
            }
        });
    });
}

/// Hears scrolling, and marks in the table of contents which part of the text is on the screen.
pub fn hear_scrolling() {
    let is_waiting = StoredValue::new(false);
    on("scroll", move |_| {
        if !is_waiting.get_value() {
            is_waiting.set_value(true);
            request_animation_frame(move || {
                is_waiting.set_value(false);
                mark_current_heading();
            });
        }
    });
}

fn mark_current_heading() {
    let Ok(links) = document().query_selector_all(".contents a") else { return };
    let links = (0..links.length()).filter_map(|index| links.item(index)?.dyn_into::<HtmlAnchorElement>().ok());
    let links: Vec<_> = links.collect();
    let is_above = |link: &HtmlAnchorElement| {
        let hash = link.hash();
        let id = hash.strip_prefix('#').and_then(paths::decoded).unwrap_or_default();
        let heading = document().get_element_by_id(&id);
        heading.is_some_and(|heading| heading.get_bounding_client_rect().top() < HEADING_LINE_PX)
    };
    let current = links.iter().rposition(is_above);
    for (place, link) in links.iter().enumerate() {
        let _ = match current == Some(place) {
            true => link.set_attribute("aria-current", "true"),
            false => link.remove_attribute("aria-current"),
        };
    }
}

/// The link that a plain click follows to somewhere on this site, in this tab.
fn own_link(event: &MouseEvent, target: &Element) -> Option<HtmlAnchorElement> {
    let is_plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.default_prevented());
    let link: HtmlAnchorElement = target.closest("a[href]").ok().flatten()?.dyn_into().ok()?;
    let is_elsewhere = link.origin() != window().location().origin().ok()?
        || link.has_attribute("download")
        || link.has_attribute("target")
        || link.rel().split_whitespace().any(|word| word == "external");
    (is_plain && !is_elsewhere).then_some(link)
}

/// Its address if one of our pages stands there. A place in this very page is the browser's affair: it knows how to go
/// there.
fn address_to_follow(link: &HtmlAnchorElement) -> Option<String> {
    let here = window().location();
    let is_same_page = link.pathname() == here.pathname().ok()? && link.search() == here.search().ok()?;
    let is_place_in_page = is_same_page && !link.hash().is_empty();
    let is_page = !is_place_in_page && Row::at(&link.pathname()).is_some();
    is_page.then(|| address_of(link))
}

/// The comment that a link names by its own address, if it stands on this very page already: its address is shown then,
/// for whoever wants to copy it, and nothing is loaded.
fn comment_on_screen(link: &HtmlAnchorElement) -> Option<Element> {
    let query = link.search();
    let part = CommentPart::read(query.strip_prefix('?').unwrap_or_default());
    let is_here = link.pathname() == window().location().pathname().ok()?;
    let id = match part {
        CommentPart::Holding(id) if is_here => paths::comment_anchor(id),
        _ => return None,
    };
    document().get_element_by_id(&id)
}

/// Path, query and fragment.
fn address_of(link: &HtmlAnchorElement) -> String {
    format!("{}{}{}", link.pathname(), link.search(), link.hash())
}

/// Takes the focus out of an open menu before it closes, to the button that opened it.
fn focus_button_of_menu() {
    let menu = document().active_element().and_then(|focused| focused.closest(".account-menu[open]").ok().flatten());
    let button = menu.and_then(|menu| menu.query_selector("summary").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // It is shown, so it can take the focus.
        let _ = button.focus();
    }
}

/// Closes open menus, but not the one that was clicked into; a link in one closes it too.
fn close_menus(target: Option<&Element>) {
    let Ok(menus) = document().query_selector_all(".account-menu[open]") else { return };
    for menu in (0..menus.length()).filter_map(|index| menus.item(index)) {
        let is_inside = target.is_some_and(|target| menu.contains(Some(target)));
        let is_choice = target.is_some_and(|target| target.closest("a, button").ok().flatten().is_some());
        if !is_inside || is_choice {
            let _ = menu.unchecked_ref::<Element>().remove_attribute("open");
        }
    }
}

fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        let is_field = ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str());
        is_field || element.unchecked_ref::<HtmlElement>().is_content_editable()
    })
}

/// Hears one kind of event in the whole document.
pub(super) fn on(event: &str, heard: impl Fn(&Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(move |event| heard(&event));
    // For as long as the page lives.
    let _ = document().add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    heard.forget();
}
