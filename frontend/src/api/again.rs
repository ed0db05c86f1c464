//! Asking again for what was not answered: later and later, for as long as somebody waits for it.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use super::client::ApiError;

/// The pauses before the same is asked for the second time, the third and so on; from then on the last of them.
const PAUSES_SECS: [u32; 4] = [2, 5, 15, 30];
/// A server that wants to be left alone for longer is asked once all the same.
const LONGEST_SECS: u32 = 3_600;

/// What is asked for now and then, of which the last question alone matters.
#[derive(Clone, Copy)]
pub struct Again(StoredValue<State, LocalStorage>);

#[derive(Default)]
struct State {
    /// The number of the last question.
    number: u32,
    /// How many in a row were not answered.
    failures: usize,
    pause: Option<Timeout>,
}

/// Nothing was asked for yet. Nothing is asked for again once the reactive owner that called it is gone.
pub fn use_again() -> Again {
    Again(StoredValue::new_local(State::default()))
}

impl Again {
    /// It is being asked for, so that nothing need be asked for later. Gives the number of the question.
    pub fn begin(self) -> u32 {
        let next = |state: &mut State| {
            state.pause = None;
            state.number = state.number.wrapping_add(1);
            state.number
        };
        self.0.try_update_value(next).unwrap_or_default()
    }

    /// The question of that number has ended, with an error or without. After one that may pass, `ask` is called in a while,
    /// unless it is asked for sooner than that. Boxed, so that a program has this once, however many ask.
    pub fn settle(self, number: u32, error: Option<&ApiError>, ask: Box<dyn FnOnce()>) {
        self.0.try_update_value(|state| {
            if state.number != number {
                return;
            }
            let pause = error.and_then(|error| pause_ms(error, state.failures, js_sys::Math::random()));
            state.failures = if pause.is_some() { state.failures + 1 } else { 0 };
            state.pause = pause.map(|pause| Timeout::new(pause, ask));
        });
    }
}

/// Milliseconds until the same is asked for again, which has failed so many times before; `None` if that would be of no use.
/// `chance` lies between 0 and 1: those who were turned away together shall not come back together, and none sooner than
/// the server wants it.
fn pause_ms(error: &ApiError, failures: usize, chance: f64) -> Option<u32> {
    // What is refused stays refused.
    if error.status().is_some_and(|status| status < 500 && status != 429) {
        return None;
    }
    let wanted = match error {
        ApiError::Problem(problem) => problem.retry_after.unwrap_or_default().min(LONGEST_SECS),
        _ => 0,
    };
    let pause = PAUSES_SECS[failures.min(PAUSES_SECS.len() - 1)].max(wanted);
    Some((f64::from(pause) * (1_000.0 + 500.0 * chance)) as u32)
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::v2;
    use serde_json::json;

    use super::*;

    fn problem(status: u16, code: &str, retry_after: Option<u32>) -> ApiError {
        let problem: v2::Problem = serde_json::from_value(json!({
            "type": "", "title": "", "status": status, "detail": "", "code": code, "request_id": "",
            "retry_after": retry_after,
        }))
        .unwrap();
        ApiError::Problem(Box::new(problem))
    }

    #[test]
    fn pauses_grow_and_are_spread() {
        let pauses = |chance| (0..6).map(move |failures| pause_ms(&ApiError::Offline, failures, chance).unwrap());

        assert!(pauses(0.0).eq([2_000, 5_000, 15_000, 30_000, 30_000, 30_000]));
        assert!(pauses(1.0).eq([3_000, 7_500, 22_500, 45_000, 45_000, 45_000]));
    }

    #[test]
    fn nobody_comes_back_sooner_than_the_server_wants() {
        let busy = |retry_after| pause_ms(&problem(503, "service.busy", Some(retry_after)), 1, 0.0);

        assert_eq!([busy(1), busy(40), busy(u32::MAX)], [Some(5_000), Some(40_000), Some(3_600_000)]);
    }

    #[test]
    fn what_is_refused_is_not_asked_for_again_and_what_may_pass_is() {
        let is_asked = |error: &ApiError| pause_ms(error, 0, 0.5).is_some();

        for error in [problem(404, "post.not_found", None), ApiError::Unreadable(200), ApiError::Unreadable(403)] {
            assert!(!is_asked(&error), "{error:?}");
        }
        for error in [problem(429, "limit.exceeded", Some(3)), ApiError::Unreadable(502), ApiError::Timeout] {
            assert!(is_asked(&error), "{error:?}");
        }
    }

    #[test]
    fn questions_are_numbered_and_end_with_whoever_asked() {
        let owner = Owner::new();
        let again = owner.with(use_again);

        assert_eq!([again.begin(), again.begin()], [1, 2]);
        again.settle(2, None, Box::new(|| {}));
        owner.cleanup();
        assert_eq!(again.begin(), 0, "nobody waits any more");
    }
}
