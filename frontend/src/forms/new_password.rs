//! A password that is being chosen, with a meter beneath it. The meter advises; only the form's rules refuse.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{Field, PasswordField};

/// What the meter says.
#[derive(Debug, Clone, Copy)]
pub struct MeterText {
    /// What it measures.
    pub label: &'static str,
    /// From guessed at once to very hard to guess.
    pub scores: [&'static str; 5],
}

/// A password to be chosen: for registration, and for whoever resets or changes one.
#[component]
pub fn NewPasswordField(
    /// What is typed and judged.
    field: Field,
    /// Stands above it.
    label: &'static str,
    /// Stands below it.
    #[prop(optional)]
    hint: &'static str,
    /// What the button says while the password is hidden.
    show_label: &'static str,
    /// What the button says while it is seen.
    hide_label: &'static str,
    /// What the server thinks of it; `None` shows no meter.
    #[prop(into)]
    strength: Signal<Option<v2::PasswordStrength>>,
    /// What the meter says.
    text: MeterText,
) -> impl IntoView {
    view! {
        <div class="new-password">
            <PasswordField field label hint autocomplete="new-password" show_label hide_label />
            <Meter strength text field />
        </div>
    }
}

#[component]
fn Meter(strength: Signal<Option<v2::PasswordStrength>>, text: MeterText, field: Field) -> impl IntoView {
    let score = move || strength.get().map(|strength| strength.score.min(4));
    let parts = (0..5_u8).map(|part| {
        let is_on = move || score().is_some_and(|score| part <= score);
        let is_weak = move || score().is_some_and(|score| score < 3);
        view! { <span class="meter__part" class:meter__part--on=is_on class:meter__part--weak=is_weak></span> }
    });
    // Its own error, said once by the field, may be the same refusal.
    let advice = move || strength.get().filter(|_| field.error().is_none()).map(|strength| words(&strength, text));
    view! {
        <div class="meter" hidden=move || strength.with(Option::is_none)>
            <span class="meter__parts" aria-hidden="true">{parts.collect_view()}</span>
            <p class="meter__words" role="status">{advice}</p>
        </div>
    }
}

/// Why it would be refused, or else how good it is.
fn words(strength: &v2::PasswordStrength, text: MeterText) -> String {
    match strength.errors.first() {
        Some(error) => error.detail.clone(),
        None => {
            let score = text.scores[usize::from(strength.score.min(4))];
            format!("{}: {score}", text.label)
        }
    }
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::field::FieldError;

    use super::*;

    #[test]
    fn a_refusal_is_said_in_the_servers_words_and_a_score_in_ours() {
        let text = MeterText { label: "Strength", scores: ["a", "b", "c", "d", "e"] };
        let taken = v2::PasswordStrength { score: 4, is_accepted: true, errors: Vec::new() };
        let refused = v2::PasswordStrength {
            is_accepted: false,
            errors: vec![FieldError::new("/password", "too_common", "Too many have it.")],
            ..taken.clone()
        };

        assert_eq!(words(&taken, text), "Strength: e");
        assert_eq!(words(&refused, text), "Too many have it.");
    }
}
