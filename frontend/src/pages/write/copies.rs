//! The local copy: kept within half a second of a key, taken away once the server has the text, offered after a crash.

use broadsheet_shared::time::Timestamp;
use leptos::{ev, prelude::*};

use super::desk::Desk;
use crate::state::drafts::LocalCopy;

/// A copy is made so long after the first change that no copy holds. The promise is one second.
const DELAY_MS: u32 = 400;

/// Keeps the copy of an editor as long as its page is shown.
pub(super) fn keep(desk: Desk) {
    let timer = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
    let write = move || {
        timer.set_value(None);
        write_now(desk);
    };
    Effect::new(move |former: Option<()>| {
        let is_changed = desk.is_changed();
        let is_waiting = timer.with_value(Option::is_some);
        // The first run sees what was opened: nothing to keep, and copies of others to leave alone.
        if former.is_some() && !is_waiting {
            timer.set_value(Some(gloo_timers::callback::Timeout::new(DELAY_MS, write)));
        } else if former.is_none() && is_changed {
            write();
        }
    });
    // A phone that puts the page away may never bring it back.
    let hidden = window_event_listener(ev::Custom::<web_sys::Event>::new("pagehide"), move |_| write_now(desk));
    let switched =
        window_event_listener(ev::Custom::<web_sys::Event>::new("visibilitychange"), move |_| write_now(desk));
    on_cleanup(move || {
        hidden.remove();
        switched.remove();
        write_now(desk);
    });
}

/// Asks before the tab is closed or the page is left with changes.
pub(super) fn guard(desk: Desk) {
    Effect::new(move |_| {
        if desk.is_changed() {
            desk.leaving.hold();
        } else {
            desk.leaving.release();
        }
    });
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if desk.leaving.is_held() {
            write_now(desk);
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

/// Takes over what a former editor has left.
pub(super) fn restore(desk: Desk) {
    let found = desk.left_behind.try_update(|left| (!left.is_empty()).then(|| left.remove(0))).flatten();
    if let Some((place, copy)) = found {
        desk.load(&copy.content);
        write_now(desk);
        desk.drafts.forget(&place);
        desk.toasts.success(crate::text::writing::COPY_RESTORED);
    }
}

/// Takes away what a former editor has left.
pub(super) fn discard(desk: Desk) {
    let found = desk.left_behind.try_update(|left| (!left.is_empty()).then(|| left.remove(0))).flatten();
    if let Some((place, _)) = found {
        desk.drafts.forget(&place);
    }
}

fn write_now(desk: Desk) {
    // The page may be gone by now.
    let Some(is_changed) = untrack(|| desk.body.try_get_untracked().map(|_| desk.is_changed())) else { return };
    let place = desk.place();
    if !is_changed {
        desk.drafts.forget(&place);
        desk.is_kept.set(true);
        return;
    }
    let copy = LocalCopy {
        saved_at: Timestamp::from_millis(js_sys::Date::now() as i64),
        base_version: desk.target().map(|(_, version)| version),
        content: desk.document_untracked(),
    };
    desk.is_kept.set(desk.drafts.keep(&place, &copy).is_ok());
}
