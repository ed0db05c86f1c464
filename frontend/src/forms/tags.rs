//! Tags as chips: typed, folded as the server folds them, taken away one by one.

use broadsheet_shared::value::TagName;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{Field, field::Frame};

/// What the tags field says.
#[derive(Debug, Clone, Copy)]
pub struct TagsText {
    /// Stands above it.
    pub label: &'static str,
    /// Stands below it.
    pub hint: &'static str,
    /// What a chip's button is called, from the tag.
    pub remove: fn(&str) -> String,
}

/// Up to five tags as chips. Enter or a comma takes what was typed; Backspace in the empty field takes the last away.
#[component]
pub fn TagsField(
    /// Holds what is being typed, and the messages.
    field: Field,
    /// The tags taken so far.
    tags: RwSignal<Vec<String>>,
    /// What it says.
    text: TagsText,
    /// Tags to offer while typing.
    #[prop(into)]
    known: Signal<Vec<String>>,
) -> impl IntoView {
    let take = move || take_typed(field, tags);
    let input = move |event: ev::Event| {
        let typed = event_target_value(&event);
        let is_complete =
            typed.ends_with([',', ';']) || (is_chosen(&event) && known.with_untracked(|known| known.contains(&typed)));
        field.type_text(typed);
        if is_complete {
            take();
        }
    };
    let keydown = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            take();
        }
        "Backspace" if field.text.with_untracked(String::is_empty) => tags.update(|tags| {
            tags.pop();
        }),
        _ => {}
    };
    let chip = move |tag: String| {
        let name = tag.clone();
        let label = (text.remove)(&tag);
        view! {
            <li class="chip">
                <span dir="auto">{tag}</span>
                <button
                    class="chip__remove"
                    type="button"
                    aria-label=label
                    on:click=move |_| tags.update(|tags| tags.retain(|tag| *tag != name))
                ></button>
            </li>
        }
    };
    let list_id = format!("{}-known", field.id);
    view! {
        <Frame field label=text.label hint=text.hint max=None>
            <div class="control control--chips">
                <ul class="chips" role="list">
                    <For each=move || tags.get() key=Clone::clone children=chip/>
                </ul>
                <input
                    class="chips__input"
                    id=field.id
                    name=field.id
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    list=list_id.clone()
                    aria-invalid=move || field.error().map(|_| "true")
                    aria-describedby=move || field.described_by(true)
                    prop:value=field.text
                    on:input=input
                    on:keydown=keydown
                    on:blur=move |_| take()
                />
                <datalist id=list_id>
                    {move || known.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}
                </datalist>
            </div>
        </Frame>
    }
}

/// True if the browser put a whole text into the field, as it does with what was chosen from the list. A known tag that
/// is being typed may be the beginning of another. Browsers tell of a choice as of a replacement, or name no kind.
fn is_chosen(event: &ev::Event) -> bool {
    let kind = event.dyn_ref::<web_sys::InputEvent>().map(web_sys::InputEvent::input_type).unwrap_or_default();
    matches!(kind.as_str(), "" | "insertReplacementText")
}

/// Moves what was typed among the tags, or says why not.
fn take_typed(field: Field, tags: RwSignal<Vec<String>>) {
    // The field may leave the page with the focus in it, when its signals are gone already.
    let Some(typed) = field.text.try_get_untracked() else { return };
    let typed = typed.trim_end_matches([',', ';']).trim();
    if typed.is_empty() {
        field.type_text(String::new());
        return;
    }
    match with_tag(&tags.get_untracked(), typed) {
        Ok(taken) => {
            tags.set(taken);
            field.type_text(String::new());
        }
        Err(message) => field.refuse(message),
    }
}

/// The tags and one more; a repeated one counts once.
fn with_tag(tags: &[String], typed: &str) -> Result<Vec<String>, String> {
    let mut all = tags.to_vec();
    all.push(typed.to_owned());
    match TagName::parse_all(&all) {
        Ok(tags) => Ok(tags.into_iter().map(TagName::into_string).collect()),
        Err((_, error)) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn tags_are_folded_counted_once_and_limited() {
        assert_eq!(with_tag(&tags(&["rust"]), "#Web Assembly").unwrap(), tags(&["rust", "web-assembly"]));
        assert_eq!(with_tag(&tags(&["rust"]), "Rust").unwrap(), tags(&["rust"]));
        assert!(with_tag(&tags(&["a", "b", "c", "d", "e"]), "f").unwrap_err().contains("at most 5"));
        assert!(with_tag(&[], "!!!").is_err());
    }
}
