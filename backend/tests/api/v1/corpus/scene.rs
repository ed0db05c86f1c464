//! What is there before the first recorded request: people, and what version 1 has no verbs for. Whatever it has verbs
//! for, stories do themselves.

use std::collections::BTreeMap;

use axum::http::Method;
use broadsheet::{
    config::{self, RegistrationMode},
    domain::user::role,
};
use broadsheet_shared::limit::Action;
use serde::Deserialize;
use serde_json::json;

use super::{likeness::Names, story::Exchange};
use crate::support::{Answer, App, Caller, PASSWORD, limited};

/// What each of these actions may be done: once.
const ONCE: &str = "1/1h per address";

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// Nobody.
    Empty,
    /// Ada, who writes; Bob, a reader, and Eve, an author; Mal, whom Ada has blocked; Uma, whose address is not confirmed;
    /// Sid, whose role likes, follows and comments nothing; Clio, who was Cleo. A category, and a post that staff took away.
    Town,
    /// A site that lets people in one by one: Nora was refused, and Tess has a second factor.
    Approval,
    /// A site that takes no accounts.
    Closed,
    /// Everything may be done once an hour.
    Narrow,
}

/// A site, with those who may ask it.
pub struct Stage {
    app: App,
    callers: BTreeMap<String, Caller>,
    pub names: Names,
}

impl Stage {
    pub async fn set(scene: Scene) -> Self {
        let mut config = config::testing();
        match scene {
            Scene::Approval => config.registration.mode = RegistrationMode::Approval,
            Scene::Closed => config.registration.mode = RegistrationMode::Closed,
            Scene::Narrow => config = narrow(),
            Scene::Empty | Scene::Town => {}
        }
        let mut stage = Self { app: App::with(config).await, callers: BTreeMap::new(), names: Names::default() };
        match scene {
            Scene::Town => stage.town().await,
            Scene::Approval => stage.approval().await,
            Scene::Empty | Scene::Closed | Scene::Narrow => {}
        }
        stage
    }

    /// Makes a recorded request.
    pub async fn ask(&self, exchange: &Exchange) -> Answer {
        self.app.wait_secs(exchange.after_secs);
        let request = &exchange.request;
        let caller = match &exchange.caller {
            Some(name) => self.callers.get(name).unwrap_or_else(|| panic!("nobody is called {name}")).clone(),
            None => self.app.anonymous(),
        };
        let method = Method::from_bytes(request.method.as_bytes()).expect("a method");
        let mut call = caller.call(method, &self.names.fill(&request.path));
        let blanks = " ".repeat(request.blanks);
        if let Some(body) = &request.body {
            let body = self.names.fill_all(body).to_string();
            call = call.body(body + &blanks).header("content-type", "application/json");
        }
        if let Some(text) = &request.text {
            call = call.body(self.names.fill(text) + &blanks);
        }
        for (name, value) in &request.headers {
            call = call.header(name, &self.names.fill(value));
        }
        call.send().await
    }

    /// Does what was left to do in the background.
    pub async fn close(self) {
        self.app.work().await;
    }

    async fn town(&mut self) {
        let app = &self.app;
        let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
        let scribe = json!({"name": "scribe", "label": "Scribe", "position": 150, "permissions": ["posts.write"]});
        rita.post("/api/v2/admin/roles", scribe).await.is(201);
        for (name, role) in [("bob", role::READER), ("eve", role::AUTHOR), ("mal", role::READER), ("sid", "scribe")] {
            app.account(name, role).await;
        }
        app.newcomer("uma").await;
        let renamed = json!({"username": "clio", "current_password": PASSWORD});
        app.reader("cleo").await.put("/api/v2/me/username", renamed).await.is(200);
        let craft = json!({"name": "Craft", "description": "Things made by hand."});
        rita.post("/api/v2/categories", craft).await.is(201);
        let gone = ada.publish("Gone").await;
        let removal = format!("/api/v2/posts/{}/remove", gone["id"].as_str().expect("an id"));
        rita.post(&removal, json!({"reason": "Noise"})).await.is(200);
        ada.put("/api/v2/users/mal/block", json!({})).await.is(204);
        let (reads, follows) = (token(&ada, "read").await, token(&ada, "follow").await);
        self.callers.insert("ada's token for reading".to_owned(), self.app.anonymous().with_token(&reads));
        self.callers.insert("ada's token for following".to_owned(), self.app.anonymous().with_token(&follows));
        for name in ["ada", "bob", "eve", "mal", "sid", "uma"] {
            self.sign_in(name).await;
        }
    }

    /// Signs somebody in as a script does. Their token has a name, for requests that bring it in ways of their own.
    async fn sign_in(&mut self, name: &str) {
        let login = json!({"login": name, "password": PASSWORD});
        let grant = self.app.anonymous().post("/api/v1/auth/login", login).await.is(200).body();
        let token = grant["token"].as_str().expect("a token");
        self.names.insert(&format!("{name}_token"), token);
        self.callers.insert(name.to_owned(), self.app.anonymous().with_token(token));
    }

    async fn approval(&self) {
        let rita = self.app.admin("rita").await;
        let nora = json!({"username": "nora", "email": "nora@example.org", "password": PASSWORD});
        self.app.anonymous().post("/api/v2/auth/register", nora).await.is(202);
        rita.post("/api/v2/admin/registrations/nora/refuse", json!({})).await.is(204);
        let tess = self.app.author("tess").await;
        self.app.set_up_totp(&tess).await;
    }
}

fn narrow() -> config::Config {
    limited(&[
        (Action::AuthLogin, ONCE),
        (Action::AuthRegister, ONCE),
        (Action::AuthRefresh, ONCE),
        (Action::PostsCreate, ONCE),
        (Action::PostsWrite, ONCE),
        (Action::CommentsWrite, ONCE),
        (Action::LikesWrite, ONCE),
        (Action::FollowsWrite, ONCE),
        (Action::ApiRead, ONCE),
        (Action::Search, ONCE),
    ])
}

/// A personal access token for one thing.
async fn token(owner: &Caller, scope: &str) -> String {
    let request = json!({"name": scope, "scopes": [scope], "expires_in_days": 30});
    let made = owner.post("/api/v2/me/tokens", request).await.is(201).body();
    made["token"].as_str().expect("a token").to_owned()
}
