//! The router in a real browser: pages at once, an entry for every journey, places that Back finds, pages that are held.

use std::cell::RefCell;

use broadsheet_frontend::{
    api::provide_api,
    routes::{Program, Route, outlet::outlet},
    state::{
        leaving::provide_leaving,
        location::{Kept, Navigator, Steps, provide_navigator},
        page_data::PageData,
        session::provide_session,
        toasts::provide_toasts,
        visits::Visits,
    },
};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos_router::components::Router;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// Ten times what a page may take to stand.
const DEADLINE_MS: u32 = 5_000;

thread_local! {
    static APP: RefCell<Option<(Navigator, Kept)>> = const { RefCell::new(None) };
    static BUILT: RefCell<usize> = const { RefCell::new(0) };
}

fn screen(route: Route) -> AnyView {
    BUILT.with_borrow_mut(|built| *built += 1);
    view! { <p id="route">{format!("{route:?}")}</p> }.into_any()
}

/// The reader's table with a word for each page, at the front page; one for all tests, as a document has one.
async fn app() -> (Navigator, Kept) {
    let Some((navigator, kept)) = APP.with_borrow(Clone::clone) else { return start() };
    navigator.go("/");
    until("the front page stands", || shown() == "Home { after: None }").await;
    (navigator, kept)
}

fn start() -> (Navigator, Kept) {
    let root: web_sys::HtmlElement = document().create_element("div").expect("a div").unchecked_into();
    document().body().expect("a body").append_child(&root).expect("it is put in");
    window()
        .history()
        .and_then(|history| history.replace_state_with_url(&"".into(), "", Some("/")))
        .expect("a history");
    leptos::mount::mount_to(root, || {
        let page_data = PageData::parse("");
        provide_context(page_data);
        provide_session(provide_api());
        let (steps, leaving, toasts) = (Steps::hear(), provide_leaving(), provide_toasts());
        let kept = Kept { steps, leaving, page_data, visits: Visits::new(), toasts };
        let inside = move || {
            let navigator = provide_navigator(kept, |path| Program::Reader.has(path));
            APP.with_borrow_mut(|app| *app = Some((navigator, kept)));
            outlet(Program::Reader, screen)
        };
        view! { <Router>{inside()}</Router> }
    })
    .forget();
    APP.with_borrow(Clone::clone).expect("the router made its children in the same task")
}

fn shown() -> String {
    let page = document().get_element_by_id("route");
    page.and_then(|page| page.text_content()).unwrap_or_default()
}

fn bar() -> String {
    let bar = window().location();
    format!("{}{}", bar.pathname().expect("a path"), bar.search().expect("a query"))
}

fn back() {
    window().history().and_then(|history| history.back()).expect("a history");
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..DEADLINE_MS / 5 {
        if is_so() {
            return;
        }
        TimeoutFuture::new(5).await;
    }
    panic!("never: {what}; the page is {} at {}", shown(), bar());
}

#[wasm_bindgen_test]
async fn first_page_stands_in_the_task_that_starts_the_app() {
    app().await;

    assert_eq!(shown(), "Home { after: None }");
}

