//! `/me`: one's own account.

mod email;
mod erased;
mod export;
pub(super) mod leaving;
mod passkeys;
mod password;
mod reminded;
mod totp;

use serde_json::json;

use super::media::PIXEL;
use crate::support::{App, upload};

#[tokio::test]
async fn strangers_have_no_account_to_read() {
    let app = App::new().await;

    let answer = app.anonymous().get("/api/v2/me").await.is_problem(401, "auth.required");

    assert_eq!(answer.header("www-authenticate"), "Bearer");
    app.anonymous().patch("/api/v2/me", json!({})).await.is(401);
}

#[tokio::test]
async fn a_profile_is_changed_field_by_field_and_seen_by_others_at_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.anonymous().get("/api/v2/users/ada").await.is(200);

    ada.patch("/api/v2/me", json!({"display_name": "Ada  Lovelace", "bio": "I like *engines*."})).await.is(200);
    ada.patch("/api/v2/me", json!({"bio": "<script>alert(1)</script>\n\n**bold**"})).await.is(200);

    let profile = app.anonymous().get("/api/v2/users/ada").await.is(200).body();
    assert_eq!(profile["display_name"], "Ada Lovelace");
    let html = profile["bio_html"].as_str().unwrap();
    assert!(html.contains("<strong>bold</strong>") && !html.contains("<script"), "{html}");
    let me = ada.patch("/api/v2/me", json!({"display_name": ""})).await.is(200).body();
    assert_eq!(me["display_name"], "ada");
}

#[tokio::test]
async fn links_are_https_shown_to_others_and_taken_away_again() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let change = json!({"website": "https://ada.example/", "links": ["https://social.example/@ada", "https://code.example/ada"]});

    ada.patch("/api/v2/me", change).await.is(200);

    let profile = app.anonymous().get("/api/v2/users/ada").await.is(200).body();
    assert_eq!(profile["website"], "https://ada.example/");
    assert_eq!(profile["links"], json!(["https://social.example/@ada", "https://code.example/ada"]));
    assert_eq!(app.anonymous().get("/api/v1/users/ada").await.is(200).body()["website"], "https://ada.example/");
    let page = app.anonymous().get("/users/ada").await.is(200).text();
    assert!(page.contains("href=\"https://social.example/@ada\" rel=\"me ugc nofollow noopener\""), "{page}");
    assert!(page.contains("\"sameAs\":[\"https://ada.example/\",\"https://social.example/@ada\""), "{page}");
    for (change, pointer) in [
        (json!({"website": "http://ada.example"}), "/website"),
        (json!({"website": "javascript:alert(1)"}), "/website"),
        (json!({"links": ["https://a.org", "https://b.org/\"><script>"]}), "/links/1"),
        (
            json!({"links": ["https://a.org", "https://b.org", "https://c.org", "https://d.org", "https://e.org", "https://f.org"]}),
            "/links",
        ),
        (json!({"links": "https://a.org"}), "/links"),
    ] {
        let refused = ada.patch("/api/v2/me", change).await.is(422);
        assert_eq!(refused.body()["errors"][0]["pointer"], pointer);
    }

    let me = ada.patch("/api/v2/me", json!({"website": null, "links": []})).await.is(200).body();
    assert_eq!((&me["website"], &me["links"]), (&json!(null), &json!([])));
    assert!(!app.anonymous().get("/users/ada").await.is(200).text().contains("sameAs"));
}

#[tokio::test]
async fn a_picture_is_taken_away_by_null() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let media = upload(&ada, "me.png", PIXEL, "").await.is(201).body();
    let change = json!({"avatar_id": media["id"]});
    assert!(ada.patch("/api/v2/me", change).await.is(200).body()["avatar"].is_object());

    ada.patch("/api/v2/me", json!({"bio": "Unrelated."})).await.is(200);
    assert!(ada.get("/api/v2/me").await.body()["avatar"].is_object());

    assert!(ada.patch("/api/v2/me", json!({"avatar_id": null})).await.is(200).body()["avatar"].is_null());
}

#[tokio::test]
async fn a_picture_is_chosen_and_taken_away_at_its_own_address() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    let adas = upload(&ada, "me.png", PIXEL, "").await.is(201).body();
    ada.patch("/api/v2/me", json!({"bio": "Engines."})).await.is(200);

    let me = ada.put("/api/v2/me/avatar", json!({"avatar_id": adas["id"]})).await.is(200).body();
    assert_eq!((&me["avatar"]["id"], &me["bio"]), (&adas["id"], &json!("Engines.")));
    assert_eq!(app.anonymous().get("/api/v2/users/ada").await.is(200).body()["avatar"]["id"], adas["id"]);

    let refused = bob.put("/api/v2/me/avatar", json!({"avatar_id": adas["id"]})).await.is(422);
    assert_eq!(refused.body()["errors"][0]["pointer"], "/avatar_id");
    ada.put("/api/v2/me/avatar", json!({"avatar_id": null})).await.is(422);
    assert!(ada.get("/api/v2/me").await.body()["avatar"].is_object());

    for _ in 0..2 {
        ada.delete("/api/v2/me/avatar").await.is(204);
        let me = ada.get("/api/v2/me").await.is(200).body();
        assert_eq!((&me["avatar"], &me["bio"]), (&json!(null), &json!("Engines.")));
    }
    ada.get(&format!("/api/v2/media/{}", adas["id"].as_str().unwrap())).await.is(200);
}

#[tokio::test]
async fn a_changed_name_is_what_search_knows() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    ada.patch("/api/v2/me", json!({"display_name": "Ada Lovelace", "bio": "Engines."})).await.is(200);

    let titles = app.texts("SELECT title FROM search_documents WHERE kind = 'user'").await;
    assert_eq!(titles, ["ada ada lovelace"]);
    assert_eq!(app.texts("SELECT body FROM search_documents WHERE kind = 'user'").await, ["engines"]);
}

#[tokio::test]
async fn b3_rights_and_names_are_not_changed_through_the_profile() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for field in ["role", "roles", "permissions", "username", "email", "is_email_confirmed", "created_at"] {
        let answer = ada.patch("/api/v2/me", json!({field: "admin"})).await.is(422);
        assert_eq!(answer.body()["errors"][0]["pointer"], format!("/{field}"));
    }
    let avatar = ada.patch("/api/v2/me", json!({"avatar_id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f"})).await.is(422);
    assert_eq!(avatar.body()["errors"][0]["pointer"], "/avatar_id");
}

#[tokio::test]
async fn j1_answers_to_a_person_are_stored_nowhere() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for path in ["/api/v2/me", "/api/v2/auth/sessions", "/api/v1/me"] {
        assert_eq!(ada.get(path).await.is(200).header("cache-control"), "no-store", "{path}");
    }

    let own = ada.get("/api/v2/users/ada").await.is(200);
    let public = app.anonymous().get("/api/v2/users/ada").await.is(200);

    assert_eq!(own.header("cache-control"), "private, no-cache");
    assert_eq!(public.header("vary"), "Authorization, Cookie, Accept-Encoding, Origin");
    let mut own = own.body();
    own.as_object_mut().unwrap().remove("viewer").expect("what is between the reader and the person");
    assert_eq!(own, public.body());
}
