//! H4, J2, J4, L6: addresses that are nearly right, and requests that carry what nobody asked for.

use std::collections::BTreeMap;

use axum::http::Method;

use crate::support::{Answer, App, Caller};

/// All that a caller can tell of an answer, without what is new each time.
fn visible(answer: &Answer, name: &str) -> (u16, BTreeMap<String, String>, String) {
    let fields = answer.headers().iter().filter(|(name, _)| *name != "x-request-id" && *name != "ratelimit");
    let fields = fields.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let id = answer.header("x-request-id");
    (answer.status(), fields, answer.text().replace(id, "").replace(name, ""))
}

#[tokio::test]
async fn h4_a_hidden_post_cannot_be_told_from_a_missing_one() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let draft = ada.draft("Secret plans").await;
    let deleted = ada.publish("Former plan").await;
    let path = format!("/api/v2/posts/{}", deleted["id"].as_str().unwrap());
    ada.take_away(&path, &ada.get(&path).await.etag()).await.is(204);
    let later = ada.draft("Future plan").await;
    let publish = format!("/api/v2/posts/{}/publish", later["id"].as_str().unwrap());
    ada.post(&publish, serde_json::json!({"at": "2999-01-01T00:00:00Z"})).await.is(200);

    let compare = async |caller: &Caller, path: &str, hidden: &str, missing: &str| {
        for accept in ["application/json", "text/html"] {
            for method in [Method::GET, Method::HEAD] {
                let ask = async |name: &str| {
                    let call = caller.call(method.clone(), &path.replace("{}", name)).header("accept", accept);
                    visible(&call.send().await, name)
                };
                let (hidden, missing) = (ask(hidden).await, ask(missing).await);
                assert_eq!(hidden, missing, "{method} {path} {accept}");
                assert_eq!(missing.0, 404, "{path}");
            }
        }
    };
    for stranger in [app.anonymous(), eve, app.moderator("maud").await] {
        for path in [
            "/api/v2/posts/{}",
            "/api/v2/posts/{}/comments",
            "/api/v1/posts/{}",
            "/api/v1/posts/{}/comments",
            "/posts/{}",
        ] {
            for hidden in ["secret-plans", "former-plan"] {
                compare(&stranger, path, hidden, "missing-plan").await;
            }
            let missing = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
            for hidden in [&draft, &deleted] {
                compare(&stranger, path, hidden["id"].as_str().unwrap(), missing).await;
            }
        }
    }
    compare(&app.anonymous(), "/api/v2/posts/{}", "future-plan", "missing-plan").await;
}

#[tokio::test]
async fn j2_what_is_no_part_of_the_key_changes_nothing_for_anybody() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Plain").await;
    let odd = [
        ("x-forwarded-host", "zebra.example"),
        ("x-forwarded-proto", "zebra"),
        ("x-forwarded-prefix", "/zebra"),
        ("x-forwarded-port", "666"),
        ("x-original-url", "/zebra"),
        ("x-rewrite-url", "/zebra"),
        ("x-http-method-override", "DELETE"),
        ("x-preview", "zebra"),
        ("forwarded", "for=zebra;host=zebra.example"),
        ("accept-language", "zebra"),
        ("cookie", "theme=zebra; preview=zebra"),
        ("referer", "https://zebra.example/"),
        ("user-agent", "zebra"),
        ("x-broadsheet-client", "zebra"),
    ];
    let paths = [
        "/",
        "/posts/plain",
        "/users/ada",
        "/tags/engines",
        "/feed.xml",
        "/tags/engines/rss.xml",
        "/users/ada/feed.json",
        "/sitemap.xml",
        "/robots.txt",
        "/api/v2/posts",
        "/api/v2/posts/plain",
        "/api/v1/posts",
    ];

    for path in paths {
        for (name, value) in odd {
            // First with the odd field, on a cold cache: what it fills the cache with is what others get.
            app.context().cache.drop_all().await;
            let strange = app.anonymous().call(Method::GET, path).header(name, value).send().await.is(200);
            let plain = app.anonymous().get(path).await.is(200);
            assert_eq!(strange.bytes(), plain.bytes(), "{path} {name}");
            assert!(!strange.text().contains("zebra"), "{path} {name}");
            let told =
                strange.headers().iter().any(|(_, value)| value.to_str().is_ok_and(|text| text.contains("zebra")));
            assert!(!told, "{path} {name}");
        }
    }
    for path in ["/", "/posts/plain", "/feed.xml"] {
        let plain = app.anonymous().get(path).await.is(200);
        let odd = app.anonymous().get(&format!("{path}?utm_source=zebra&preview=zebra")).await;
        assert_eq!((odd.status(), odd.bytes()), (200, plain.bytes()), "{path}");
    }
}

#[tokio::test]
async fn j4_an_address_dressed_as_a_file_is_404_and_kept_by_nobody() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for private in ["/api/v2/me", "/api/v2/me/posts", "/api/v2/auth/sessions", "/api/v2/media", "/api/v1/me"] {
        for suffix in [
            "/x.css",
            ";x.js",
            "%3Bx.js",
            "%2Fx.css",
            ".css",
            "/",
            "//x.png",
            "%00.css",
            "%0A.css",
            "%3Fx.css",
            "/..%2fx.css",
        ] {
            let answer = ada.get(&format!("{private}{suffix}")).await;
            // A session can be ended under such an address, and read by nobody.
            assert!(matches!(answer.status(), 404 | 405), "{private}{suffix}: {}", answer.text());
            assert_eq!(answer.header("cache-control"), "no-store", "{private}{suffix}");
            // In quotes, for a request id may hold the letters.
            assert!(!answer.text().contains("\"ada\""), "{private}{suffix}");
        }
        let answer = ada.get(private).await.is(200);
        let cache = answer.header("cache-control");
        assert!(cache.contains("no-store") || cache.contains("private"), "{private}: {cache}");
    }
}

#[tokio::test]
async fn l6_files_of_ours_are_not_pages() {
    let app = App::new().await;

    for path in [
        "/.env",
        "/.git/config",
        "/.well-known/../.env",
        "/data/broadsheet.db",
        "/broadsheet.db",
        "/broadsheet.db-wal",
        "/broadsheet.db.bak",
        "/broadsheet.toml",
        "/data/secret",
        "/backup.tar.gz",
        "/Cargo.toml",
        "/index.html.br",
        "/index.html~",
        "/boot.js.map",
        "/reader.wasm.map",
        "/assets/../../Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/%252e%252e%252fetc/passwd",
        "/media../broadsheet.db",
        "/media/../broadsheet.db",
        "/docs/../Cargo.toml",
        "/docs/..%2fpage.css",
        "//etc/passwd",
        "/etc/passwd%00.html",
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = app.anonymous().call(method.clone(), path).send().await;
            assert_eq!(answer.status(), 404, "{method} {path}: {}", answer.text());
            assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
        }
    }
}
