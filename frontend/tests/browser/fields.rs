//! Fields in a real browser: what is wrong is said beside the control, and tied to it; what is typed is not taken for what
//! was chosen.

use broadsheet_frontend::forms::{Field, Form, TagsField, TagsText, TextField};
use broadsheet_shared::{field::FieldError, value::Username};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

struct Guard<T>(Option<T>, web_sys::HtmlElement);

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        drop(self.0.take());
        self.1.remove();
    }
}

/// A field on the page; the page is empty again when the guard is dropped.
fn mount() -> (Field, impl Drop) {
    mount_view(|| {
        let field = Field::new("name", "/username", |text| Username::parse(text).map(drop));
        (field, view! { <TextField field label="Name" hint="Public." /> })
    })
}

/// The same for any view, with what is to be known of it.
fn mount_view<T: 'static, V: IntoView + 'static>(make: impl FnOnce() -> (T, V) + 'static) -> (T, impl Drop) {
    let root: web_sys::HtmlElement = document().create_element("div").expect("a div").unchecked_into();
    document().body().expect("a body").append_child(&root).expect("room in the body");
    let made = std::rc::Rc::new(std::cell::RefCell::new(None));
    let slot = std::rc::Rc::clone(&made);
    let handle = leptos::mount::mount_to(root.clone(), move || {
        let (known, view) = make();
        *slot.borrow_mut() = Some(known);
        view
    });
    let known = made.borrow_mut().take().expect("mounting runs the view");
    (known, Guard(Some(handle), root))
}

fn input() -> web_sys::HtmlInputElement {
    document().get_element_by_id("name").expect("the control").unchecked_into()
}

fn error() -> String {
    document().get_element_by_id("name-error").and_then(|error| error.text_content()).unwrap_or_default()
}

async fn type_text(text: &str) {
    input().set_value(text);
    let event = web_sys::Event::new("input").expect("an event");
    input().dispatch_event(&event).expect("the event is heard");
    TimeoutFuture::new(0).await;
}

#[wasm_bindgen_test]
async fn nothing_is_said_while_someone_types_and_the_shared_message_after() {
    let (_, _page) = mount();

    type_text("a").await;
    assert_eq!(error(), "");

    input().dispatch_event(&web_sys::Event::new("blur").expect("an event")).expect("the event is heard");
    TimeoutFuture::new(0).await;
    assert_eq!(error(), Username::parse("a").expect_err("too short").to_string());
    assert_eq!(input().get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(input().get_attribute("aria-describedby").as_deref(), Some("name-error name-hint"));

    type_text("ada").await;
    assert_eq!(error(), "");
    assert_eq!(input().get_attribute("aria-invalid"), None);
    assert_eq!(input().get_attribute("aria-describedby").as_deref(), Some("name-hint"));
}

#[wasm_bindgen_test]
async fn what_the_server_refused_stands_beside_its_field_until_it_changes() {
    let (field, _page) = mount();
    type_text("ada").await;

    let rest = Form::new([field]).refuse(&[
        FieldError::new("/username", "taken", "The username is taken."),
        FieldError::new("/other", "invalid", "Something else."),
    ]);
    TimeoutFuture::new(0).await;

    assert_eq!(rest, ["Something else."]);
    assert_eq!(error(), "The username is taken.");
    assert!(!untrack(|| field.is_right()));

    type_text("ada2").await;
    assert_eq!(error(), "");
}

/// Puts a text into the field by an input of a kind, as browsers tell of it.
async fn put(text: &str, event: &str) {
    input().set_value(text);
    let event: web_sys::Event = js_sys::eval(event).expect("the script is right").unchecked_into();
    input().dispatch_event(&event).expect("the event is heard");
    TimeoutFuture::new(0).await;
}

#[wasm_bindgen_test]
async fn a_known_tag_is_taken_at_once_where_it_was_chosen_and_not_while_it_is_typed() {
    let (tags, _page) = mount_view(|| {
        let tags = RwSignal::new(Vec::new());
        let text = TagsText { label: "Tags", hint: "", remove: |tag| tag.to_owned() };
        let known = Signal::stored(vec!["rust".to_owned(), "go".to_owned()]);
        (tags, view! { <TagsField field=Field::free("name", "/tags") tags text known /> })
    });

    put("rust", "new InputEvent('input', {inputType: 'insertText', data: 't'})").await;
    assert_eq!((input().value(), tags.get_untracked()), ("rust".to_owned(), Vec::<String>::new()));
    put("rustaceans,", "new InputEvent('input', {inputType: 'insertText', data: ','})").await;
    assert_eq!((input().value(), tags.get_untracked()), (String::new(), vec!["rustaceans".to_owned()]));

    put("rust", "new InputEvent('input', {inputType: 'insertReplacementText'})").await;
    put("go", "new Event('input')").await;
    assert_eq!(tags.get_untracked(), ["rustaceans", "rust", "go"]);
}
