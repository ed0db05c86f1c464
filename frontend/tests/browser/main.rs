//! What needs a real browser. One program, so that it is linked, bound and loaded once.
#![cfg(all(target_arch = "wasm32", feature = "csr"))]

mod drafts;
mod fields;
mod routing;
mod session;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
