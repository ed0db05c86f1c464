//! A post on which its author comments, and nobody else: each comment is a number, that of the event which tells of it.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::exchange::{self, Answer};
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

    /// Says a number once, under a key of its own, and gives whatever is answered: said again, it is said once.
    pub fn attempt(&self, port: u16, number: u64) -> Result<Answer> {
        let path = format!("/api/v2/posts/{}/comments", self.post);
        let fields = format!("{}Idempotency-Key: number-{number}\r\n", authorization(&self.token));
        send(port, &path, &fields, &json!({ "body": number.to_string() }))
    }

    /// All numbers that stand there, the first to be said first.
    pub fn numbers(&self, port: u16) -> Result<Vec<u64>> {
        let field = format!("Authorization: Bearer {}", self.token);
        let (mut numbers, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v2/posts/{}/comments?limit=100{after}", self.post);
            let answer = exchange::get(port, &path, &[field.as_str()])?;
            ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.body);
            let part: Value = serde_json::from_str(&answer.body).with_context(|| format!("{path} answers no JSON"))?;
            for comment in part["items"].as_array().context("a list has items")? {
                let body = comment["body"].as_str().context("a comment has a body")?;
                numbers.push(body.parse().with_context(|| format!("`{body}` was never said"))?);
            }
            let Some(cursor) = part["next"].as_str() else { return Ok(numbers) };
            after = format!("&after={cursor}");
        }
    }
}

fn post(port: u16, path: &str, token: &str, body: &Value) -> Result<Value> {
    let answer = send(port, path, &authorization(token), body)?;
    ensure!((200..300).contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
    serde_json::from_str(&answer.body).with_context(|| format!("{path} answers no JSON: {}", answer.body))
}

/// The line that says who asks; nothing for a stranger.
fn authorization(token: &str) -> String {
    if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") }
}

/// Posts JSON with these further lines of the head, and gives whatever is answered.
fn send(port: u16, path: &str, fields: &str, body: &Value) -> Result<Answer> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{fields}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    exchange::send(port, &request)
}
