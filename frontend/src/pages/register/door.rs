//! What a registration shows at the door beside the account: the form's token, time and work, an invitation, agreement.

use std::time::Duration;

use broadsheet_shared::{
    problem::Code,
    v2,
    value::{RegistrationNote, Username},
};
use gloo_timers::future::sleep;
use leptos::prelude::*;

use super::proof;
use crate::{
    api::{Api, ApiError, auth, registration},
    forms::Field,
    text::account as text,
};

/// Where the server finds the agreement.
const ACCEPTED_TERMS: &str = "/accepted_terms";

/// What the site asks for and what there is to show. Copy it into as many closures as needed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    form: RwSignal<v2::RegistrationForm>,
    /// When the form was asked for, by this machine's clock.
    asked_at: StoredValue<f64>,
    invitation: StoredValue<Option<String>>,
    /// A few words for those who decide.
    pub note: Field,
    /// Whether the terms are agreed to.
    pub agrees: RwSignal<bool>,
    /// Why that does not do.
    terms_refused: RwSignal<Option<String>>,
    /// What stands in the field that people do not see.
    pub trap: RwSignal<String>,
}

impl Door {
    pub(super) fn new(form: v2::RegistrationForm, invitation: Option<String>) -> Self {
        Self {
            form: RwSignal::new(form),
            asked_at: StoredValue::new(js_sys::Date::now()),
            invitation: StoredValue::new(invitation),
            note: Field::new("note", "/note", |text| RegistrationNote::parse(text).map(drop)),
            agrees: RwSignal::new(false),
            terms_refused: RwSignal::new(None),
            trap: RwSignal::new(String::new()),
        }
    }

    /// What must be agreed to. Tracked.
    pub(super) fn terms(&self) -> Option<v2::Terms> {
        self.form.with(|form| form.terms.clone())
    }

    /// What is wrong with the agreement, until it is given. Tracked.
    pub(super) fn terms_error(&self) -> Option<String> {
        self.terms_refused.get().filter(|_| !self.agrees.get())
    }

    /// True if nothing is left to agree to; else it says so at the box.
    pub(super) fn judge_terms(&self) -> bool {
        let has_agreed = self.agrees.get_untracked() || self.form.with_untracked(|form| form.terms.is_none());
        if !has_agreed {
            self.terms_refused.set(Some(text::TERMS_MISSING.to_owned()));
        }
        has_agreed
    }

    /// Says at the box what the server says of the agreement; true if it says anything.
    pub(super) fn refuse_terms(&self, error: &ApiError) -> bool {
        let ApiError::Problem(problem) = error else { return false };
        let said = problem.errors.iter().find(|error| error.pointer == ACCEPTED_TERMS);
        if let Some(said) = said {
            self.terms_refused.set(Some(said.detail.clone()));
        }
        said.is_some()
    }

    /// Sends the registration with everything that the site asks for. A form that has become old meanwhile is asked for
    /// anew, once: the person should not notice.
    pub(super) async fn pass(self, api: Api, account: &v2::Register) -> Result<v2::Registered, ApiError> {
        match self.send(api, account).await {
            Err(error) if is_about_the_form(&error) => {
                self.renew(api).await?;
                self.send(api, account).await
            }
            answer => {
                if let Err(error) = &answer
                    && is_about(error, ACCEPTED_TERMS)
                {
                    // Other terms hold now: they must be shown before anybody agrees to them.
                    self.renew(api).await?;
                    self.agrees.set(false);
                }
                answer
            }
        }
    }

    async fn renew(self, api: Api) -> Result<(), ApiError> {
        let form = registration::form(api).await?;
        self.asked_at.try_set_value(js_sys::Date::now());
        let _ = self.form.try_set(form);
        Ok(())
    }

    async fn send(self, api: Api, account: &v2::Register) -> Result<v2::Registered, ApiError> {
        let Some(form) = self.form.try_get_untracked() else { return Err(ApiError::Cancelled) };
        // People who are quick, or whose password manager is, wait here and need not know.
        if let Some(rest) = self.rest(form.min_fill_secs) {
            sleep(rest).await;
        }
        let proof = match form.proof_of_work_bits {
            0 => None,
            bits => {
                let username = Username::parse(&account.username).map(Username::into_string).unwrap_or_default();
                let is_wanted = move || self.trap.try_get_untracked().is_some();
                Some(proof::find(&form.form_token, &username, bits, is_wanted).await.ok_or(ApiError::Cancelled)?)
            }
        };
        let account = v2::Register {
            invitation: self.invitation.try_get_value().flatten(),
            accepted_terms: form.terms.map(|terms| terms.version),
            note: self.note.text.try_get_untracked().unwrap_or_default(),
            form_token: Some(form.form_token),
            proof,
            website: self.trap.try_get_untracked().unwrap_or_default(),
            ..account.clone()
        };
        auth::register(api, &account).await
    }

    /// What is left of the time that a form takes.
    fn rest(self, min_fill_secs: u32) -> Option<Duration> {
        // A moment more: the server counts from its own answer.
        let wanted = f64::from(min_fill_secs) * 1_000.0 + 100.0;
        let passed = js_sys::Date::now() - self.asked_at.try_get_value()?;
        let rest = wanted - passed;
        (min_fill_secs > 0 && rest > 0.0).then(|| Duration::from_secs_f64(rest.min(wanted) / 1_000.0))
    }
}

fn is_about_the_form(error: &ApiError) -> bool {
    is_about(error, "/form_token") || is_about(error, "/proof")
}

fn is_about(error: &ApiError, pointer: &str) -> bool {
    let ApiError::Problem(problem) = error else { return false };
    problem.code == Code::RequestInvalid && problem.errors.iter().any(|error| error.pointer == pointer)
}
