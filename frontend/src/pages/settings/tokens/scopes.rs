//! What a token may do: a box for each scope that is of use to its owner.

use broadsheet_shared::{scope::Scope, v2};
use leptos::prelude::*;

use crate::text::settings as text;

/// The boxes and what is wrong with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    ticked: RwSignal<Vec<Scope>>,
    /// What is wrong.
    pub error: RwSignal<Option<String>>,
}

impl Chosen {
    /// Reading is where most begin.
    pub fn new() -> Self {
        Self { ticked: RwSignal::new(vec![Scope::Read]), error: RwSignal::new(None) }
    }

    /// What is ticked, in the order of the boxes.
    pub fn scopes(&self) -> Vec<Scope> {
        self.ticked.with_untracked(|ticked| Scope::ALL.iter().copied().filter(|scope| ticked.contains(scope)).collect())
    }

    /// Says what is wrong, if nothing is ticked; true if something is.
    pub fn judge(&self) -> bool {
        let is_empty = self.ticked.with_untracked(Vec::is_empty);
        self.error.set(is_empty.then(|| text::SCOPES_MISSING.to_owned()));
        !is_empty
    }

    fn set(&self, scope: Scope, is_ticked: bool) {
        self.error.set(None);
        self.ticked.update(|ticked| {
            ticked.retain(|other| *other != scope);
            if is_ticked {
                ticked.push(scope);
            }
        });
    }
}

/// The scopes that this person can use: what would be refused is not offered.
pub(super) fn offered(me: &v2::Me) -> Vec<Scope> {
    let is_of_use = |scope: &Scope| {
        matches!(scope, Scope::Read | Scope::Notifications) || scope.permissions().any(|permission| me.may(permission))
    };
    Scope::ALL.iter().copied().filter(is_of_use).collect()
}

/// The boxes on the screen.
#[component]
pub(super) fn Scopes(
    /// What is ticked.
    chosen: Chosen,
    /// What can be.
    #[prop(into)]
    offered: Signal<Vec<Scope>>,
) -> impl IntoView {
    let entry = move |scope: Scope| {
        let name = scope.as_str().replace(':', "-");
        let (id, hint_id) = (format!("scope-{name}"), format!("scope-{name}-hint"));
        view! {
            <div class="scope">
                <input
                    type="checkbox"
                    id=id.clone()
                    name="scopes"
                    value=scope.as_str()
                    aria-describedby=hint_id.clone()
                    prop:checked=move || chosen.ticked.with(|ticked| ticked.contains(&scope))
                    on:change=move |event| chosen.set(scope, event_target_checked(&event))
                />
                <label class="scope__name" for=id>{text::scope(scope)}</label>
                <p class="field__hint scope__hint" id=hint_id>{text::scope_hint(scope)}</p>
            </div>
        }
    };
    view! {
        <fieldset class="scopes" aria-describedby="scopes-error">
            <legend class="field__label">{text::SCOPES}</legend>
            <div class="scopes__boxes">
                <For each=move || offered.get() key=|scope| *scope children=entry />
            </div>
            <p class="field__error" id="scopes-error" role="alert">{move || chosen.error.get()}</p>
        </fieldset>
    }
}
