//! The local copy: kept within half a second of a key, taken away once the server has the text, offered after a crash.
//!
//! Every text has a place of its own. What comes into the editor in the place of another sets that one aside first.

use broadsheet_shared::time::Timestamp;
use leptos::{ev, prelude::*};

use super::{
    desk::{Desk, Work},
    saving::Making,
    uploads::{UnderWay, without_stand_ins},
};
use crate::{
    state::{
        document::Document,
        drafts::{Drafts, LocalCopy, Place},
    },
    text::writing as text,
};

/// A copy is made so long after the first change that no copy holds. The promise is one second.
const DELAY_MS: u32 = 400;

/// A text on this device beside the one in the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it lies.
    pub place: Place,
    /// What it is.
    pub copy: LocalCopy<Document>,
    /// False if the device refused to keep it: it stands on this page alone.
    pub is_kept: bool,
    /// What was sent of it to make a post, while it is not known what became of that.
    pub making: Option<Making>,
}

impl Found {
    /// A text that lies on this device.
    pub fn of(drafts: Drafts, place: Place, copy: LocalCopy<Document>) -> Self {
        let making = match &place {
            Place::Post { id: None, slot } => Making::find(drafts, slot),
            _ => None,
        };
        Self { place, copy, is_kept: true, making }
    }

    /// What tells it from other texts.
    fn slot(&self) -> &str {
        match &self.place {
            Place::Post { slot, .. } => slot,
            _ => "",
        }
    }
}

/// Keeps the copy of an editor as long as its page is shown.
pub(super) fn keep(desk: Desk) {
    let timer = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
    let write_later = move || {
        timer.set_value(None);
        write(desk);
    };
    Effect::new(move |former: Option<()>| {
        let is_changed = desk.is_changed();
        let is_waiting = timer.with_value(Option::is_some);
        // The first run sees what was opened: nothing to keep, and copies of others to leave alone.
        if former.is_some() && !is_waiting {
            timer.set_value(Some(gloo_timers::callback::Timeout::new(DELAY_MS, write_later)));
        } else if former.is_none() && is_changed {
            write_later();
        }
    });
    // A phone that puts the page away may never bring it back.
    let hidden = window_event_listener(ev::Custom::<web_sys::Event>::new("pagehide"), move |_| write(desk));
    let switched = window_event_listener(ev::Custom::<web_sys::Event>::new("visibilitychange"), move |_| write(desk));
    on_cleanup(move || {
        hidden.remove();
        switched.remove();
        write(desk);
    });
}

/// Asks before the tab is closed or the page is left with changes, or with a text that was set aside.
pub(super) fn guard(desk: Desk) {
    Effect::new(move |_| {
        if desk.is_changed() || desk.set_aside.with(Option::is_some) || desk.has_loose_text() {
            desk.leaving.hold();
        } else {
            desk.leaving.release();
        }
    });
    desk.leaving.keep_with(move || {
        write(desk);
        let is_any_under_way = desk.under_way.with(UnderWay::is_any);
        desk.is_kept.get() && !desk.has_loose_text() && !is_any_under_way
    });
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if desk.leaving.is_held() {
            write(desk);
            event.prevent_default();
            // Older browsers ask only for this.
            event.set_return_value("true");
        }
    });
    on_cleanup(move || {
        closing.remove();
        desk.leaving.release();
    });
}

/// Takes over what a former editor has left. A text that grew from another version than the stored one is compared with
/// that before anything is saved.
pub(super) fn restore(desk: Desk, place: &Place) {
    // What is being sent belongs to the text that is in the editor now.
    if desk.work.get_untracked() != Work::Nothing {
        return;
    }
    let Some(found) = take(desk, place) else { return };
    bring_in(desk, &found);
    if !desk.must_compare(found.copy.base_version) {
        desk.toasts.success(text::COPY_RESTORED);
    }
    move_over(desk, &found);
}

/// One's own version back into the editor, in the place of the stored one that was taken.
pub(super) fn put_back(desk: Desk) {
    if let Some(found) = desk.set_aside.try_update(Option::take).flatten() {
        bring_in(desk, &found);
        move_over(desk, &found);
    }
}

/// Takes away what a former editor has left.
pub(super) fn discard(desk: Desk, place: &Place) {
    if let Some(found) = take(desk, place) {
        desk.drafts.forget(&found.place);
    }
}

/// Takes away what was set aside.
pub(super) fn discard_set_aside(desk: Desk) {
    if let Some(found) = desk.set_aside.try_update(Option::take).flatten() {
        desk.drafts.forget(&found.place);
    }
}

/// Leaves the editor's text where it lies; the editor goes on in another place.
pub(super) fn set_aside(desk: Desk) -> Found {
    let (place, copy) = (desk.place(), copy_of(desk));
    let is_kept = desk.drafts.keep(&place, &copy).is_ok();
    let making = desk.move_on();
    Found { place, copy, is_kept, making }
}

/// Changes a text that lies beside the one in the editor.
pub(super) fn change(desk: Desk, slot: &str, change: impl Fn(&mut Document)) {
    let change = |found: &mut Found| {
        if found.slot() == slot {
            change(&mut found.copy.content);
            found.is_kept = desk.drafts.keep(&found.place, &found.copy).is_ok();
        }
    };
    desk.left_behind.update(|left| left.iter_mut().for_each(change));
    desk.set_aside.update(|found| found.iter_mut().for_each(change));
}

/// Writes the copy now, or takes it away if there is nothing to keep.
pub(super) fn write(desk: Desk) {
    if desk.is_gone() {
        return;
    }
    let place = desk.place();
    let is_kept = if untrack(|| desk.is_changed()) {
        desk.drafts.keep(&place, &copy_of(desk)).is_ok()
    } else {
        desk.drafts.forget(&place);
        true
    };
    // The page may be on its way out: what follows this signal is disturbed for news alone.
    if desk.is_kept.get_untracked() != is_kept {
        desk.is_kept.set(is_kept);
    }
}

fn copy_of(desk: Desk) -> LocalCopy<Document> {
    LocalCopy {
        saved_at: Timestamp::from_millis(js_sys::Date::now() as i64),
        base_version: desk.base_version(),
        content: desk.document_untracked(),
    }
}

fn take(desk: Desk, place: &Place) -> Option<Found> {
    let taken = desk.left_behind.try_update(|left| {
        let at = left.iter().position(|found| found.place == *place)?;
        Some(left.remove(at))
    });
    taken.flatten()
}

/// Puts a text into the editor; what stands there is offered in its turn.
fn bring_in(desk: Desk, found: &Found) {
    if untrack(|| desk.is_changed()) {
        let own = set_aside(desk);
        desk.left_behind.update(|left| left.insert(0, own));
    }
    // What was on its way when another editor left the text never arrived; what this one has sent for it still may.
    let coming = desk.under_way.with_untracked(|uploads| uploads.stand_ins_of(found.slot()));
    let body = without_stand_ins(&found.copy.content.body, &coming);
    desk.load(&Document { body, ..found.copy.content.clone() });
    desk.under_way.update(|uploads| uploads.move_on(found.slot(), &desk.slot()));
    if let Some(making) = &found.making {
        making.keep(desk.drafts, &desk.slot());
        desk.making.set_value(Some(making.clone()));
    }
}

/// Lets go of a text's former place once the editor's own holds it.
fn move_over(desk: Desk, found: &Found) {
    write(desk);
    if desk.is_kept.get_untracked() {
        desk.drafts.forget(&found.place);
    }
}
