//! B8: what one version allows, the other allows, and to the same people.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller};

/// What stands before a decision: all of it ada's, made anew for each.
struct Scene {
    draft: String,
    post: String,
    comment: String,
}

impl Scene {
    async fn set(ada: &Caller) -> Self {
        let id = |thing: &Value| thing["id"].as_str().unwrap().to_owned();
        let (draft, post) = (ada.draft("Plans").await, ada.publish("Talk").await);
        let comment = ada.comment(&id(&post), "Well").await;
        Self { draft: id(&draft), post: id(&post), comment: id(&comment) }
    }
}

/// One act, as both versions name it.
#[derive(Debug, Clone, Copy)]
enum Act {
    ReadDraft,
    ReadPost,
    ReadDraftComments,
    Write,
    ReviseDraft,
    RevisePost,
    DeleteDraft,
    DeletePost,
    CommentOnDraft,
    CommentOnPost,
    DeleteComment,
    ReadMe,
    ReadPerson,
    ReadNobody,
    SearchDraft,
    LikeDraft,
    LikePost,
    Unlike,
    Follow,
    FollowOneself,
    FollowNobody,
    Unfollow,
}

const ACTS: [Act; 22] = [
    Act::ReadDraft,
    Act::ReadPost,
    Act::ReadDraftComments,
    Act::Write,
    Act::ReviseDraft,
    Act::RevisePost,
    Act::DeleteDraft,
    Act::DeletePost,
    Act::CommentOnDraft,
    Act::CommentOnPost,
    Act::DeleteComment,
    Act::ReadMe,
    Act::ReadPerson,
    Act::ReadNobody,
    Act::SearchDraft,
    Act::LikeDraft,
    Act::LikePost,
    Act::Unlike,
    Act::Follow,
    Act::FollowOneself,
    Act::FollowNobody,
    Act::Unfollow,
];

impl Act {
    fn request(self, scene: &Scene, version: &str) -> (Method, String, Option<Value>) {
        let Scene { draft, post, comment } = scene;
        let body = || Some(json!({"body": "Other words"}));
        let is_first = version == "v1";
        let turned_on = if is_first { Method::POST } else { Method::PUT };
        let (method, path, body) = match self {
            Self::ReadDraft => (Method::GET, format!("posts/{draft}"), None),
            Self::ReadPost => (Method::GET, format!("posts/{post}"), None),
            Self::ReadDraftComments => (Method::GET, format!("posts/{draft}/comments"), None),
            Self::Write => (Method::POST, "posts".to_owned(), Some(json!({"title": "New", "body": "x"}))),
            Self::ReviseDraft => (Method::PATCH, format!("posts/{draft}"), body()),
            Self::RevisePost => (Method::PATCH, format!("posts/{post}"), body()),
            Self::DeleteDraft => (Method::DELETE, format!("posts/{draft}"), None),
            Self::DeletePost => (Method::DELETE, format!("posts/{post}"), None),
            Self::CommentOnDraft => (Method::POST, format!("posts/{draft}/comments"), body()),
            Self::CommentOnPost => (Method::POST, format!("posts/{post}/comments"), body()),
            Self::DeleteComment if is_first => (Method::DELETE, format!("posts/{post}/comments/{comment}"), None),
            Self::DeleteComment => (Method::DELETE, format!("comments/{comment}"), None),
            Self::ReadMe => (Method::GET, "me".to_owned(), None),
            Self::ReadPerson => (Method::GET, "users/ada".to_owned(), None),
            Self::ReadNobody => (Method::GET, "users/nobody".to_owned(), None),
            Self::SearchDraft if is_first => (Method::GET, "posts/search?q=plans".to_owned(), None),
            Self::SearchDraft => (Method::GET, "search?q=plans".to_owned(), None),
            Self::LikeDraft => (turned_on, format!("posts/{draft}/like"), None),
            Self::LikePost => (turned_on, format!("posts/{post}/like"), None),
            Self::Unlike => (Method::DELETE, format!("posts/{post}/like"), None),
            Self::Follow => (turned_on, "users/maud/follow".to_owned(), None),
            Self::FollowOneself => (turned_on, "users/ada/follow".to_owned(), None),
            Self::FollowNobody => (turned_on, "users/nobody/follow".to_owned(), None),
            Self::Unfollow => (Method::DELETE, "users/maud/follow".to_owned(), None),
        };
        (method, format!("/api/{version}/{path}"), body)
    }

    /// Version 2 asks for the version that is changed; version 1 does not.
    async fn done(self, app: &App, caller: &Caller, version: &str) -> Answer {
        let ada = app.sign_in("ada").await;
        let scene = Scene::set(&ada).await;
        let (method, path, body) = self.request(&scene, version);
        let mut call = caller.call(method.clone(), &path);
        let is_turned = path.ends_with("/like") || path.ends_with("/follow");
        if version == "v2" && !is_turned && matches!(method, Method::PATCH | Method::DELETE) {
            call = call.if_match(&ada.get(&path).await.etag());
        }
        if let Some(body) = body {
            call = call.json(&body);
        }
        call.send().await
    }
}

/// What was decided: a success is one, with an answer or without.
fn word(answer: &Answer) -> (u16, String) {
    (if answer.status() < 300 { 200 } else { answer.status() }, answer.code())
}

