//! Everybody who might call, with the rights that the contract gives them.

use std::collections::BTreeSet;

use broadsheet::{
    domain::{
        actor::Actor,
        user::{Who, role},
    },
    services::accounts,
};
use broadsheet_shared::{
    input::NewSuspension,
    permission::Permission::{self, *},
    scope::Scope,
    value::SuspensionReason,
};
use serde_json::json;

use crate::support::{App, Caller, PASSWORD};

// The table of the contract, written out again: a seed that differs from it fails the matrix.
const READER: &[Permission] = &[CommentsWrite, LikesWrite, FollowsWrite, ReportsWrite];
const OF_AUTHORS: &[Permission] = &[PostsWrite, PostsPublish, MediaUpload];
const OF_MODERATORS: &[Permission] =
    &[PostsModerate, CommentsModerate, UsersWarn, UsersSilence, ReportsHandle, UsersSuspend];
const OF_ADMINS: &[Permission] = &[
    UsersReadPrivate,
    CategoriesManage,
    TagsManage,
    AnalyticsRead,
    AuditRead,
    UsersManage,
    RolesManage,
    SettingsManage,
    CacheManage,
    JobsManage,
    PostsManageAny,
];

/// How many there are, counted by hand: a stranger; seven in a browser; a script; tokens of ada and of rita, one a scope
/// that is theirs; and four whose account opens little or nothing.
pub const EVERYBODY: usize = 1 + 7 + 1 + 5 + 7 + 4;

/// By what somebody calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// By none.
    None,
    /// A browser's session.
    Browser,
    /// A session of version 1.
    Script,
    /// A personal access token with one scope.
    Token(Scope),
    /// A browser's session of somebody whose account is on its way to be deleted.
    Leaving,
    /// A browser's session of somebody who lacks the second factor that their role demands.
    Enrolling,
    /// A browser's session whose account can no longer be used.
    Dead,
}

/// One of them.
pub struct Principal {
    pub name: String,
    pub caller: Caller,
    pub credential: Credential,
    /// True for ada, whose things are acted on.
    pub is_owner: bool,
    pub is_confirmed: bool,
    pub roles_allow: BTreeSet<Permission>,
    username: &'static str,
}

impl Principal {
    /// Has the account be as this principal is. Ada has one, and stands here twice: with a confirmed address, and without
    /// one, for whoever never had one owns no post that others read.
    pub async fn comes(&self, app: &App) {
        if self.is_owner && !self.is_confirmed {
            self.set_confirmed(app, "NULL").await;
        }
    }

    /// Takes that back.
    pub async fn goes(&self, app: &App) {
        if self.is_owner && !self.is_confirmed {
            self.set_confirmed(app, "created_at").await;
        }
    }

    async fn set_confirmed(&self, app: &App, at: &str) {
        let change = format!("UPDATE users SET email_confirmed_at = {at} WHERE username = '{}'", self.username);
        app.sql(&change).await;
        app.context().standings.forget_user(self.caller.id());
    }
}

/// All of them, and the two who set the scene.
pub struct Principals {
    pub all: Vec<Principal>,
    pub ada: Caller,
    pub rita: Caller,
}

impl Principals {
    pub async fn assemble(app: &App) -> Self {
        let (ada, rita) = (app.author("ada").await, app.admin("rita").await);
        let author = [READER, OF_AUTHORS].concat();
        let moderator = [&author, OF_MODERATORS].concat();
        let admin = [&moderator, OF_ADMINS].concat();
        app.account("uma", role::AUTHOR).await;
        app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'uma'").await;

        let mut all = vec![principal("anonymous", "", app.anonymous(), Credential::None, &[])];
        for (username, caller, roles_allow) in [
            ("uma", app.sign_in("uma").await, &author),
            ("rob", app.reader("rob").await, &READER.to_vec()),
            ("ada", ada.clone(), &author),
            ("eve", app.author("eve").await, &author),
            ("maud", app.moderator("maud").await, &moderator),
            ("rita", rita.clone(), &admin),
        ] {
            all.push(principal(username, username, caller, Credential::Browser, roles_allow));
        }
        let unconfirmed = principal("ada, unconfirmed", "ada", app.sign_in("ada").await, Credential::Browser, &author);
        all.push(Principal { is_confirmed: false, ..unconfirmed });
        all.push(principal("ada's script", "ada", script(app, "ada").await, Credential::Script, &author));
        for (username, owner, roles_allow) in [("ada", &ada, &author), ("rita", &rita, &admin)] {
            for scope in Scope::ALL.iter().filter(|scope| username == "rita" || !is_for_staff(**scope)) {
                let caller = app.anonymous().with_token(&token(owner, *scope).await);
                let name = format!("{username}'s token for {scope}");
                all.push(principal(&name, username, caller, Credential::Token(*scope), roles_allow));
            }
        }
        all.push(principal("a leaving author", "lee", leaving(app).await, Credential::Leaving, &[]));
        demand_a_factor(&rita).await;
        let vic = app.person("vic", "vault").await;
        all.push(principal("one who lacks a demanded factor", "vic", vic, Credential::Enrolling, &author));
        all.push(principal("a suspended author", "", suspended(app).await, Credential::Dead, &[]));
        all.push(principal("a deleted author", "", deleted(app).await, Credential::Dead, &[]));
        Self { all, ada, rita }
    }