#[wasm_bindgen_test]
async fn going_leads_to_the_page_and_back_to_the_former_one() {
    let (navigator, _) = app().await;
    let key = navigator.location_untracked().key;

    navigator.go("/posts/%C3%A9t%C3%A9");
    assert_eq!(bar(), "/posts/%C3%A9t%C3%A9");
    until("the post stands", || shown() == r#"Post { slug: "été", part: First }"#).await;
    assert_ne!(navigator.location_untracked().key, key);

    back();
    until("the front page is back", || shown() == "Home { after: None }").await;
    assert_eq!(navigator.location_untracked().key, key);
}

#[wasm_bindgen_test]
async fn going_again_where_a_renamed_page_was_makes_an_entry() {
    let (navigator, _) = app().await;
    navigator.go("/search");
    until("the search stands", || shown() == "Search { kind: Posts }").await;
    navigator.rename("/search?q=a");
    back();
    until("the front page is back", || bar() == "/" && shown() == "Home { after: None }").await;

    navigator.go("/search?q=a");

    assert_eq!(bar(), "/search?q=a");
    until("the search stands again", || shown() == "Search { kind: Posts }").await;
}

#[wasm_bindgen_test]
async fn renaming_keeps_the_page() {
    let (navigator, _) = app().await;
    navigator.go("/search");
    until("the search stands", || shown() == "Search { kind: Posts }").await;
    let (built, key) = (BUILT.with_borrow(|built| *built), navigator.location_untracked().key);

    navigator.rename("/search?q=%2541");
    until("the question has changed", || navigator.location_untracked().query == "q=%2541").await;

    assert_eq!(bar(), "/search?q=%2541");
    assert_eq!((BUILT.with_borrow(|built| *built), navigator.location_untracked().key), (built, key));
}

#[wasm_bindgen_test]
async fn a_later_part_of_one_list_is_no_later_part_of_the_next() {
    let (navigator, _) = app().await;
    navigator.go("/tags/a?after=x");
    until("the part stands", || shown() == r#"Tag { slug: "a", after: Some("x") }"#).await;

    navigator.go("/tags/b");

    until("the other tag stands", || shown() == r#"Tag { slug: "b", after: None }"#).await;
}

#[wasm_bindgen_test]
async fn a_held_page_stays_and_tells_where_somebody_wanted_to_go() {
    let (navigator, kept) = app().await;
    navigator.go("/posts/held");
    until("the post stands", || shown() == r#"Post { slug: "held", part: First }"#).await;
    let built = BUILT.with_borrow(|built| *built);
    kept.leaving.hold();

    navigator.go("/search");
    assert_eq!(untrack(|| kept.leaving.wanted()).as_deref(), Some("/search"));
    kept.leaving.stay();
    back();
    until("Back is asked for", || untrack(|| kept.leaving.wanted()).as_deref() == Some("/")).await;

    assert_eq!(bar(), "/posts/held");
    assert_eq!(BUILT.with_borrow(|built| *built), built);
    kept.leaving.release();
}

#[wasm_bindgen_test]
async fn a_held_page_gets_the_address_back_that_it_has_shown() {
    let (navigator, kept) = app().await;
    navigator.go("/posts/new");
    until("the post stands", || shown() == r#"Post { slug: "new", part: First }"#).await;
    navigator.show_address("/posts/named");
    assert_eq!(bar(), "/posts/named");
    kept.leaving.hold();

    back();
    until("Back is asked for", || untrack(|| kept.leaving.wanted()).is_some()).await;

    assert_eq!(bar(), "/posts/named");
    kept.leaving.release();
}

#[wasm_bindgen_test]
async fn back_comes_to_the_page_and_not_to_what_was_pointed_out_on_it() {
    let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
    let (navigator, kept) = app().await;
    navigator.go("/posts/talk");
    until("the post stands", || shown() == r#"Post { slug: "talk", part: First }"#).await;
    let key = navigator.location_untracked().key;
    kept.visits.keep(&key, "grown", 2);

    navigator.point_out(&format!("/posts/talk?comment={id}#comment-{id}"));
    assert_eq!(bar(), format!("/posts/talk?comment={id}"));
    navigator.go("/search");
    until("the search stands", || shown() == "Search { kind: Posts }").await;
    back();

    until("the post is back", || shown() == r#"Post { slug: "talk", part: First }"#).await;
    assert_eq!(bar(), "/posts/talk");
    assert_eq!(navigator.location_untracked().key, key);
    navigator.go("/posts/talk");
    let again = navigator.location_untracked().key;
    assert_ne!(again, key);
    assert_eq!(kept.visits.find::<i32>(&again, "grown"), Some(2));
}

#[wasm_bindgen_test]
async fn trying_again_makes_the_page_anew() {
    let (navigator, _) = app().await;
    let built = BUILT.with_borrow(|built| *built);

    navigator.retry();

    until("the page was made again", || BUILT.with_borrow(|now| *now) == built + 1).await;
}
