//! `/media`.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, upload};

/// The smallest whole PNG: one red pixel.
pub(super) const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 0x0C, b'I', b'D', b'A', b'T', 8, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0,
    3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

#[tokio::test]
async fn an_upload_is_described_shown_as_a_cover_and_deleted() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let image = upload(&ada, "../../etc/passwd", PIXEL, "One red pixel").await.is(201).body();
    let id = image["id"].as_str().unwrap();
    assert!(image["url"].as_str().unwrap().starts_with("/media/"));
    assert!(!image["url"].as_str().unwrap().contains("passwd"));
    let again = upload(&ada, "again.png", PIXEL, "").await.is(201).body();
    assert_eq!((&again["id"], &again["alt"]), (&image["id"], &json!("One red pixel")), "silence says nothing new");
    let again = upload(&ada, "again.png", PIXEL, "A red dot").await.is(201).body();
    assert_eq!((&again["id"], &again["alt"]), (&image["id"], &json!("A red dot")), "the last word holds");
    let post = ada.post("/api/v2/posts", json!({"title": "Covered", "cover_id": id})).await.is(201).body();
    assert_eq!(post["cover"]["alt"], "A red dot");

    let path = format!("/api/v2/media/{id}");
    ada.delete(&path).await.is_problem(409, "media.in_use");
    let etag = ada.get("/api/v2/posts/covered").await.etag();
    ada.change("/api/v2/posts/covered", &etag, json!({"cover_id": null})).await.is(200);
    let shown = format!("![A pixel]({})", image["url"].as_str().unwrap());
    let etag = ada.get("/api/v2/posts/covered").await.etag();
    ada.change("/api/v2/posts/covered", &etag, json!({"body": shown})).await.is(200);
    ada.delete(&path).await.is_problem(409, "media.in_use");
    let etag = ada.get("/api/v2/posts/covered").await.etag();
    ada.change("/api/v2/posts/covered", &etag, json!({"body": "Gone."})).await.is(200);
    ada.delete(&path).await.is(204);
    ada.get(&path).await.is_problem(404, "media.not_found");
}

#[tokio::test]
async fn a_new_description_is_read_at_once_wherever_the_image_is_shown() {
    let app = App::new().await;
    let (ada, anyone) = (app.author("ada").await, app.anonymous());
    let image = upload(&ada, "a.png", PIXEL, "A pixel").await.is(201).body();
    ada.patch("/api/v2/me", json!({"avatar_id": image["id"]})).await.is(200);
    let covered = json!({"title": "Covered", "body": "x", "cover_id": image["id"]});
    let covered = ada.post("/api/v2/posts", covered).await.is(201).body();
    ada.post(&format!("/api/v2/posts/{}/publish", covered["id"].as_str().unwrap()), json!({})).await.is(200);
    ada.publish("Bare").await;
    let said = async || {
        let mut said = Vec::new();
        for (path, place) in [
            ("/api/v2/posts/covered", "/cover/alt"),
            ("/api/v2/posts/covered", "/author/avatar/alt"),
            ("/api/v2/posts/bare", "/author/avatar/alt"),
            ("/api/v2/users/ada", "/avatar/alt"),
        ] {
            let body = anyone.get(path).await.is(200).body();
            said.push(body.pointer(place).and_then(|alt| alt.as_str()).unwrap_or_default().to_owned());
        }
        said
    };
    assert_eq!(said().await, ["A pixel"; 4]);

    let path = format!("/api/v2/media/{}", image["id"].as_str().unwrap());
    ada.patch(&path, json!({"alt": "A red dot"})).await.is(200);

    assert_eq!(said().await, ["A red dot"; 4]);
}

#[tokio::test]
async fn b2_anothers_upload_is_neither_seen_nor_used() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let image = upload(&ada, "a.png", PIXEL, "").await.is(201).body();
    let id = image["id"].as_str().unwrap();

    eve.get(&format!("/api/v2/media/{id}")).await.is_problem(404, "media.not_found");
    eve.delete(&format!("/api/v2/media/{id}")).await.is_problem(404, "media.not_found");
    let post = eve.post("/api/v2/posts", json!({"title": "Stolen", "cover_id": id})).await;
    assert_eq!(post.is_problem(422, "request.invalid").body()["errors"][0]["pointer"], "/cover_id");
    app.reader("bob").await.get("/api/v2/media").await.is(200);
}

#[tokio::test]
async fn d1_only_pictures_are_taken_whatever_they_are_called() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for bytes in [
        &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
        b"<!doctype html><script>",
        b"",
        b"GIF89a",
    ] {
        let status = upload(&ada, "picture.png", bytes, "").await.status();
        assert!(matches!(status, 415 | 422), "{status}");
    }
    let reader = app.reader("bob").await;
    upload(&reader, "a.png", PIXEL, "").await.is_problem(403, "permission.denied");
}

#[tokio::test]
async fn d7_forms_that_are_none_are_refused() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let send = |content_type: &'static str, body: Vec<u8>| {
        let call = ada.call(Method::POST, "/api/v2/media").without("content-type");
        call.header("content-type", content_type).body(body).send()
    };

    send("multipart/form-data", b"x".to_vec()).await.is(415);
    send("application/json", b"{}".to_vec()).await.is(415);
    send("multipart/form-data; boundary=cut", b"--cut".to_vec()).await.is(400);
    let parts = "--cut\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n".repeat(10_000);
    send("multipart/form-data; boundary=cut", format!("{parts}--cut--\r\n").into_bytes()).await.is(422);
}