    /// Fresh sessions for all, after a call that ends some.
    pub async fn renew(&mut self, app: &App) {
        for principal in &mut self.all {
            match principal.credential {
                Credential::Browser | Credential::Enrolling => principal.caller = app.sign_in(principal.username).await,
                Credential::Script => principal.caller = script(app, principal.username).await,
                Credential::Leaving => principal.caller = leaving(app).await,
                Credential::None | Credential::Token(_) | Credential::Dead => {}
            }
        }
        (self.ada, self.rita) = (app.sign_in("ada").await, app.sign_in("rita").await);
    }
}

fn principal(
    name: &str,
    username: &'static str,
    caller: Caller,
    credential: Credential,
    roles_allow: &[Permission],
) -> Principal {
    Principal {
        name: name.to_owned(),
        caller,
        credential,
        is_owner: username == "ada",
        is_confirmed: username != "uma",
        roles_allow: roles_allow.iter().copied().collect(),
        username,
    }
}

fn is_for_staff(scope: Scope) -> bool {
    matches!(scope, Scope::Moderate | Scope::Admin)
}

async fn script(app: &App, username: &str) -> Caller {
    let login = json!({"login": username, "password": PASSWORD});
    let grant = app.anonymous().post("/api/v1/auth/login", login).await.is(200).body();
    app.anonymous().with_token(grant["token"].as_str().unwrap())
}

async fn token(owner: &Caller, scope: Scope) -> String {
    let request = json!({"name": scope.as_str(), "scopes": [scope], "expires_in_days": 30});
    let created = owner.post("/api/v2/me/tokens", request).await.is(201).body();
    created["token"].as_str().unwrap().to_owned()
}

/// Makes a role of authors who must have a second factor.
async fn demand_a_factor(rita: &Caller) {
    let permissions: Vec<_> = [READER, OF_AUTHORS].concat();
    let vault = json!({
        "name": "vault", "label": "Vault", "position": 150, "permissions": permissions, "requires_second_factor": true,
    });
    rita.post("/api/v2/admin/roles", vault).await.is(201);
}

async fn suspended(app: &App) -> Caller {
    let sue = app.author("sue").await;
    let new = NewSuspension { reason: SuspensionReason::parse("Noise").unwrap(), until: None };
    accounts::suspend(app.context(), &Actor::System, &Who::Id(sue.id()), &new).await.unwrap();
    sue
}

/// Lee, who has asked for his account to be deleted and signed in again.
async fn leaving(app: &App) -> Caller {
    if app.texts("SELECT username FROM users WHERE username = 'lee'").await.is_empty() {
        app.account("lee", role::AUTHOR).await;
    }
    let lee = app.sign_in("lee").await;
    if !lee.get("/api/v2/me").await.is(200).body()["departure"].is_null() {
        return lee;
    }
    lee.delete_with("/api/v2/me", json!({"content": "remove", "password": PASSWORD})).await.is(202);
    app.sign_in("lee").await
}

async fn deleted(app: &App) -> Caller {
    let del = app.author("del").await;
    app.sql("UPDATE users SET status = 'deleted' WHERE username = 'del'").await;
    app.context().standings.forget_user(del.id());
    del
}
