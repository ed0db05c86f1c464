//! A6: what ends a session or changes rights counts on every process within a second, for every kind of credential.
//!
//! Two processes share the servers and nothing else. The other one has just looked everybody up, and so remembers them
//! for as long as it may.

use std::time::{Duration, Instant};

use broadsheet::domain::user::role;
use serde_json::{Value, json};

use crate::support::{Adjusted, App, Caller, PASSWORD, token_in};

/// Ten times the promise.
const DEADLINE: Duration = Duration::from_secs(10);

/// What changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Suspend,
    ChangeRoles,
    ChangeTheRole,
    SignOutEverywhereElse,
    RevokeTheBrowser,
    RevokeTheScript,
    RevokeTheToken,
    ChangeThePassword,
    ResetThePassword,
    MoveTheAddress,
    Leave,
}

/// What a credential is answered from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Lives,
    /// `token.stale`; one refresh goes on.
    Stale,
    Dead,
}

/// Fates of the acting browser, another browser, a script, a personal access token. Written by hand, from the row.
const TABLE: [(Act, [Fate; 4]); 11] = {
    use Fate::{Dead, Lives, Stale};
    [
        (Act::Suspend, [Dead, Dead, Dead, Dead]),
        (Act::ChangeRoles, [Stale, Stale, Lives, Lives]),
        (Act::ChangeTheRole, [Stale, Stale, Lives, Lives]),
        (Act::SignOutEverywhereElse, [Lives, Dead, Dead, Lives]),
        (Act::RevokeTheBrowser, [Lives, Dead, Lives, Lives]),
        (Act::RevokeTheScript, [Lives, Lives, Dead, Lives]),
        (Act::RevokeTheToken, [Lives, Lives, Lives, Dead]),
        (Act::ChangeThePassword, [Lives, Dead, Dead, Lives]),
        (Act::ResetThePassword, [Dead, Dead, Dead, Lives]),
        (Act::MoveTheAddress, [Lives, Dead, Dead, Lives]),
        (Act::Leave, [Dead, Dead, Dead, Dead]),
    ]
};

/// One person with four credentials.
struct Ada {
    browser: Caller,
    elsewhere: Caller,
    script: Caller,
    program: Caller,
}

impl Ada {
    async fn arrive(app: &App) -> Self {
        let browser = app.person("ada", "scribe").await;
        let elsewhere = app.sign_in("ada").await;
        let login = json!({"login": "ada", "password": PASSWORD});
        let grant = app.anonymous().post("/api/v1/auth/login", login).await.is(200).body();
        let script = app.anonymous().with_token(grant["token"].as_str().unwrap());
        let request = json!({"name": "T", "scopes": ["read", "posts:write"], "expires_in_days": 1});
        let created = browser.post("/api/v2/me/tokens", request).await.is(201).body();
        let program = app.anonymous().with_token(created["token"].as_str().unwrap());
        Self { browser, elsewhere, script, program }
    }

    fn all(&self) -> [(&Caller, &'static str); 4] {
        [
            (&self.browser, "/api/v2/me"),
            (&self.elsewhere, "/api/v2/me"),
            (&self.script, "/api/v1/me"),
            (&self.program, "/api/v2/me"),
        ]
    }

    async fn session(&self, is_wanted: impl Fn(&Value) -> bool) -> String {
        let list = self.browser.get("/api/v2/auth/sessions").await.is(200).body();
        let session = list["items"].as_array().unwrap().iter().find(|session| is_wanted(session)).unwrap().clone();
        format!("/api/v2/auth/sessions/{}", session["id"].as_str().unwrap())
    }

    async fn undergo(&self, app: &App, rita: &Caller, act: Act) {
        match act {
            Act::Suspend => {
                rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "x"})).await.is(200);
            }
            Act::ChangeRoles => {
                rita.put("/api/v2/admin/users/ada/roles", json!({"roles": ["author"]})).await.is(200);
            }
            Act::ChangeTheRole => {
                let permissions = json!({"permissions": ["posts.write", "posts.publish"]});
                rita.patch("/api/v2/admin/roles/scribe", permissions).await.is(200);
            }
            Act::SignOutEverywhereElse => {
                self.browser.delete("/api/v2/auth/sessions").await.is(204);
            }
            Act::RevokeTheBrowser => {
                let is_other = |session: &Value| session["kind"] == "browser" && session["is_current"] == false;
                self.browser.delete(&self.session(is_other).await).await.is(204);
            }
            Act::RevokeTheScript => {
                self.browser.delete(&self.session(|session| session["kind"] == "v1").await).await.is(204);
            }
            Act::RevokeTheToken => {
                let list = self.browser.get("/api/v2/me/tokens").await.is(200).body();
                let id = list["items"][0]["id"].as_str().unwrap().to_owned();
                self.browser.delete(&format!("/api/v2/me/tokens/{id}")).await.is(204);
            }
            Act::ChangeThePassword => {
                let change = json!({"current_password": PASSWORD, "password": "a better horse battery"});
                self.browser.put("/api/v2/me/password", change).await.is(204);
            }
            Act::ResetThePassword => {
                app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
                let token = token_in(&app.last_mail_to("ada@example.org").await);
                let reset = json!({"token": token, "password": "a better horse battery"});
                app.anonymous().post("/api/v2/auth/reset-password", reset).await.is(200);
            }
            Act::MoveTheAddress => {
                let change = json!({"email": "ada@new.example", "current_password": PASSWORD});
                self.browser.put("/api/v2/me/email", change).await.is(202);
                let token = token_in(&app.last_mail_to("ada@new.example").await);
                app.anonymous().post("/api/v2/auth/confirm-email", json!({"token": token})).await.is(200);
            }
            Act::Leave => {
                let leaving = json!({"content": "anonymise", "password": PASSWORD});
                self.browser.delete_with("/api/v2/me", leaving).await.is(202);
            }
        }
    }
}

