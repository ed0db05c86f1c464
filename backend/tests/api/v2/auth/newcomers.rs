//! The role that new accounts get: one that is there and gives nobody rights over others.

use broadsheet::{config, startup};
use serde_json::json;

use crate::support::{App, PASSWORD};

/// A site whose new accounts get that role, as the configuration says.
async fn site(role: &str) -> App {
    let mut config = config::testing();
    role.clone_into(&mut config.registration.default_role);
    App::with(config).await
}

#[tokio::test]
async fn a_site_does_not_start_with_a_role_for_newcomers_that_is_missing_or_for_staff() {
    for (role, reason) in [
        ("writer", "there is no role `writer`"),
        ("moderator", "the role `moderator` allows "),
        ("admin", "the role `admin` allows "),
    ] {
        let app = site(role).await;

        let error = startup::check_settings(app.context()).await.unwrap_err().to_string();

        assert!(error.starts_with("registration.default_role: "), "{error}");
        assert!(error.contains(reason) && error.contains("BROADSHEET_REGISTRATION__DEFAULT_ROLE"), "{error}");
    }
    for role in ["reader", "author"] {
        startup::check_settings(site(role).await.context()).await.unwrap();
    }
}

#[tokio::test]
async fn b6_nobody_becomes_staff_by_making_an_account() {
    let app = site("moderator").await;
    let form = json!({"username": "eve", "email": "eve@example.org", "password": PASSWORD});

    for version in ["v1", "v2"] {
        app.anonymous().post(&format!("/api/{version}/auth/register"), form.clone()).await.is(500);
    }

    assert!(app.texts("SELECT username FROM users").await.is_empty());
}

#[tokio::test]
async fn b6_the_role_of_newcomers_gets_no_rights_over_others() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let change = async |role: &str, permissions: &[&str]| {
        rita.patch(&format!("/api/v2/admin/roles/{role}"), json!({"permissions": permissions})).await
    };

    let refusal = change("author", &["posts.write", "comments.moderate"]).await.is_problem(409, "role.in_use");
    assert!(refusal.body()["detail"].as_str().unwrap().contains("comments.moderate"));
    change("author", &["posts.write"]).await.is(200);
    change("reader", &["comments.write", "comments.moderate"]).await.is(200);
}
