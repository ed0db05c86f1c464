//! L3: what is written to the logs while people send secrets and control characters.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::Method;
use broadsheet::{
    http::{self, AppState},
    platform::log::LineLog,
};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{App, Caller};

/// What must never be found in a log.
const CANARY: &str = "canary-4711-yellow-bird";

/// Somewhere to write that can be read.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Paper {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// Everything that holds a secret, and everything that is hostile to a log.
async fn speak(anyone: &Caller, ada: &Caller) {
    let name = "ada\u{1b}[31m\r\n{\"forged\":true}\u{7}";
    anyone.post("/api/v2/auth/login", json!({"login": "ada", "password": CANARY})).await;
    anyone.post("/api/v1/auth/login", json!({"login": name, "password": CANARY})).await;
    anyone.post("/api/v2/auth/login", json!({"login": "ada", "password": [CANARY]})).await;
    let register = json!({"username": "bob", "email": "bob@example.org", "password": CANARY});
    anyone.post("/api/v2/auth/register", register).await;
    anyone
        .call(Method::POST, "/api/v2/auth/login")
        .header("content-type", "application/json")
        .body(CANARY)
        .send()
        .await;
    for path in ["/api/v2/me", "/", "/api/v2/posts"] {
        let call = anyone.call(Method::GET, &format!("{path}?access_token={CANARY}&token={CANARY}"));
        let call = call.header("authorization", &format!("Bearer {CANARY}"));
        call.header("cookie", &format!("__Host-rt={CANARY}; rt={CANARY}")).send().await;
        let call = anyone.call(Method::GET, path).header("referer", &format!("https://x.example/?token={CANARY}"));
        call.header("user-agent", &"\tx".repeat(500_000)).send().await;
    }
    let call = anyone.call(Method::POST, "/api/v2/auth/refresh").header("cookie", &format!("__Host-rt={CANARY}"));
    call.header("x-broadsheet-client", "web").json(&json!({})).send().await;
    anyone.post("/api/v2/setup", json!({"token": CANARY, "password": CANARY})).await;
    anyone.post("/api/v2/auth/confirm-email", json!({"token": CANARY})).await;
    anyone.post("/api/v2/auth/reset-password", json!({"token": CANARY, "password": CANARY})).await;
    anyone.post("/api/v2/auth/forgot-password", json!({"login": format!("{CANARY}@example.org")})).await;
    ada.put("/api/v2/me/password", json!({"current_password": CANARY, "password": CANARY})).await;
    ada.put("/api/v2/me/email", json!({"email": format!("{CANARY}@example.org"), "current_password": CANARY})).await;
    ada.post("/api/v2/posts", json!({"title": name, "body": CANARY})).await;
    ada.post("/api/v2/posts", json!({"title": "x", "body": "x", "language": CANARY})).await;
    let call = ada.call(Method::POST, "/api/v2/posts").header("idempotency-key", CANARY);
    call.json(&json!({"title": "x"})).send().await;
    for path in
        ["/%0d%0a%7b%22forged%22:true%7d", "/%1b%5b31m", "/%00", "/\"quoted\"", &format!("/{}", "x".repeat(60_000))]
    {
        anyone.get(path).await;
    }
}

#[tokio::test]
async fn l3_logs_are_whole_lines_of_json_without_secrets() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let (told, asked) = (Paper::default(), Paper::default());
    let subscriber =
        tracing_subscriber::fmt().json().with_env_filter("info,broadsheet=trace").with_writer(told.clone());
    let _told = tracing::subscriber::set_default(subscriber.finish());
    let log = LineLog::start(asked.clone()).unwrap();
    let router = http::router(AppState::new(app.context().clone(), log.clone()));
    let (anyone, ada) = (app.anonymous().at(router.clone()), ada.at(router));

    speak(&anyone, &ada).await;
    // A problem of ours, with its cause in the log.
    app.sql("ALTER TABLE categories RENAME TO gone").await;
    anyone.get(&format!("/api/v2/categories?limit=1&token={CANARY}")).await;
    let failed = anyone.get("/api/v2/categories").await.is(500);
    log.flush(Duration::from_secs(20));

    let (told, asked) = (told.text(), asked.text());
    assert!(asked.lines().count() >= 20, "{asked}");
    assert!(told.contains(failed.header("x-request-id")), "the cause of a 500 is told with its id");
    for secret in [CANARY, ada.token(), crate::support::PASSWORD, "4711-yellow"] {
        assert!(!asked.contains(secret), "the access log holds {secret}");
        assert!(!told.contains(secret), "the log holds {secret}");
    }
    for (line, max) in asked.lines().map(|line| (line, 4_096)).chain(told.lines().map(|line| (line, 64 * 1024))) {
        let parsed: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(parsed.get("forged").is_none(), "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(line.len() <= max, "{} bytes", line.len());
    }
}
