//! The question. A plain form: without scripts it loads the page with the answer.

use broadsheet_shared::v2::SearchKind;
use leptos::{html, prelude::*};

use crate::{
    components::ui::icon::{Glyph, Icon},
    paths,
    text::reading as text,
};

/// Every kind, in the order of the bar.
const KINDS: [(SearchKind, &str); 4] = [
    (SearchKind::Posts, text::KIND_POSTS),
    (SearchKind::Users, text::KIND_USERS),
    (SearchKind::Tags, text::KIND_TAGS),
    (SearchKind::Comments, text::KIND_COMMENTS),
];

/// The field; `on_input` hears every key.
#[component]
pub fn SearchForm(
    /// What stands in the field.
    typed: Signal<String>,
    kind: SearchKind,
    on_input: Callback<String>,
    /// The question is asked outright.
    on_send: Callback<()>,
) -> AnyView {
    let field = NodeRef::<html::Input>::new();
    Effect::new(move || {
        let wanted = typed.get();
        // What stands there already is not set again: that would move the caret to its end.
        if let Some(field) = field.get()
            && field.value() != wanted
        {
            field.set_value(&wanted);
        }
    });
    let kind_field = (kind != SearchKind::Posts)
        .then(|| view! { <input type="hidden" name="type" value=paths::search_kind(kind) /> });
    view! {
        <form
            class="search-form"
            role="search"
            action=paths::SEARCH
            method="get"
            data-search-form=""
            on:submit=move |_| on_send.run(())
        >
            <Icon icon=Glyph::Search />
            <input
                class="search-form__field"
                type="search"
                name="q"
                value=typed.get_untracked()
                node_ref=field
                placeholder=text::SEARCH_HINT
                aria-label=text::SEARCH_HINT
                maxlength="200"
                autocomplete="off"
                enterkeyhint="search"
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            {kind_field}
            <button class="visually-hidden" type="submit">
                {text::SEARCH}
            </button>
        </form>
    }
    .into_any()
}

/// Links to the same question among other kinds.
#[component]
pub fn KindBar(#[prop(into)] query: Signal<String>, kind: SearchKind) -> AnyView {
    let links = KINDS.into_iter().map(|(entry, words)| {
        view! {
            <li>
                <a
                    class="category-link"
                    href=move || paths::search_among(&query.get(), entry)
                    aria-current=(entry == kind).then_some("page")
                >
                    {words}
                </a>
            </li>
        }
    });
    view! {
        <nav class="category-bar" aria-label=text::SEARCH_KINDS>
            <ul role="list">{links.collect::<Vec<_>>()}</ul>
        </nav>
    }
    .into_any()
}
