//! Naming people: whoever types `@na` is offered those who may be meant.
//!
//! The keys are those of ARIA's combobox with a list; its role is not, for a text area must stay one. Nothing is chosen and
//! no key is taken before somebody has moved into the list: Enter makes a new line, and Tab goes on.

mod caret;
mod word;

use broadsheet_shared::v2;
use leptos::{ev, prelude::*};

use self::word::Word;
use super::{editor::TextHandle, user::Avatar};
use crate::text::talk as text;

/// As wide as the list, which must not hang over the edge.
const LIST_WIDTH_PX: i32 = 272;

/// What one list knows.
#[derive(Clone, Copy)]
struct Offer {
    handle: TextHandle,
    people: Signal<Vec<v2::UserRef>>,
    on_ask: Callback<Option<String>>,
    /// The name under the caret.
    word: RwSignal<Option<Word>>,
    /// Which of the people has been moved to.
    active: RwSignal<Option<usize>>,
    /// Where an `@` stands whose list was closed.
    closed_at: StoredValue<Option<usize>>,
}

/// A text area whose `@` offers people.
#[component]
pub fn Mentions(
    /// Reaches the text area.
    handle: TextHandle,
    /// The id of the list.
    #[prop(into)]
    id: String,
    /// Those who may be meant, best first.
    people: Signal<Vec<v2::UserRef>>,
    /// Asks for the people of a name that is being typed; `None` once nobody asks any more.
    on_ask: Callback<Option<String>>,
    /// The text area.
    children: Children,
) -> impl IntoView {
    let offer = Offer {
        handle,
        people,
        on_ask,
        word: RwSignal::new(None),
        active: RwSignal::new(None),
        closed_at: StoredValue::new(None),
    };
    let is_open = Memo::new(move |_| offer.word.with(Option::is_some) && people.with(|people| !people.is_empty()));
    offer.tell(id.clone(), is_open);
    offer.stay_with_person();
    let keydown = move |event: ev::KeyboardEvent| {
        if is_open.get_untracked() && offer.takes(&event) {
            event.prevent_default();
            // The form that the text area stands in hears nothing of it.
            event.stop_propagation();
        }
    };
    let list = move || is_open.get().then(|| view! { <People offer id=id.clone() /> });
    let count = move || is_open.get().then(|| text::people_found(people.with(Vec::len)));
    view! {
        <div
            class="mentions"
            on:keydown:capture=keydown
            on:keyup=move |_| offer.look()
            on:click=move |_| offer.look()
            on:input=move |_| offer.look()
            on:focusout=move |_| offer.close()
        >
            {children()}
            {list}
            <p class="visually-hidden" role="status">{count}</p>
        </div>
    }
}

/// The list beneath the caret.
#[component]
fn People(offer: Offer, id: String) -> impl IntoView {
    let place = Memo::new(move |_| offer.word.with(|word| word.as_ref().and_then(|word| offer.place(word))));
    let pixels = |offset: Option<i32>| offset.map(|offset| format!("{offset}px"));
    let option_id = id.clone();
    let option = move |(at, person): (usize, v2::UserRef)| {
        let username = format!("@{}", person.username);
        view! {
            <li
                class="mentions__person"
                id=format!("{option_id}-{at}")
                role="option"
                aria-selected=move || (offer.active.get() == Some(at)).to_string()
                // The focus stays in the text.
                on:mousedown=move |event: ev::MouseEvent| event.prevent_default()
                on:click=move |event: ev::MouseEvent| {
                    event.stop_propagation();
                    offer.choose(at);
                }
            >
                <Avatar user=person.clone() />
                <span class="mentions__name" dir="auto">{person.display_name}</span>
                <span class="mentions__username" dir="auto">{username}</span>
            </li>
        }
    };
    view! {
        <ul
            class="mentions__list"
            id=id
            role="listbox"
            aria-label=text::PEOPLE
            style:left=move || pixels(place.get().map(|place| place.0))
            style:top=move || pixels(place.get().map(|place| place.1))
        >
            {move || offer.people.get().into_iter().enumerate().map(&option).collect_view()}
        </ul>
    }
}

impl Offer {
    /// Looks whether a name stands before the caret, and asks for its people.
    fn look(self) {
        let selection = self.handle.selection();
        let found = self.handle.text().filter(|_| selection.is_empty());
        let found = found.and_then(|text| Word::at(&text, selection.start));
        if found.as_ref().map(|word| word.range.start) != self.closed_at.get_value() {
            self.closed_at.set_value(None);
        }
        let found = found.filter(|_| self.closed_at.get_value().is_none());
        if self.word.with_untracked(|word| *word == found) {
            return;
        }
        self.active.set(None);
        self.on_ask.run(found.as_ref().map(|word| word.name.clone()));
        self.word.set(found);
    }

