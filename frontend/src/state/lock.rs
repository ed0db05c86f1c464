//! A lock among tabs, by the Web Locks API. Reached by name, for web-sys has it behind an unstable flag.

use futures_util::future::{Either, select};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// A tab that holds the lock longer than this is not waited for: the server bears two refreshes at once (A5).
const PATIENCE_MS: u32 = 5_000;

/// The lock, or the place in the row before it, until this is dropped.
pub struct Held {
    release: Function,
    abort: Option<AbortController>,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Resolving a promise cannot fail.
        let _ = self.release.call0(&JsValue::UNDEFINED);
        // Once the lock is given this does nothing.
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

/// The course of a lock that was asked for.
pub struct Turn {
    granted: Promise,
    whole: Promise,
}

impl Turn {
    /// Waits until the lock is ours; false if it will not be.
    pub async fn comes(&self) -> bool {
        // The whole request ends before the grant only where it is refused or called off.
        JsFuture::from(Promise::race(&js_sys::Array::of2(&self.granted, &self.whole))).await.is_ok()
    }

    /// Waits until it is over; true if the lock was taken away.
    pub async fn is_taken_away(self) -> bool {
        JsFuture::from(self.whole).await.is_err()
    }
}

/// Asks for the lock: in its turn, or by force, which takes it from whoever has it. `None` without locks in this browser.
pub fn claim(name: &str, by_force: bool) -> Option<(Held, Turn)> {
    let navigator = leptos::prelude::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = JsValue::from(Object::new());
    let abort = AbortController::new().ok().filter(|_| !by_force);
    // A browser takes either of them, never both at once.
    let (key, value) = match &abort {
        Some(abort) => ("signal", JsValue::from(abort.signal())),
        None => ("steal", JsValue::TRUE),
    };
    Reflect::set(&options, &key.into(), &value).ok()?;
    let (granted, grant) = promise();
    let (released, release) = promise();
    let held = Held { release, abort };
    // Called with the lock, which is ours until the promise that it gives back is fulfilled.
    let callback = Closure::once_into_js(move || {
        let _ = grant.call0(&JsValue::UNDEFINED);
        JsValue::from(released)
    });
    let whole: Promise = request.call3(&locks, &name.into(), &options, &callback).ok()?.dyn_into().ok()?;
    Some((held, Turn { granted, whole }))
}

/// Waits for the turn; `None` without locks in this browser, or when patience ends.
pub async fn acquire(name: &str) -> Option<Held> {
    let (held, turn) = claim(name, false)?;
    let turn = std::pin::pin!(turn.comes());
    match select(turn, gloo_timers::future::TimeoutFuture::new(PATIENCE_MS)).await {
        Either::Left((true, _)) => Some(held),
        Either::Left((false, _)) | Either::Right(_) => None,
    }
}

/// A promise and the function that fulfils it.
fn promise() -> (Promise, Function) {
    let mut fulfil = None;
    let promise = Promise::new(&mut |resolve, _| fulfil = Some(resolve));
    (promise, fulfil.expect("a promise calls its executor before it is returned"))
}
