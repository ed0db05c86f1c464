//! A lock among tabs, by the Web Locks API. Reached by name, for web-sys has it behind an unstable flag.

use futures_util::future::{Either, select};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// A tab that holds the lock longer than this is not waited for: the server bears two refreshes at once (A5).
const PATIENCE_MS: u32 = 5_000;

/// The lock, until this is dropped.
pub(super) struct Held {
    release: Function,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Resolving a promise cannot fail.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Waits for the turn; `None` without locks in this browser, or when patience ends.
pub(super) async fn acquire(name: &str) -> Option<Held> {
    let navigator = leptos::prelude::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let (granted, grant) = promise();
    let (released, release) = promise();
    let held = Held { release };
    // Called with the lock, which is ours until the promise that it gives back is fulfilled.
    let callback = Closure::once_into_js(move || {
        let _ = grant.call0(&JsValue::UNDEFINED);
        JsValue::from(released)
    });
    let whole: Promise = request.call2(&locks, &name.into(), &callback).ok()?.dyn_into().ok()?;
    // The whole request ends before the grant only where it is refused.
    let turn = JsFuture::from(Promise::race(&js_sys::Array::of2(&granted, &whole)));
    match select(turn, gloo_timers::future::TimeoutFuture::new(PATIENCE_MS)).await {
        Either::Left((Ok(_), _)) => Some(held),
        Either::Left((Err(_), _)) | Either::Right(_) => None,
    }
}

/// A promise and the function that fulfils it.
fn promise() -> (Promise, Function) {
    let mut fulfil = None;
    let promise = Promise::new(&mut |resolve, _| fulfil = Some(resolve));
    (promise, fulfil.expect("a promise calls its executor before it is returned"))
}
