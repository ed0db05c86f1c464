//! One field: its text, its rule, and what is wrong with it.

use broadsheet_shared::value::ValueError;
use leptos::prelude::*;

/// What was typed into one field and what is wrong with it. Copy it into as many closures as needed.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The id of its control; its hint and error carry it as prefix.
    pub id: &'static str,
    /// Where the server finds it: the JSON pointer of [`broadsheet_shared::field::FieldError`].
    pub pointer: &'static str,
    /// The text as typed.
    pub text: RwSignal<String>,
    check: fn(&str) -> Result<(), ValueError>,
    from_server: RwSignal<Option<String>>,
    is_judged: RwSignal<bool>,
}

impl Field {
    /// An empty field whose text must pass `check`.
    pub fn new(id: &'static str, pointer: &'static str, check: fn(&str) -> Result<(), ValueError>) -> Self {
        Self {
            id,
            pointer,
            text: RwSignal::new(String::new()),
            check,
            from_server: RwSignal::new(None),
            is_judged: RwSignal::new(false),
        }
    }

    /// A field that takes any text.
    pub fn free(id: &'static str, pointer: &'static str) -> Self {
        Self::new(id, pointer, |_| Ok(()))
    }

    /// Takes what was typed; what the server said of the former text no longer counts.
    pub fn type_text(&self, text: String) {
        self.from_server.set(None);
        self.text.set(text);
    }

    /// Shows what is wrong from now on: on leaving the field, and on sending the form.
    pub fn judge(&self) {
        self.is_judged.set(true);
    }

    /// The focus goes elsewhere: shows what is wrong with what was typed. A field that leaves the page with the focus in
    /// it hears of this too, when its signals are gone already.
    pub fn leave(&self) {
        if self.text.try_with_untracked(|text| !text.is_empty()) == Some(true) {
            self.judge();
        }
    }

    /// Shows a message of the server's.
    pub fn refuse(&self, message: String) {
        self.from_server.set(Some(message));
        self.judge();
    }

    /// What is wrong, if the time has come to say it. Tracked.
    pub fn error(&self) -> Option<String> {
        if !self.is_judged.get() {
            return None;
        }
        self.from_server.get().or_else(|| self.fault())
    }

    /// True if the text passes. Tracked.
    pub fn is_right(&self) -> bool {
        self.from_server.with(Option::is_none) && self.fault().is_none()
    }

    /// Empties it and forgets every judgement.
    pub fn clear(&self) {
        self.text.set(String::new());
        self.from_server.set(None);
        self.is_judged.set(false);
    }

    /// The id of its error's element.
    pub fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    /// The id of its hint's element.
    pub fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    /// For `aria-describedby`: the hint, if there is one, and the error while it shows. Tracked.
    pub fn described_by(&self, has_hint: bool) -> Option<String> {
        let error = self.error().map(|_| self.error_id());
        let hint = has_hint.then(|| self.hint_id());
        match (error, hint) {
            (Some(error), Some(hint)) => Some(format!("{error} {hint}")),
            (one, other) => one.or(other),
        }
    }

    fn fault(&self) -> Option<String> {
        self.text.with(|text| (self.check)(text).err()).map(|error| error.to_string())
    }
}

/// The parts around a control: label above, hint, error and counter below.
#[component]
pub(super) fn Frame(
    /// The field.
    field: Field,
    /// Stands above the control.
    label: &'static str,
    /// Stands below it; empty for none.
    hint: &'static str,
    /// Greatest number of characters, for a counter.
    max: Option<usize>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let counter = max.map(|max| {
        let length = Memo::new(move |_| field.text.with(|text| text.trim().chars().count()));
        // Silent until the end is near: a running number distracts.
        let is_near = move || length.get() * 10 >= max * 8;
        let is_over = move || length.get() > max;
        view! {
            <span class="field__counter" class:field__counter--over=is_over aria-hidden="true">
                {move || is_near().then(|| format!("{} / {max}", length.get()))}
            </span>
        }
    });
    view! {
        <div class="field" class:field--wrong=move || field.error().is_some()>
            <label class="field__label" for=field.id>{label}</label>
            {children()}
            <div class="field__notes">
                <p class="field__error" id=field.error_id() role="alert">{move || field.error()}</p>
                {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=field.hint_id()>{hint}</p> })}
                {counter}
            </div>
        </div>
    }
}
