//! A post on which its author comments, and nobody else: each comment is a number, that of the event which tells of it.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::exchange;
use super::site::{PASSWORD, Site};
use crate::workspace::Workspace;

/// A talk that goes on.
pub struct Talk {
    /// The post's id.
    pub post: String,
    /// The last number that was said.
    pub said: u64,
    token: String,
}

impl Talk {
    /// Somebody new signs in through the proxy and publishes a post.
    pub fn begin(workspace: &Workspace, site: &Site, username: &str) -> Result<Self> {
        site.sign_up(workspace, username)?;
        let port = site.nginx.port;
        let grant = post(port, "/api/v2/auth/login", "", &json!({ "login": username, "password": PASSWORD }))?;
        let token = grant["access_token"].as_str().context("a sign-in gives an access token")?.to_owned();
        let title = format!("What {username} has to say");
        let draft = post(port, "/api/v2/posts", &token, &json!({ "title": title, "body": "Much." }))?;
        let id = draft["id"].as_str().context("a post has an id")?.to_owned();
        post(port, &format!("/api/v2/posts/{id}/publish"), &token, &json!({}))?;
        Ok(Self { post: id, said: 0, token })
    }

    /// Says the next number to the server, or the proxy, at this port.
    pub fn say(&mut self, port: u16) -> Result<()> {
        let number = self.said + 1;
        let path = format!("/api/v2/posts/{}/comments", self.post);
        post(port, &path, &self.token, &json!({ "body": number.to_string() }))?;
        self.said = number;
        Ok(())
    }

    /// Says so many numbers, to these ports in turn.
    pub fn say_some(&mut self, count: usize, ports: &[u16]) -> Result<()> {
        ports.iter().cycle().take(count).try_for_each(|port| self.say(*port))
    }
}

fn post(port: u16, path: &str, token: &str, body: &Value) -> Result<Value> {
    let body = body.to_string();
    let authorization = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{authorization}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange::send(port, &request)?;
    ensure!((200..300).contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
    serde_json::from_str(&answer.body).with_context(|| format!("{path} answers no JSON: {}", answer.body))
}
