//! A patient client for what is not measured: signing in, walking pages, fetching an answer to be given again.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use serde_json::Value;

/// Talks to one server.
pub struct Client {
    agent: ureq::Agent,
    base: String,
}

/// An answer with everything that a bare handler must repeat.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// Without its query.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Client {
    pub fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            .build()
            .into();
        Self { agent, base: base.to_owned() }
    }

    /// The status of an address; `None` while nobody answers.
    pub fn status(&self, path: &str) -> Option<u16> {
        self.agent.get(format!("{}{path}", self.base)).call().ok().map(|response| response.status().as_u16())
    }

    /// A body in JSON.
    pub fn json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_str(&self.answer(path)?.body)?)
    }

    /// An answer, uncompressed.
    pub fn answer(&self, path: &str) -> Result<Answer> {
        let request = self.agent.get(format!("{}{path}", self.base)).header("accept-encoding", "identity");
        let mut response = request.call().with_context(|| format!("get {path}"))?;
        ensure!(response.status() == 200, "{path} answers {}", response.status());
        // The server of the bare handler writes these two itself.
        let own = ["content-length", "date"];
        let fields = response.headers().iter().filter(|(name, _)| !own.contains(&name.as_str()));
        let headers = fields.map(|(name, value)| Ok((name.to_string(), value.to_str()?.to_owned())));
        let headers = headers.collect::<Result<_>>()?;
        let path = path.split('?').next().unwrap_or(path).to_owned();
        Ok(Answer { path, headers, body: response.body_mut().read_to_string()? })
    }

    /// An access token of a person.
    pub fn sign_in(&self, username: &str, password: &str) -> Result<String> {
        let body = serde_json::json!({ "login": username, "password": password }).to_string();
        let request = self.agent.post(format!("{}/api/v2/auth/login", self.base));
        let mut response = request.header("content-type", "application/json").send(body)?;
        let text = response.body_mut().read_to_string()?;
        ensure!(response.status() == 200, "{username} cannot sign in: {text}");
        let body: Value = serde_json::from_str(&text)?;
        body["access_token"].as_str().map(str::to_owned).context("a sign-in gives an access token")
    }
}
