//! What the principals act on: all of it ada's, or made by rita, who administrates the site.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use broadsheet::domain::user::role;
use serde_json::{Value, json};

use super::principals::Principals;
use crate::support::{App, Caller, PASSWORD, form};

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Nothing,
    /// Her page.
    Ada,
    /// Published.
    Post,
    Draft,
    DeletedPost,
    RemovedPost,
    /// Hers, beneath a post of hers.
    Comment,
    /// The same, hidden by herself.
    HiddenComment,
    /// The same, hidden by rita.
    CommentHiddenByStaff,
    MediaOfAda,
    /// Of a comment beneath a post of hers.
    NotificationOfAda,
    /// Another session of hers.
    SessionOfAda,
    TokenOfAda,
    Category,
    Tag,
    /// An author whom nothing else is about.
    Pawn,
    SuspendedPawn,
    /// Of the owners' own making.
    Role,
    WaitingMail,
    Invitation,
    /// Somebody who is not let in yet.
    Waiting,
}

/// A thing: what its address names, and the tag of its present version.
#[derive(Debug, Default)]
pub struct Thing {
    pub names: BTreeMap<&'static str, String>,
    pub etag: String,
}

impl Thing {
    fn named(name: &'static str, value: impl Into<String>) -> Self {
        Self { names: [(name, value.into())].into(), ..Self::default() }
    }
}

/// Those who make things.
pub struct Scene<'a> {
    app: &'a App,
    ada: &'a Caller,
    rita: &'a Caller,
}

impl<'a> Scene<'a> {
    pub fn new(app: &'a App, principals: &'a Principals) -> Self {
        Self { app, ada: &principals.ada, rita: &principals.rita }
    }

    /// A thing that nobody has touched.
    pub async fn make(&self, target: Target) -> Thing {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        match target {
            Target::Nothing => Thing::default(),
            Target::Ada => Thing::named("username", "ada"),
            Target::Draft => self.post(&self.ada.draft(&format!("Draft {number}")).await).await,
            Target::Post => self.post(&self.published(number).await).await,
            Target::DeletedPost => {
                let post = self.post(&self.published(number).await).await;
                self.ada.take_away(&format!("/api/v2/posts/{}", post.names["post"]), &post.etag).await.is(204);
                Thing { etag: String::new(), ..post }
            }
            Target::RemovedPost => {
                let post = self.post(&self.published(number).await).await;
                let path = format!("/api/v2/posts/{}/remove", post.names["post"]);
                self.rita.post(&path, json!({"reason": "Noise"})).await.is(200);
                Thing { etag: String::new(), ..post }
            }
            Target::Comment => self.comment(number).await,
            Target::HiddenComment => self.hidden_comment(number, self.ada).await,
            Target::CommentHiddenByStaff => self.hidden_comment(number, self.rita).await,
            Target::MediaOfAda => {
                let image = self.ada.upload(picture()).send().await.is(201).body();
                Thing::named("id", text(&image["id"]))
            }
            Target::NotificationOfAda => self.notification(number).await,
            Target::SessionOfAda => self.session().await,
            Target::TokenOfAda => {
                let request = json!({"name": "T", "scopes": ["read"], "expires_in_days": 1});
                Thing::named("id", text(&self.ada.post("/api/v2/me/tokens", request).await.is(201).body()["id"]))
            }
            Target::Tag => {
                self.published(number).await;
                Thing::named("tag", "engines")
            }
            Target::Category => {
                let made = self.rita.post("/api/v2/categories", json!({"name": format!("Shelf {number}")})).await;
                Thing::named("slug", text(&made.is(201).body()["slug"]))
            }
            Target::Role => {
                let request = json!({
                    "name": format!("role{number}"), "label": "Role", "position": 150, "permissions": ["posts.write"],
                });
                Thing::named("role", text(&self.rita.post("/api/v2/admin/roles", request).await.is(201).body()["name"]))
            }
            Target::Invitation => self.invitation().await,
            Target::Waiting => self.waiting(number).await,
            Target::WaitingMail => self.waiting_mail(number).await,
            Target::Pawn => self.pawn(number).await,
            Target::SuspendedPawn => {
                let pawn = self.pawn(number).await;
                let path = format!("/api/v2/admin/users/{}/suspend", pawn.names["username"]);
                self.rita.post(&path, json!({"reason": "Noise"})).await.is(200);
                pawn
            }
        }
    }

    async fn hidden_comment(&self, number: usize, hider: &Caller) -> Thing {
        let comment = self.comment(number).await;
        let path = format!("/api/v2/comments/{}/hide", comment.names["id"]);
        hider.put(&path, json!({})).await.is(204);
        comment
    }

    async fn published(&self, number: usize) -> Value {
        self.ada.publish(&format!("Post {number}")).await
    }

    async fn post(&self, post: &Value) -> Thing {
        let id = text(&post["id"]);
        let etag = self.ada.get(&format!("/api/v2/posts/{id}")).await.is(200).etag();
        Thing { names: [("post", id)].into(), etag }
    }

    async fn comment(&self, number: usize) -> Thing {
        let post = self.published(number).await;
        let comment = self.ada.comment(post["slug"].as_str().unwrap(), "Well").await;
        let id = text(&comment["id"]);
        let etag = self.ada.get(&format!("/api/v2/comments/{id}")).await.is(200).etag();
        Thing { names: [("post", text(&post["id"])), ("id", id)].into(), etag }
    }

    async fn notification(&self, number: usize) -> Thing {
        let post = self.published(number).await;
        self.rita.comment(post["slug"].as_str().unwrap(), "Well").await;
        let list = self.ada.get("/api/v2/me/notifications?limit=1&type=comment").await.is(200).body();
        Thing::named("id", text(&list["items"][0]["id"]))
    }

    async fn session(&self) -> Thing {
        let elsewhere = self.app.sign_in("ada").await;
        let list = elsewhere.get("/api/v2/auth/sessions").await.is(200).body();
        let sessions = list["items"].as_array().unwrap();
        let current = sessions.iter().find(|session| session["is_current"] == true).unwrap();
        Thing::named("id", text(&current["id"]))
    }

    async fn waiting_mail(&self, number: usize) -> Thing {
        self.app.newcomer(&format!("addressee{number}")).await;
        let mails = self.rita.get("/api/v2/admin/mails?state=waiting&limit=1").await.is(200).body();
        Thing::named("id", text(&mails["items"][0]["id"]))
    }

    async fn invitation(&self) -> Thing {
        let made = self.rita.post("/api/v2/invitations", json!({})).await.is(201).body();
        Thing::named("id", text(&made["id"]))
    }

    async fn waiting(&self, number: usize) -> Thing {
        let name = format!("waiting{number}");
        let turn = async |mode: &str| {
            self.rita.patch("/api/v2/admin/settings", json!({"registration": {"mode": mode}})).await.is(200);
        };
        turn("approval").await;
        let account = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        self.app.anonymous().post("/api/v2/auth/register", account).await.is(202);
        turn("open").await;
        Thing::named("username", name)
    }

    async fn pawn(&self, number: usize) -> Thing {
        let name = format!("pawn{number}");
        self.app.account(&name, role::AUTHOR).await;
        Thing::named("username", name)
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A form with one red pixel.
pub fn picture() -> Vec<u8> {
    const PIXEL: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1,
        8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 0x0C, b'I', b'D', b'A', b'T', 8, 0xD7, 0x63, 0xF8, 0xCF, 0xC0,
        0, 0, 3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
    ];
    form(b"dot.png", "image/png", PIXEL, "A dot")
}
