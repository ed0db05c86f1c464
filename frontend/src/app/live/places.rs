//! The places on the page, and what stands in them. What is made for a place is made beside the page, and put there in one
//! task once there is something to see.

use leptos::prelude::*;
use web_sys::Element;

use crate::{
    app::takeover::{is_pressed, kept::Kept},
    bridge::{BELL, TALK},
};

/// What fills the places.
#[derive(Clone, Copy)]
pub(super) struct Places {
    homes: StoredValue<Homes, LocalStorage>,
    /// True once there is something of the comments to see.
    has_talk: StoredValue<bool>,
}

/// What the bell and the comments are made in.
#[derive(Clone)]
struct Homes {
    bell: Element,
    talk: Element,
}

impl Places {
    /// `None` where no element can be made.
    pub(super) fn new() -> Option<Self> {
        let homes = Homes { bell: new_home()?, talk: new_home()? };
        Some(Self { homes: StoredValue::new_local(homes), has_talk: StoredValue::new(false) })
    }

    /// Where the bell is made.
    pub(super) fn bell(self) -> Element {
        self.homes.with_value(|homes| homes.bell.clone())
    }

    /// Where the comments are made.
    pub(super) fn talk(self) -> Element {
        self.homes.with_value(|homes| homes.talk.clone())
    }

    /// The comments are there, in this task or the next.
    pub(super) fn show_talk(self) {
        self.has_talk.set_value(true);
        queue_microtask(move || self.fill());
    }

    /// They belong to a post that is gone.
    pub(super) fn leave_talk(self) {
        self.has_talk.set_value(false);
    }

    /// Fills the places that are there and stand empty, or hold what was there before the program was: as soon as nobody
    /// presses anything in them.
    pub(super) fn fill(self) {
        let is_bell_put = put(BELL, &self.bell());
        let is_talk_put = !self.has_talk.get_value() || put(TALK, &self.talk());
        if !(is_bell_put && is_talk_put) {
            request_animation_frame(move || self.fill());
        }
    }
}

/// Puts what was made into its place, with what people have done to what stood there; false if it has to wait.
fn put(place: &str, made: &Element) -> bool {
    let Some(place) = document().query_selector(place).ok().flatten() else { return true };
    if place.contains(Some(made)) {
        return true;
    }
    if is_pressed(&place) {
        return false;
    }
    let kept = Kept::of(&place, made);
    place.replace_children_with_node_1(made);
    kept.restore(made);
    true
}

fn new_home() -> Option<Element> {
    let home = document().create_element("div").ok()?;
    home.class_list().add_1("live-place").ok()?;
    Some(home)
}