/// What a credential is answered now.
async fn fate(caller: &Caller, path: &str) -> Fate {
    let answer = caller.get(path).await;
    match (answer.status(), answer.code().as_str()) {
        (200, _) => Fate::Lives,
        (401, "token.stale") => Fate::Stale,
        (401, "token.invalid") => Fate::Dead,
        other => panic!("{path}: {other:?}"),
    }
}

async fn expect(process: &Adjusted, act: Act, ada: &Ada, expected: [Fate; 4]) {
    for ((caller, path), expected) in ada.all().into_iter().zip(expected) {
        let caller = process.caller(caller);
        let begun = Instant::now();
        while fate(&caller, path).await != expected {
            assert!(begun.elapsed() < DEADLINE, "{act:?}: {path} never became {expected:?} elsewhere");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn a6_every_end_and_change_of_rights_counts_on_both_processes() {
    for (act, expected) in TABLE {
        let app = App::new().await;
        let other = app.second().await;
        let rita = app.admin("rita").await;
        let scribe = json!({"name": "scribe", "label": "Scribe", "position": 150, "permissions": ["posts.write"]});
        rita.post("/api/v2/admin/roles", scribe).await.is(201);
        let mut ada = Ada::arrive(&app).await;
        for (caller, path) in ada.all() {
            caller.get(path).await.is(200);
            other.caller(caller).get(path).await.is(200);
        }

        ada.undergo(&app, &rita, act).await;

        // Here at once, there within a second.
        for ((caller, path), expected) in ada.all().into_iter().zip(expected) {
            assert_eq!(fate(caller, path).await, expected, "{act:?} {path}");
        }
        expect(&other, act, &ada, expected).await;
        let refreshes = [expected[0], expected[1]].map(|fate| if fate == Fate::Dead { 401 } else { 200 });
        let mut there = other.caller(&ada.browser);
        assert_eq!(there.refresh().await.status(), refreshes[0], "{act:?}");
        assert_eq!(ada.elsewhere.refresh().await.status(), refreshes[1], "{act:?}");
        if refreshes[0] == 200 {
            assert_eq!(fate(&there, "/api/v2/me").await, Fate::Lives, "{act:?}: one refresh goes on");
        }
    }
}

#[tokio::test]
async fn a6_rights_that_were_taken_away_are_gone_from_tokens_on_both_processes() {
    let app = App::new().await;
    let other = app.second().await;
    let rita = app.admin("rita").await;
    rita.post(
        "/api/v2/admin/roles",
        json!({
            "name": "scribe", "label": "Scribe", "position": 150, "permissions": ["posts.write"],
        }),
    )
    .await
    .is(201);
    let ada = Ada::arrive(&app).await;
    let write = |caller: &Caller| {
        let caller = caller.clone();
        async move { caller.post("/api/v2/posts", json!({"title": "x"})).await.status() }
    };
    let there = other.caller(&ada.program);
    assert_eq!((write(&ada.program).await, write(&there).await), (201, 201));

    rita.put("/api/v2/admin/users/ada/roles", json!({"roles": [role::READER]})).await.is(200);

    assert_eq!(write(&ada.program).await, 403);
    let begun = Instant::now();
    while write(&there).await != 403 {
        assert!(begun.elapsed() < DEADLINE, "the token keeps its rights elsewhere");
    }
}

#[tokio::test]
async fn a6_a_second_process_signs_in_nobody_who_is_suspended() {
    let app = App::new().await;
    let other = app.second().await;
    let rita = app.admin("rita").await;
    app.account("ada", role::AUTHOR).await;
    let login = || json!({"login": "ada", "password": PASSWORD});
    other.anonymous().post("/api/v2/auth/login", login()).await.is(200);

    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "x"})).await.is(200);

    for path in ["/api/v2/auth/login", "/api/v1/auth/login"] {
        other.anonymous().post(path, login()).await.is_problem(401, "auth.invalid_credentials");
    }
}
