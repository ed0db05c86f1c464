//! The session in a real browser: one refresh for all who ask, none for strangers, and tabs that hear one another.

use broadsheet_frontend::{
    api::{Api, ApiError, auth, provide_api},
    state::session::{Session, SessionState, provide_session},
};
use broadsheet_shared::v2;
use futures_util::future::{join, join_all};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// A server that counts refreshes, takes its time, and answers everything else with the token it was sent. It writes down
/// in which order it was asked to refresh and to sign in, and when it answered.
const SERVER: &str = r#"
    window.refreshes = 0;
    window.course = [];
    window.is_away = false;
    window.person = ["0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "ada"];
    window.fetch = async (address, init) => {
        const answer = (status, body) => new Response(JSON.stringify(body), { status });
        const verb = String(address).match(/\/auth\/(refresh|login)$/)?.[1];
        if (verb) {
            if (window.is_away) throw new TypeError("Failed to fetch");
            window.refreshes += verb === "refresh" ? 1 : 0;
            window.course.push(verb + " asked");
            const [id, username] = window.person;
            const user = { id, username, display_name: username, avatar: null,
                email: null, is_email_confirmed: true, bio: "", permissions: [], roles: [], created_at: "2026-01-01T00:00:00Z" };
            await new Promise(done => setTimeout(done, 40));
            window.course.push(verb + " answered");
            return answer(200, { access_token: "t" + window.refreshes, token_type: "Bearer", expires_in: 600, user });
        }
        const sent = new Headers(init.headers).get("Authorization");
        if (String(address).endsWith("/stale") && sent === "Bearer t1") {
            return answer(401, { type: "", title: "", status: 401, detail: "", code: "token.stale", request_id: "" });
        }
        return answer(200, sent);
    };
"#;

fn serve() {
    js_sys::eval(SERVER).expect("the script is right");
}

fn refreshes() -> f64 {
    js_sys::eval("window.refreshes").ok().and_then(|count| count.as_f64()).unwrap_or_default()
}

fn set_hint(is_set: bool) {
    let document: web_sys::HtmlDocument = document().unchecked_into();
    let life = if is_set { "" } else { "; Max-Age=0" };
    document.set_cookie(&format!("__Host-hint=1; Secure; Path=/{life}")).expect("cookies can be set");
}

/// An app with nothing but a session, as one tab has it.
fn tab() -> (Api, Session) {
    let made = std::rc::Rc::new(std::cell::RefCell::new(None));
    let slot = std::rc::Rc::clone(&made);
    let root: web_sys::HtmlElement = document().create_element("div").expect("a div").unchecked_into();
    leptos::mount::mount_to(root, move || {
        let api = provide_api();
        *slot.borrow_mut() = Some((api, provide_session(api)));
    })
    .forget();
    let tab = made.borrow_mut().take();
    tab.expect("mounting runs the view")
}

async fn until(mut is_so: impl FnMut() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("it did not come to that");
}

#[wasm_bindgen_test]
async fn a5_calls_at_once_cause_one_refresh() {
    serve();
    set_hint(true);
    let (api, session) = tab();
    session.start();

    let calls = (0..30).map(|_| api.get("/echo").fetch::<Option<String>>());
    let answers = join_all(calls).await;

    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|sent| sent.as_deref() == Some("Bearer t1"))));
    assert_eq!(refreshes(), 1.0);
    assert!(matches!(untrack(|| session.state()), SessionState::SignedIn(me) if me.user.username == "ada"));
    set_hint(false);
}

#[wasm_bindgen_test]
async fn a_stale_token_is_renewed_once_and_the_call_repeated() {
    serve();
    set_hint(true);
    let (api, session) = tab();
    session.start();

    let calls = (0..5).map(|_| api.get("/stale").fetch::<Option<String>>());
    let answers: Vec<Result<_, ApiError>> = join_all(calls).await;

    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|sent| sent.as_deref() == Some("Bearer t2"))));
    assert_eq!(refreshes(), 2.0);
    set_hint(false);
}

#[wasm_bindgen_test]
async fn a5_a_refresh_and_a_sign_in_wait_for_one_another() {
    serve();
    set_hint(true);
    let (api, session) = tab();
    let (_, elsewhere) = tab();
    session.start();
    until(|| refreshes() == 1.0).await;

    let login = v2::Login { login: "ada".to_owned(), password: "harbour lights".to_owned() };
    let sign_in = auth::login(api, &login);
    let (answer, ()) = join(sign_in, elsewhere.look_again()).await;

    assert!(answer.is_ok());
    let course = js_sys::eval("window.course.join()").ok().and_then(|course| course.as_string()).unwrap_or_default();
    let first = "refresh asked,refresh answered,login asked,login answered";
    assert!(course.starts_with(first), "{course}");
    set_hint(false);
}

#[wasm_bindgen_test]
async fn a_stale_token_that_cannot_be_renewed_is_told_as_the_missing_line_that_it_is() {
    serve();
    set_hint(true);
    let (api, session) = tab();
    session.start();
    until(|| untrack(|| session.me()).is_some()).await;
    js_sys::eval("window.is_away = true").expect("the script is right");

    let answer = api.get("/stale").fetch::<Option<String>>().await;

    assert_eq!(answer, Err(ApiError::Offline));
    set_hint(false);
}

#[wasm_bindgen_test]
async fn a_stranger_causes_no_request_and_hears_of_a_sign_in_elsewhere() {
    serve();
    set_hint(false);
    let (_, stranger) = tab();
    stranger.start();
    assert_eq!(untrack(|| stranger.state()), SessionState::Anonymous);
    assert_eq!(refreshes(), 0.0);

    set_hint(true);
    let (_, other) = tab();
    other.start();
    until(|| untrack(|| stranger.me()).is_some()).await;

    assert_eq!(refreshes(), 1.0);
    set_hint(false);
}

#[wasm_bindgen_test]
async fn a_page_takes_no_token_of_another_person() {
    serve();
    set_hint(true);
    let (api, adas) = tab();
    adas.start();
    until(|| untrack(|| adas.me()).is_some()).await;
    js_sys::eval(r#"window.person = ["0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e70", "ben"]"#).expect("the script is right");

    let (_, bens) = tab();
    bens.start();
    until(|| untrack(|| adas.successor()).is_some()).await;

    assert!(untrack(|| bens.me()).is_some_and(|me| me.user.username == "ben"));
    assert!(untrack(|| adas.person()).is_some_and(|me| me.user.username == "ada"));
    assert_eq!(untrack(|| adas.successor()).map(|user| user.username).as_deref(), Some("ben"));
    // It sends nothing more, in nobody's name.
    assert_eq!(api.get("/echo").fetch::<Option<String>>().await, Ok(None));
    set_hint(false);
}
