//! How good a password would be, asked of the server while it is typed: the same rules as on sending, said earlier.
//! Nothing waits for it, and no answer is no news.

use broadsheet_shared::v2;
use gloo_timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};

use crate::api::{ApiError, Cancel, registration, use_api};

/// Asked so long after a key.
const DELAY_MS: u32 = 350;

/// What the server thinks of the password in `question`, once somebody stops typing; `None` while nothing is typed or
/// nothing is known. `question` is tracked: the names in it count too.
pub fn use_strength(
    question: impl Fn() -> v2::CheckPassword + Send + Sync + 'static,
) -> Signal<Option<v2::PasswordStrength>> {
    let api = use_api();
    let strength = RwSignal::new(None::<v2::PasswordStrength>);
    let timer = StoredValue::new_local(None::<Timeout>);
    let under_way = StoredValue::new_local(None::<Cancel>);
    Effect::new(move |_| {
        let question = question();
        if let Some(former) = under_way.try_update_value(Option::take).flatten() {
            former.cancel();
        }
        if question.password.is_empty() {
            timer.set_value(None);
            strength.set(None);
            return;
        }
        let ask = move || {
            let cancel = Cancel::new();
            under_way.set_value(Some(cancel.clone()));
            spawn_local(async move {
                let answer = registration::measure(api, &question, &cancel).await;
                if answer != Err(ApiError::Cancelled) {
                    // The page may be gone by now.
                    let _ = strength.try_set(answer.ok());
                }
            });
        };
        timer.set_value(Some(Timeout::new(DELAY_MS, ask)));
    });
    strength.into()
}
