//! The form that makes a token. The password is asked for only where the server wants it: long after signing in.

use broadsheet_shared::{
    problem::Code,
    v2,
    value::{TokenName, ValueError},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::scopes::{Chosen, Scopes, offered};
use crate::{
    api::{ApiError, failure, personal_tokens, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Choice, Field, Form, PasswordField, Select, TextField},
    state::session::use_session,
    text::{account, settings as text},
};

/// How long a token may live, in days; the third is what most want.
const DAYS: [u16; 5] = [7, 30, 90, 180, 365];

#[derive(Debug, Clone, Copy)]
struct Fields {
    name: Field,
    days: Field,
    password: Field,
    chosen: Chosen,
    is_password_asked: RwSignal<bool>,
}

impl Fields {
    fn new() -> Self {
        let fields = Self {
            name: Field::new("token-name", "/name", |text| TokenName::parse(text).map(drop)),
            days: Field::free("token-days", "/expires_in_days"),
            password: Field::new("token-password", "/password", |text| match text {
                "" => Err(ValueError::Invalid(text::PASSWORD_MISSING)),
                _ => Ok(()),
            }),
            chosen: Chosen::new(),
            is_password_asked: RwSignal::new(false),
        };
        fields.days.text.set(DAYS[2].to_string());
        fields
    }

    /// Those on the screen, in its order.
    fn form(&self) -> Form {
        let password = self.is_password_asked.get_untracked().then_some(self.password);
        Form::new([self.name, self.days].into_iter().chain(password))
    }

    fn request(&self) -> v2::CreatePersonalToken {
        let password = self.is_password_asked.get_untracked().then(|| self.password.text.get_untracked());
        v2::CreatePersonalToken {
            name: self.name.text.get_untracked(),
            scopes: self.chosen.scopes(),
            expires_in_days: self.days.text.get_untracked().parse().unwrap_or(DAYS[2]),
            password,
        }
    }

    /// Puts what the server refused beside its field; gives back what belongs above the form.
    fn refuse(&self, error: &ApiError) -> Option<String> {
        let ApiError::Problem(problem) = error else { return Some(failure::said(error)) };
        if problem.code == Code::ProofRequired {
            self.is_password_asked.set(true);
            focus_soon(self.password.id);
            return None;
        }
        let of_scopes = problem.errors.iter().find(|error| error.pointer.starts_with("/scopes"));
        self.chosen.error.set(of_scopes.map(|error| error.detail.clone()));
        let others: Vec<_> =
            problem.errors.iter().filter(|error| !error.pointer.starts_with("/scopes")).cloned().collect();
        let rest = self.form().refuse(&others);
        if problem.errors.is_empty() { Some(failure::said(error)) } else { rest.into_iter().next() }
    }
}

/// Moves the focus to a field that is on its way to the screen.
fn focus_soon(id: &'static str) {
    request_animation_frame(move || {
        let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(field) = field {
            // A field that cannot take the focus is no reason to stop.
            let _ = field.focus();
        }
    });
}

/// The form.
#[component]
pub(super) fn Making(
    /// Takes the new token.
    #[prop(into)]
    on_made: Callback<v2::CreatedPersonalToken>,
) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let fields = Fields::new();
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (is_chosen, is_right) = (fields.chosen.judge(), fields.form().judge());
        if is_busy.get_untracked() || !is_chosen || !is_right {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted = fields.request();
        spawn_local(async move {
            let answer = personal_tokens::create(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(created) => on_made.run(created),
                Err(error) => failure.set(fields.refuse(&error)),
            }
        });
    };
    let choices: Vec<_> =
        DAYS.iter().map(|days| Choice { value: days.to_string(), label: text::days(*days) }).collect();
    let scopes = Memo::new(move |_| session.person().map(|me| offered(&me)).unwrap_or_default());
    view! {
        <section class="settings__section" aria-labelledby="make-title">
            <h2 class="settings__heading" id="make-title">{text::MAKE_TOKEN}</h2>
            <form class="form settings__form" novalidate=true on:submit=submit>
                {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
                <TextField
                    field=fields.name
                    label=text::TOKEN_NAME
                    hint=text::TOKEN_NAME_HINT
                    max=TokenName::MAX
                    is_required=true
                />
                <Scopes chosen=fields.chosen offered=scopes />
                <Select field=fields.days label=text::EXPIRES choices=Signal::stored(choices) />
                <Show when=move || fields.is_password_asked.get()>
                    <PasswordField
                        field=fields.password
                        label=text::PASSWORD
                        hint=text::PASSWORD_HINT
                        autocomplete="current-password"
                        show_label=account::SHOW
                        hide_label=account::HIDE
                    />
                </Show>
                <Button weight=Weight::Primary is_submit=true is_busy>{text::MAKE_TOKEN}</Button>
            </form>
        </section>
    }
}
