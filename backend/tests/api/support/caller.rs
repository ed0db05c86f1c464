//! Somebody who calls: nobody in particular, a browser with its cookies, a script with its token.

use std::collections::BTreeMap;

use axum::{
    Router,
    http::{Method, header},
};
use broadsheet_shared::id::UserId;
use serde_json::{Value, json};

use super::{Answer, call::Call};

/// What everybody's password is.
pub const PASSWORD: &str = "correct horse battery";

/// One caller. Cloning opens another window of the same browser, as it is now.
#[derive(Clone)]
pub struct Caller {
    router: Router,
    token: Option<String>,
    cookies: BTreeMap<String, String>,
    id: Option<UserId>,
}

impl Caller {
    pub(super) fn new(router: Router) -> Self {
        Self { router, token: None, cookies: BTreeMap::new(), id: None }
    }

    /// The same caller at another process of the site.
    pub fn at(&self, router: Router) -> Self {
        Self { router, ..self.clone() }
    }

    /// The account.
    ///
    /// # Panics
    /// For somebody who never signed in.
    pub fn id(&self) -> UserId {
        self.id.expect("somebody who is signed in")
    }

    /// The token in the caller's memory.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// A cookie, as the caller's browser holds it.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// The same caller with another token.
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The same caller with a cookie planted.
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Starts a request.
    pub fn call(&self, method: Method, path: &str) -> Call {
        let mut call = Call::new(self.router.clone(), method, path);
        if let Some(token) = &self.token {
            call = call.header(header::AUTHORIZATION.as_str(), &format!("Bearer {token}"));
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            call = call.header(header::COOKIE.as_str(), &cookies.join("; "));
        }
        call
    }

    /// `GET`, sent.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).send().await
    }

    /// `POST` with a JSON body, sent.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path).json(&body).send().await
    }

    /// `PATCH` with a JSON body, sent.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path).json(&body).send().await
    }

    /// `PUT` with a JSON body, sent.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path).json(&body).send().await
    }

    /// `DELETE`, sent.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path).send().await
    }

    /// Signs in as a browser does.
    pub async fn sign_in(&mut self, username: &str, password: &str) {
        let answer = self.post("/api/v2/auth/login", json!({"login": username, "password": password})).await;
        self.accept(answer.is(200));
    }

    /// Asks for the next access token as the app does.
    pub async fn refresh(&mut self) -> Answer {
        let answer = self.try_refresh().await;
        if answer.status() == 200 { self.accept(answer) } else { answer }
    }

    /// The same without taking anything from the answer.
    pub async fn try_refresh(&self) -> Answer {
        self.with_refresh_cookie("refresh").send().await
    }

    /// A request to `refresh` or `logout` as the app makes it: known by its cookie alone.
    pub fn with_refresh_cookie(&self, verb: &str) -> Call {
        let call = self.call(Method::POST, &format!("/api/v2/auth/{verb}")).without("authorization");
        call.header("x-broadsheet-client", "web").json(&json!({}))
    }

    /// Keeps what an answer to a sign-in says, as the app and its browser would.
    pub fn accept(&mut self, answer: Answer) -> Answer {
        for (name, value) in answer.cookies() {
            if value.is_empty() {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        let body = answer.body();
        self.token = body["access_token"].as_str().map(str::to_owned);
        self.id = body["user"]["id"].as_str().and_then(|id| id.parse().ok());
        answer
    }
}
