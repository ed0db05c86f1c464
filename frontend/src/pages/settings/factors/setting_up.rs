//! The picture and the key for an app, and the first code that the app shows.

use broadsheet_shared::{input::SecondFactor, v2};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, factors, failure as words, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, TextField},
    text::factors as text,
};

/// What the app reads, and the form for its code.
#[component]
pub(super) fn SettingUp(
    /// The secret.
    new: v2::NewTotp,
    /// Takes the recovery codes that came along.
    on_done: Callback<Vec<String>>,
) -> impl IntoView {
    let api = use_api();
    let code = Field::new("app-code", "/code", |text| SecondFactor::parse_code(text).map(drop));
    let (is_busy, failure) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new([code]);
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted = v2::ConfirmTotp { code: code.text.get_untracked() };
        spawn_local(async move {
            let answer = factors::confirm_totp(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(added) => on_done.run(added.recovery_codes),
                Err(ApiError::Problem(problem)) if !problem.errors.is_empty() => {
                    failure.set(form.refuse(&problem.errors).into_iter().next());
                }
                Err(error) => failure.set(Some(words::said(&error))),
            }
        });
    };
    let v2::NewTotp { secret, qr, .. } = new;
    view! {
        <form class="form settings__form" novalidate=true on:submit=submit>
            <p class="settings__lead">{text::SCAN}</p>
            <svg class="qr" viewBox=format!("0 0 {0} {0}", qr.size) role="img" aria-label=text::QR>
                <path d=qr.path />
            </svg>
            <p class="settings__note">{text::KEY}": "<code class="settings__key">{secret}</code></p>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <TextField
                field=code
                label=text::CODE
                hint=text::CODE_HINT
                autocomplete="one-time-code"
                is_required=true
                is_verbatim=true
                is_digits=true
            />
            <Button weight=Weight::Primary is_submit=true is_busy>{text::CONFIRM}</Button>
        </form>
    }
}
