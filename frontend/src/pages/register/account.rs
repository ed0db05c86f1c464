//! The fields of an account: for whoever registers, and for the first admin.

use broadsheet_shared::{
    v2,
    value::{DisplayName, EmailAddress, Password, Username},
};
use leptos::prelude::*;

use crate::{
    forms::{Field, MeterText, NewPasswordField, TextField},
    state::strength::use_strength,
    text::account as text,
};

/// What the meter says beneath a new password.
pub const METER: MeterText = MeterText { label: text::STRENGTH, scores: text::STRENGTHS };

/// The fields of an account.
#[derive(Debug, Clone, Copy)]
pub struct AccountFields {
    /// Public and one of a kind.
    pub username: Field,
    display_name: Field,
    /// Never shown.
    pub email: Field,
    password: Field,
}

impl AccountFields {
    /// Empty ones.
    pub fn empty() -> Self {
        Self {
            username: Field::new("username", "/username", |text| Username::parse(text).map(drop)),
            display_name: Field::new("display-name", "/display_name", |text| DisplayName::parse(text).map(drop)),
            email: Field::new("email", "/email", |text| EmailAddress::parse(text).map(drop)),
            password: Field::new("password", "/password", |text| Password::parse(text).map(drop)),
        }
    }

    /// In the order of the screen.
    pub fn all(&self) -> [Field; 4] {
        [self.username, self.display_name, self.email, self.password]
    }

    /// What was typed.
    pub fn request(&self) -> v2::Register {
        v2::Register {
            username: self.username.text.get_untracked(),
            email: self.email.text.get_untracked(),
            password: self.password.text.get_untracked(),
            display_name: self.display_name.text.get_untracked(),
            ..v2::Register::default()
        }
    }

    /// What the meter asks. Tracked.
    fn question(&self) -> v2::CheckPassword {
        v2::CheckPassword {
            password: self.password.text.get(),
            username: self.username.text.get(),
            display_name: self.display_name.text.get(),
            email: self.email.text.get(),
            token: None,
        }
    }
}

/// The fields on the screen.
#[component]
pub fn AccountFieldset(
    /// Empty ones, or filled.
    fields: AccountFields,
) -> impl IntoView {
    let strength = use_strength(move || fields.question());
    view! {
        <TextField
            field=fields.username
            label=text::USERNAME
            hint=text::USERNAME_HINT
            autocomplete="username"
            is_required=true
            is_verbatim=true
        />
        <TextField
            field=fields.display_name
            label=text::DISPLAY_NAME
            hint=text::DISPLAY_NAME_HINT
            autocomplete="name"
        />
        <TextField
            field=fields.email
            label=text::EMAIL
            hint=text::EMAIL_HINT
            kind="email"
            autocomplete="email"
            is_required=true
            is_verbatim=true
        />
        <NewPasswordField
            field=fields.password
            label=text::PASSWORD
            hint=text::PASSWORD_HINT
            show_label=text::SHOW
            hide_label=text::HIDE
            strength
            text=METER
        />
    }
}