    /// Another list may have somebody else in the place that was moved to, or nobody: that place is left then.
    fn stay_with_person(self) {
        Effect::new(move |former: Option<Vec<v2::UserRef>>| {
            let people = self.people.get();
            let active = self.active.get_untracked();
            let kept = active.filter(|at| is_same_at(*at, &former.unwrap_or_default(), &people));
            if kept != active {
                self.active.set(kept);
            }
            people
        });
    }

    /// The list closes until another name is begun.
    fn close(self) {
        // The text area may leave the page with the focus in it, when its signals are gone already.
        let Some(word) = self.word.try_get_untracked().flatten() else { return };
        self.closed_at.set_value(Some(word.range.start));
        self.word.set(None);
        self.active.set(None);
        self.on_ask.run(None);
    }

    /// Does what a key says to the open list; false if it says nothing to it.
    fn takes(self, event: &ev::KeyboardEvent) -> bool {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
        if event.is_composing() || !is_plain {
            return false;
        }
        let (count, active) = (self.people.with_untracked(Vec::len), self.active.get_untracked());
        match (event.key().as_str(), active) {
            ("ArrowDown", active) => self.active.set(Some(active.map_or(0, |at| (at + 1) % count))),
            ("ArrowUp", active) => self.active.set(Some((active.unwrap_or(count) + count - 1) % count)),
            ("Enter" | "Tab", Some(at)) => self.choose(at),
            ("Escape", _) => self.close(),
            _ => return false,
        }
        true
    }

    /// Puts somebody's name into the text.
    fn choose(self, at: usize) {
        let person = self.people.with_untracked(|people| people.get(at).cloned());
        let (Some(person), Some(word), Some(text)) = (person, self.word.get_untracked(), self.handle.text()) else {
            return;
        };
        // What was typed since the last look is another name.
        if text.get(word.range.clone()).is_some_and(|typed| typed.strip_prefix('@') == Some(&word.name)) {
            self.handle.apply(&word.completed(&text, &person.username));
        }
        self.close();
        self.handle.focus();
    }

    /// Where the list hangs, from the corner of what holds it.
    fn place(self, word: &Word) -> Option<(i32, i32)> {
        let area = self.handle.area()?;
        let text = area.value();
        let (left, top) = caret::place(&area, text.get(..word.range.start)?)?;
        let most = (area.offset_width() - LIST_WIDTH_PX).max(0);
        Some((area.offset_left() + left.clamp(0, most), area.offset_top() + top.clamp(0, area.offset_height())))
    }

    /// Tells a screen reader of the list and of the one that is moved to.
    fn tell(self, id: String, is_open: Memo<bool>) {
        Effect::new(move |_| {
            let (is_open, active) = (is_open.get(), self.active.get());
            let Some(area) = self.handle.area_tracked() else { return };
            let _ = area.set_attribute("aria-autocomplete", "list");
            let active = active.filter(|_| is_open).map(|at| format!("{id}-{at}"));
            let list = is_open.then(|| id.clone());
            for (name, value) in [("aria-controls", list), ("aria-activedescendant", active)] {
                let _ = match value {
                    Some(value) => area.set_attribute(name, &value),
                    None => area.remove_attribute(name),
                };
            }
        });
    }
}

/// True if the very same person stands there in both lists.
fn is_same_at(at: usize, former: &[v2::UserRef], people: &[v2::UserRef]) -> bool {
    former.get(at).zip(people.get(at)).is_some_and(|(before, now)| before.id == now.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_and_nobody_at_all_is_the_same_person() {
        let person = |last: u32| {
            let id = format!("0190c9d2-7c1e-7a7b-8c11-{last:012}");
            let person = serde_json::json!({ "id": id, "username": "ada", "display_name": "Ada", "avatar": null });
            serde_json::from_value::<v2::UserRef>(person).unwrap()
        };
        let (former, shorter) = ([1, 2, 3].map(person), [1, 4].map(person));

        assert_eq!([0, 1, 2].map(|at| is_same_at(at, &former, &shorter)), [true, false, false]);
        assert!(!is_same_at(0, &[], &shorter), "nobody stood there");
    }
}
