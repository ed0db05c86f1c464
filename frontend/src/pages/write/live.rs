//! The live preview: asks the server a moment after the last key, calls stale requests off, and counts words.

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use super::desk::Desk;
use crate::api::{ApiError, Cancel, failure, render};

/// So long after the last key the server is asked.
const DELAY_MS: u32 = 250;

/// What the preview shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live {
    pub html: RwSignal<String>,
    pub word_count: RwSignal<u32>,
    pub reading_minutes: RwSignal<u32>,
    /// Why it is behind, if it is.
    pub failure: RwSignal<Option<String>>,
}

impl Live {
    /// Follows the text as long as the page is shown.
    pub fn follow(desk: Desk) -> Self {
        let stored = desk.stored.get_untracked();
        let live = Self {
            html: RwSignal::new(stored.as_ref().map(|post| post.body_html.clone()).unwrap_or_default()),
            word_count: RwSignal::new(stored.as_ref().map_or(0, |post| post.summary.word_count)),
            reading_minutes: RwSignal::new(stored.as_ref().map_or(1, |post| post.summary.reading_minutes)),
            failure: RwSignal::new(None),
        };
        let running = StoredValue::new_local(None::<Cancel>);
        let timer = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
        let call_off = move || {
            timer.try_update_value(|timer| timer.take());
            if let Some(cancel) = running.try_update_value(Option::take).flatten() {
                cancel.cancel();
            }
        };
        Effect::new(move |former: Option<String>| {
            let body = desk.body.get();
            if former.as_ref().is_some_and(|former| *former == body) || (former.is_none() && stored.is_some()) {
                return body;
            }
            call_off();
            if body.trim().is_empty() {
                live.clear();
                return body;
            }
            let sent = body.clone();
            let ask = move || {
                let cancel = Cancel::new();
                running.set_value(Some(cancel.clone()));
                spawn_local(async move { live.take(render::render(desk.api, sent, &cancel).await) });
            };
            timer.set_value(Some(gloo_timers::callback::Timeout::new(DELAY_MS, ask)));
            body
        });
        on_cleanup(call_off);
        live
    }

    fn clear(self) {
        self.html.set(String::new());
        self.word_count.set(0);
        self.reading_minutes.set(1);
        self.failure.set(None);
    }

    fn take(self, answer: Result<v2::Rendered, ApiError>) {
        match answer {
            Ok(rendered) => {
                // The page may be gone by now.
                if self.html.try_set(rendered.html).is_none() {
                    self.word_count.set(rendered.word_count);
                    self.reading_minutes.set(rendered.reading_minutes);
                    self.failure.set(None);
                }
            }
            Err(ApiError::Cancelled) => {}
            Err(error) => {
                self.failure.try_set(Some(failure::said(&error)));
            }
        }
    }
}
