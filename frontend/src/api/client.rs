//! The one way to the server: adds the token and the deadline, can be cancelled, and decodes problems.
//!
//! `api.post("/api/v2/posts").json(&body).fetch::<Post>().await`. A token that the server calls stale is renewed once
//! and the call repeated. Where tokens come from is told by [`Credentials`], so that this room knows no session.

mod download;

use std::{any::Any, fmt, future::Future, pin::Pin, rc::Rc};

use broadsheet_shared::{problem::Code, v2};
use js_sys::Reflect;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long an answer may take.
pub const DEADLINE_MS: u32 = 20_000;
/// How long an upload may take.
pub const UPLOAD_DEADLINE_MS: u32 = 120_000;

/// A future on the page's one thread.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A place among those that change the session's cookies, until it is dropped.
pub type Turn = Option<Box<dyn Any>>;

/// Where tokens come from.
pub trait Credentials {
    /// A token that is still good; `None` for an anonymous call.
    fn token(&self) -> LocalFuture<Option<String>>;
    /// Another token in place of one that the server refused; `None` if the session has ended, an error if nobody could say.
    fn renew(&self, refused: String) -> LocalFuture<Result<Option<String>, ApiError>>;
    /// Waits until nobody else in this browser changes the session's cookies.
    fn turn(&self) -> LocalFuture<Turn>;
}

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// The server refused, and says why.
    Problem(Box<v2::Problem>),
    /// The server cannot be reached.
    Offline,
    /// No answer in time.
    Timeout,
    /// The caller no longer wants it.
    Cancelled,
    /// An answer that is not ours, as of a proxy; with its status.
    Unreadable(u16),
}

impl ApiError {
    /// The code of the problem, if it is one.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Unreadable(status) => Some(*status),
            _ => None,
        }
    }
}

/// Calls off what it was given to.
#[derive(Debug, Clone)]
pub struct Cancel(web_sys::AbortController);

impl Cancel {
    /// Nothing is called off yet.
    pub fn new() -> Self {
        Self(web_sys::AbortController::new().expect("every browser that runs WebAssembly has AbortController"))
    }

    /// The calls end with [`ApiError::Cancelled`].
    pub fn cancel(&self) {
        self.0.abort();
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

/// The server. Copy it into as many closures as needed.
#[derive(Clone, Copy)]
pub struct Api {
    credentials: StoredValue<Option<Rc<dyn Credentials>>, LocalStorage>,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Api")
    }
}

impl Api {
    /// Anonymous until it is given credentials.
    pub fn new() -> Self {
        Self { credentials: StoredValue::new_local(None) }
    }

    /// From now on calls carry a token.
    pub fn set_credentials(&self, credentials: Rc<dyn Credentials>) {
        self.credentials.set_value(Some(credentials));
    }

    /// Reads.
    pub fn get(&self, address: impl Into<String>) -> Call {
        self.call("GET", address.into())
    }

    /// Makes something.
    pub fn post(&self, address: impl Into<String>) -> Call {
        self.call("POST", address.into())
    }

    /// Changes something.
    pub fn patch(&self, address: impl Into<String>) -> Call {
        self.call("PATCH", address.into())
    }

    /// Puts something in place.
    pub fn put(&self, address: impl Into<String>) -> Call {
        self.call("PUT", address.into())
    }

    /// Takes something away.
    pub fn delete(&self, address: impl Into<String>) -> Call {
        self.call("DELETE", address.into())
    }

    /// Puts in place what is there or not, and nothing more; or takes it away. Whoever presses and leaves for another
    /// program's page has pressed all the same.
    pub fn set(&self, address: impl Into<String>, is_on: bool) -> Call {
        let call = if is_on { self.put(address) } else { self.delete(address) };
        call.outliving_page()
    }

    fn call(&self, method: &'static str, address: String) -> Call {
        Call {
            credentials: self.credentials.try_get_value().flatten(),
            method,
            address,
            body: Body::None,
            headers: Vec::new(),
            cancel: Cancel::new(),
            deadline_ms: DEADLINE_MS,
            opens_session: false,
            outlives_page: false,
        }
    }
}

impl Default for Api {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes it known to everything beneath.
pub fn provide_api() -> Api {
    let api = Api::new();
    provide_context(api);
    api
}

/// The app's own.
pub fn use_api() -> Api {
    expect_context()
}

/// A call that is being put together.
pub struct Call {
    credentials: Option<Rc<dyn Credentials>>,
    method: &'static str,
    address: String,
    body: Body,
    headers: Vec<(&'static str, String)>,
    cancel: Cancel,
    deadline_ms: u32,
    opens_session: bool,
    /// The browser sends it even if the document goes meanwhile.
    outlives_page: bool,
}

enum Body {
    None,
    Json(String),
    Form(web_sys::FormData),
}

impl Call {
    /// Sends JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Body::Json(serde_json::to_string(body).expect("our DTOs have text keys and always serialise"));
        self
    }

    /// Sends a form with a file.
    pub fn form(mut self, form: web_sys::FormData) -> Self {
        self.body = Body::Form(form);
        self.deadline_ms = UPLOAD_DEADLINE_MS;
        self
    }

