//! When something is said of the line of live updates: once it has been away for a while, and once it is back after that.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::{
    components::layout::LineNotice,
    realtime::{Line, use_line},
};

/// What is back sooner was not away.
const PATIENCE_MS: u32 = 3_000;
/// How long it is said that the line is back.
const BACK_MS: u32 = 5_000;

/// What is to be said now.
pub(super) fn use_notice() -> Signal<Option<LineNotice>> {
    let line = use_line();
    let notice = RwSignal::new(None::<LineNotice>);
    let timer = StoredValue::new_local(None::<Timeout>);
    let later = move |ms, next| {
        let say = move || {
            timer.set_value(None);
            notice.set(next);
        };
        timer.set_value(Some(Timeout::new(ms, say)));
    };
    Effect::new(move |_| match (line.get(), notice.get_untracked()) {
        (Line::Away, None) if timer.with_value(Option::is_none) => later(PATIENCE_MS, Some(LineNotice::Away)),
        (Line::Away, Some(LineNotice::Back)) => later(PATIENCE_MS, Some(LineNotice::Away)),
        (Line::Live, Some(LineNotice::Away)) => {
            notice.set(Some(LineNotice::Back));
            later(BACK_MS, None);
        }
        (Line::Live, None) => timer.set_value(None),
        (Line::Off, _) => {
            timer.set_value(None);
            notice.set(None);
        }
        // It went away once more meanwhile, and not for long.
        (Line::Live, Some(LineNotice::Back)) => later(BACK_MS, None),
        // What is said holds until more is known.
        (Line::Away | Line::Connecting, _) => {}
    });
    notice.into()
}
