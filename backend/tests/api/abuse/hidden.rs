//! H3: what is not shown can be neither sorted nor filtered by, nor found: each would tell it letter by letter.

use serde_json::json;

use crate::support::App;

/// Addresses that ask by something hidden.
const HIDDEN: [&str; 17] = [
    "/api/v2/users?sort=email",
    "/api/v2/users?email=x",
    "/api/v2/users?q=ada&email=x",
    "/api/v2/users?password_hash=x",
    "/api/v2/posts?sort=email",
    "/api/v2/posts?author_email=x",
    "/api/v2/posts?filter=author.email",
    "/api/v2/posts/shown/comments?sort=email",
    "/api/v2/users/ada/followers?sort=email",
    "/api/v2/search?q=x&sort=email",
    "/api/v2/search?q=x&field=email",
    "/api/v2/search?q=x&type=emails",
    "/api/v2/tags?sort=email",
    "/api/v1/posts?sort=email",
    "/api/v1/posts?author_email=x",
    "/api/v1/posts/search?q=x&sort=email",
    "/api/v1/users/ada/posts?email=x",
];

/// The same for staff, who see more and are to guess no more.
const HIDDEN_FROM_STAFF: [&str; 5] = [
    "/api/v2/admin/users?sort=password_hash",
    "/api/v2/admin/users?sort=email",
    "/api/v2/admin/users?password_hash=x",
    "/api/v2/admin/mails?sort=last_error",
    "/api/v2/admin/audit-log?address=127.0.0.1",
];

#[tokio::test]
async fn h3_nothing_is_sorted_or_filtered_by_what_is_hidden() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    ada.publish("Shown").await;

    for path in HIDDEN {
        for caller in [&app.anonymous(), &ada, &rita] {
            caller.get(path).await.is_problem(422, "request.invalid");
        }
    }
    for path in HIDDEN_FROM_STAFF {
        rita.get(path).await.is_problem(422, "request.invalid");
    }
}

#[tokio::test]
async fn h3_an_address_finds_nobody() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    ada.publish("Shown").await;
    ada.comment("shown", "Said").await;
    let moved = "UPDATE users SET email = 'countess@hidden.example', email_canonical = 'countess@hidden.example'
        WHERE username = 'ada'";
    app.sql(moved).await;

    for text in ["countess%40hidden.example", "countess", "hidden.example", "hidden"] {
        for caller in [&app.anonymous(), &rita] {
            for kind in ["users", "posts", "comments", "tags"] {
                let path = format!("/api/v2/search?q={text}&type={kind}");
                assert_eq!(caller.get(&path).await.is(200).body()["items"], json!([]), "{path}");
            }
            let path = format!("/api/v2/users?q={text}");
            assert_eq!(caller.get(&path).await.is(200).body()["items"], json!([]), "{path}");
            let path = format!("/api/v1/posts/search?q={text}");
            assert_eq!(caller.get(&path).await.is(200).body()["pagination"]["total"], 0, "{path}");
            for version in ["v1", "v2"] {
                let path = format!("/api/{version}/posts?author={text}");
                assert!(!caller.get(&path).await.text().contains("Shown"), "{path}");
                caller.get(&format!("/api/{version}/users/{text}")).await.is(404);
            }
        }
    }
    // Each of these finds her by what she shows, so the above means something.
    for path in ["/api/v2/search?q=ada&type=users", "/api/v2/users?q=ada", "/api/v2/posts?author=ada"] {
        assert!(app.anonymous().get(path).await.is(200).text().contains("ada"), "{path}");
    }
}