#[tokio::test]
async fn b8_both_versions_decide_alike() {
    let app = App::new().await;
    let people = [
        ("nobody in particular", app.anonymous()),
        ("a dead token", app.anonymous().with_token("bs_v1_0000000000000000000000000000000000000000000")),
        ("a reader", app.reader("rob").await),
        ("another author", app.author("eve").await),
        ("the author", app.author("ada").await),
        ("a moderator", app.moderator("maud").await),
        ("an admin", app.admin("rita").await),
    ];
    let mut differing = Vec::new();

    for (who, caller) in &people {
        for act in ACTS {
            let (first, second) = (act.done(&app, caller, "v1").await, act.done(&app, caller, "v2").await);
            let (first_word, second_word) = (word(&first), word(&second));
            if first_word != second_word {
                differing.push(format!("{who}, {act:?}: v1 {first_word:?}, v2 {second_word:?}"));
            }
            assert!(first.status() < 500 && second.status() < 500, "{who}, {act:?}");
        }
    }

    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[tokio::test]
async fn b8_every_documented_operation_exists_and_asks_who_calls() {
    let app = App::new().await;
    let anyone = app.anonymous();
    let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
    let open_to_all = [
        "/auth/register",
        "/auth/password-strength",
        "/auth/login",
        "/auth/login/second-factor",
        "/auth/passkeys/options",
        "/auth/passkeys",
        "/auth/refresh",
        "/auth/logout",
        "/auth/confirm-email",
        "/auth/resend-confirmation",
        "/auth/forgot-password",
        "/auth/reset-password",
        "/setup",
    ];

    for version in ["v1", "v2"] {
        let document = anyone.get(&format!("/api/{version}/openapi.json")).await.is(200).body();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
                let filled: Vec<_> =
                    path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect();
                let answer = anyone.call(method.clone(), &filled.join("/")).json(&json!({})).send().await;
                let name = format!("{method} {path}: {}", answer.status());
                assert!(answer.status() != 405 && answer.code() != "route.not_found", "{name}");
                let is_guarded = method != Method::GET && !open_to_all.iter().any(|open| path.ends_with(open));
                assert!(!is_guarded || answer.status() == 401, "{name}: a stranger got past the guard");
            }
        }
    }
}

#[tokio::test]
async fn b9_the_path_names_the_thing_and_nothing_else_does() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let (mine, theirs) = (ada.publish("Mine").await, eve.publish("Theirs").await);
    let (mine, theirs) = (mine["id"].as_str().unwrap(), theirs["id"].as_str().unwrap());
    let path = format!("/api/v2/posts/{mine}");
    let etag = ada.get(&path).await.etag();

    for field in ["id", "post_id", "post", "author_id"] {
        let refusal = ada.change(&path, &etag, json!({field: theirs})).await.is_problem(422, "request.invalid");
        assert_eq!(refusal.body()["errors"][0]["pointer"], format!("/{field}"));
        let classic = ada.patch(&format!("/api/v1/posts/{mine}"), json!({field: theirs})).await;
        classic.is_problem(422, "request.invalid");
        let comment = json!({"body": "Hm", field: theirs});
        ada.post(&format!("{path}/comments"), comment.clone()).await.is_problem(422, "request.invalid");
        ada.post(&format!("/api/v1/posts/{mine}/comments"), comment).await.is_problem(422, "request.invalid");
    }
    for list in ["/api/v2/posts", "/api/v1/posts", "/api/v2/search", "/api/v2/media", "/api/v2/posts/mine/comments"] {
        ada.get(&format!("{list}?q=x&id={theirs}")).await.is_problem(422, "request.invalid");
    }
    for one in ["posts/mine", "users/ada", "tags/engines", "me", "site", "auth/sessions", "categories"] {
        let refusal = ada.get(&format!("/api/v2/{one}?id={theirs}")).await.is_problem(422, "request.invalid");
        assert_eq!(refusal.body()["errors"][0]["pointer"], "id", "{one}");
    }
    ada.get(&format!("/api/v1/posts/mine?id={theirs}")).await.is_problem(422, "request.invalid");
    ada.post("/api/v2/render?id=1", json!({"body": "x"})).await.is_problem(422, "request.invalid");
    assert_eq!(ada.get(&path).await.body()["title"], "Mine");
    assert_eq!(eve.get(&format!("/api/v2/posts/{theirs}")).await.body()["comment_count"], 0);
}

#[tokio::test]
async fn b9_a_malformed_id_is_404() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Talk").await;
    let comment = ada.comment("talk", "Hm").await;
    let id = comment["id"].as_str().unwrap();
    let odd = [
        "12abc".to_owned(),
        "+12".to_owned(),
        "%2012".to_owned(),
        "12.0".to_owned(),
        "-1".to_owned(),
        "9223372036854775808".to_owned(),
        "null".to_owned(),
        "%00".to_owned(),
        format!("%20{id}"),
        format!("{id}%20"),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}"),
    ];

    for id in &odd {
        for path in
            [format!("comments/{id}"), format!("media/{id}"), format!("posts/{id}"), format!("posts/{id}/comments")]
        {
            let answer = ada.get(&format!("/api/v2/{path}")).await;
            assert_eq!(answer.status(), 404, "{path}: {}", answer.text());
        }
        ada.delete(&format!("/api/v2/auth/sessions/{id}")).await.is(404);
        ada.call(Method::DELETE, &format!("/api/v2/comments/{id}")).if_match("\"1-x\"").send().await.is(404);
        ada.delete(&format!("/api/v1/posts/talk/comments/{id}")).await.is(404);
        ada.delete(&format!("/api/v1/posts/{id}")).await.is(404);
    }
    assert_eq!(ada.get("/api/v2/posts/talk").await.body()["comment_count"], 1);
    assert_eq!(ada.get("/api/v2/posts/talk").await.body()["id"], post["id"]);
}