    /// Adds a header field.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The change is meant for this version alone: the part of the tag before the hyphen, which is all that is compared.
    pub fn if_version(self, version: u64) -> Self {
        self.header("If-Match", format!("\"{version}-0\""))
    }

    /// Sent twice under the same key, it is done once.
    pub fn idempotent(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Goes without a token: it is about the session itself.
    pub fn anonymous(mut self) -> Self {
        self.credentials = None;
        self
    }

    /// Goes without a token, and while no refresh is on its way: the answer to one that comes too late would take away the
    /// cookies that this one brings.
    pub fn opening_session(mut self) -> Self {
        self.opens_session = true;
        self
    }

    /// Sent to its end even if the document goes meanwhile, as when somebody follows a link that it is about.
    pub fn outliving_page(mut self) -> Self {
        self.outlives_page = true;
        self
    }

    /// Ends when this is called off.
    pub fn cancelled_by(mut self, cancel: &Cancel) -> Self {
        self.cancel = cancel.clone();
        self
    }

    /// The answer's body.
    pub async fn fetch<T: DeserializeOwned>(self) -> Result<T, ApiError> {
        let (status, text) = self.run().await?;
        serde_json::from_str(&text).map_err(|_| ApiError::Unreadable(status))
    }

    /// Status and body, where one operation answers in several ways.
    pub async fn answer(self) -> Result<(u16, String), ApiError> {
        self.run().await
    }

    /// An answer without a body that matters.
    pub async fn finish(self) -> Result<(), ApiError> {
        self.run().await.map(|_| ())
    }

    async fn run(self) -> Result<(u16, String), ApiError> {
        let Some(credentials) = self.credentials.clone() else { return self.send(None).await };
        // Kept until the answer has come, and its cookies with it.
        let (token, _turn) = match self.opens_session {
            true => (None, credentials.turn().await),
            false => (credentials.token().await, None),
        };
        match (self.send(token.as_deref()).await, token) {
            (Err(error), Some(token)) if is_refused_token(&error) => match credentials.renew(token).await {
                Ok(Some(token)) => self.send(Some(&token)).await,
                Ok(None) => Err(error),
                Err(unreachable) => Err(unreachable),
            },
            (answer, _) => answer,
        }
    }

    async fn send(&self, token: Option<&str>) -> Result<(u16, String), ApiError> {
        let init = self.init(token).map_err(|_| ApiError::Unreadable(0))?;
        let deadline = Deadline::start(self.cancel.clone(), self.deadline_ms);
        let answer = async {
            let response = JsFuture::from(window().fetch_with_str_and_init(&self.address, &init)).await?;
            let response: web_sys::Response = response.dyn_into()?;
            let text = JsFuture::from(response.text()?).await?;
            Ok::<_, JsValue>((response.status(), text.as_string().unwrap_or_default()))
        }
        .await;
        let is_late = deadline.is_over();
        match answer {
            Ok((status @ 200..=299, text)) => Ok((status, text)),
            Ok((status, text)) => Err(match serde_json::from_str(&text) {
                Ok(problem) => ApiError::Problem(Box::new(problem)),
                Err(_) => ApiError::Unreadable(status),
            }),
            Err(_) if is_late => Err(ApiError::Timeout),
            Err(_) if self.cancel.0.signal().aborted() => Err(ApiError::Cancelled),
            Err(_) => Err(ApiError::Offline),
        }
    }

    fn init(&self, token: Option<&str>) -> Result<web_sys::RequestInit, JsValue> {
        let headers = web_sys::Headers::new()?;
        headers.set("Accept", "application/json")?;
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        if let Some(token) = token {
            headers.set("Authorization", &format!("Bearer {token}"))?;
        }
        let init = web_sys::RequestInit::new();
        match &self.body {
            Body::None => {}
            Body::Json(text) => {
                headers.set("Content-Type", "application/json")?;
                init.set_body(&JsValue::from_str(text));
            }
            // The browser writes the content type itself, for it chooses the boundary.
            Body::Form(form) => init.set_body(form),
        }
        init.set_method(self.method);
        init.set_headers(&headers);
        init.set_signal(Some(&self.cancel.0.signal()));
        if self.outlives_page {
            // web-sys does not know it.
            Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
        }
        Ok(init)
    }
}

fn is_refused_token(error: &ApiError) -> bool {
    matches!(error.code(), Some(Code::TokenStale | Code::TokenInvalid))
}

/// Calls off a call that takes too long.
struct Deadline {
    timer: Option<gloo_timers::callback::Timeout>,
    is_over: Rc<std::cell::Cell<bool>>,
}

impl Deadline {
    fn start(cancel: Cancel, after_ms: u32) -> Self {
        let is_over = Rc::new(std::cell::Cell::new(false));
        let flag = Rc::clone(&is_over);
        let timer = gloo_timers::callback::Timeout::new(after_ms, move || {
            flag.set(true);
            cancel.cancel();
        });
        Self { timer: Some(timer), is_over }
    }

    fn is_over(&self) -> bool {
        self.is_over.get()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.cancel();
        }
    }
}
