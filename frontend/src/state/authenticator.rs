//! The browser's authenticator: asks it for a passkey. What goes in and comes out is JSON of the Web Authentication
//! standard, which the browser itself turns into bytes and back.

use broadsheet_shared::browser_json::BrowserJson;
use js_sys::{JSON, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn creation_options(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn request_options(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    async fn create_credential(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    async fn get_credential(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Why there is no passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Called off, or nobody answered in time; browsers do not tell which.
    CalledOff,
    /// The authenticator has one for this account already.
    Known,
    /// The browser cannot do it.
    Unsupported,
}

/// True if this browser knows passkeys, and the site has a name that they can be made for.
pub fn is_available() -> bool {
    let Ok(known) = Reflect::get(&window(), &"PublicKeyCredential".into()) else { return false };
    let reads = known.is_function()
        && Reflect::get(&known, &"parseRequestOptionsFromJSON".into()).is_ok_and(|reader| reader.is_function());
    let host = window().location().hostname().unwrap_or_default();
    reads && !host.starts_with('[') && host.contains(|c: char| c.is_ascii_alphabetic())
}

/// Makes a passkey.
pub async fn create(options: &BrowserJson) -> Result<BrowserJson, Refusal> {
    let options = wrapped(options, creation_options)?;
    answer(create_credential(&options).await)
}

/// Has a passkey sign.
pub async fn get(options: &BrowserJson) -> Result<BrowserJson, Refusal> {
    let options = wrapped(options, request_options)?;
    answer(get_credential(&options).await)
}

fn wrapped(options: &BrowserJson, read: fn(&JsValue) -> Result<JsValue, JsValue>) -> Result<JsValue, Refusal> {
    let wrap = || {
        let options = JSON::parse(options.as_str())?;
        let key = JsValue::from("publicKey");
        let read = read(&Reflect::get(&options, &key)?)?;
        let wrapped = js_sys::Object::new();
        Reflect::set(&wrapped, &key, &read)?;
        Ok::<_, JsValue>(wrapped.into())
    };
    wrap().map_err(|_| Refusal::Unsupported)
}

/// Turning a credential into text calls its `toJSON`.
fn answer(credential: Result<JsValue, JsValue>) -> Result<BrowserJson, Refusal> {
    let credential = credential.map_err(|error| {
        let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
        match name.as_str() {
            "InvalidStateError" => Refusal::Known,
            "NotAllowedError" | "AbortError" => Refusal::CalledOff,
            _ => Refusal::Unsupported,
        }
    })?;
    let text = JSON::stringify(&credential).ok().and_then(|text| text.as_string());
    text.and_then(BrowserJson::new).ok_or(Refusal::Unsupported)
}
