//! `/users/{username}/posts`: the public list with its author in the address.

use axum::http::Method;
use broadsheet::domain::user::role;
use serde_json::{Value, json};

use crate::support::App;

fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_persons_posts_are_the_public_list_with_its_author_in_the_address() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    for title in ["One", "Two", "Three"] {
        ada.publish(title).await;
        app.wait_secs(1);
    }
    bob.publish("Another").await;
    ada.draft("Not yet").await;
    let anyone = app.anonymous();
    let id = anyone.get("/api/v2/users/ada").await.is(200).body()["id"].as_str().unwrap().to_owned();

    let page = anyone.get("/api/v2/users/Ada/posts?limit=2&count=exact").await.is(200);
    let list = page.body();
    assert_eq!(titles(&list), ["Three", "Two"]);
    assert_eq!(list["total"], 3);
    assert!(list["items"][0].get("body").is_none());
    let next = list["next"].as_str().unwrap();
    assert_eq!(
        page.header("link"),
        format!("</api/v2/users/Ada/posts?limit=2&count=exact&after={next}>; rel=\"next\"")
    );
    let rest = anyone.get(&format!("/api/v2/users/Ada/posts?limit=2&after={next}")).await.is(200).body();
    assert_eq!(titles(&rest), ["One"]);
    assert_eq!(rest["next"], Value::Null);
    anyone.get(&format!("/api/v2/users/bob/posts?after={next}")).await.is_problem(400, "cursor.invalid");

    let by_id = anyone.get(&format!("/api/v2/users/{id}/posts?sort=oldest")).await.is(200).body();
    assert_eq!(titles(&by_id), ["One", "Two", "Three"]);
    let filtered = anyone.get("/api/v2/posts?author=ada").await.is(200).body();
    assert_eq!(anyone.get("/api/v2/users/ada/posts").await.is(200).body(), filtered);
    assert_eq!(titles(&anyone.get("/api/v2/users/ada/posts?tag=engines").await.is(200).body()).len(), 3);
    assert!(titles(&anyone.get("/api/v2/users/ada/posts?tag=other").await.is(200).body()).is_empty());
}

#[tokio::test]
async fn a_list_that_is_known_is_304_until_its_author_publishes() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let list = app.anonymous().get("/api/v2/users/ada/posts").await.is(200);
    let ask = || {
        let call = app.anonymous().call(Method::GET, "/api/v2/users/ada/posts");
        call.header("if-none-match", &list.etag()).send()
    };

    assert!(ask().await.is(304).bytes().is_empty());
    ada.publish("News").await;

    assert_eq!(titles(&ask().await.is(200).body()), ["News"]);
}

#[tokio::test]
async fn h4_posts_of_missing_suspended_and_deleted_people_look_the_same() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Here").await;
    app.account("del", role::AUTHOR).await;
    app.sql("UPDATE users SET status = 'deleted' WHERE username = 'del'").await;
    app.anonymous().get("/api/v2/users/ada/posts").await.is(200);
    let rita = app.admin("rita").await;
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);

    let long = "x".repeat(61);
    for name in ["nobody", "ada", "del", "12abc", "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", &long] {
        let answer = app.anonymous().get(&format!("/api/v2/users/{name}/posts")).await;
        let answer = answer.is_problem(404, "user.not_found");
        assert_eq!(answer.header("cache-control"), "no-store", "{name}");
    }
}

#[tokio::test]
async fn i1_its_parameters_are_those_of_the_list_but_for_the_author() {
    let app = App::new().await;
    app.account("ada", role::AUTHOR).await;

    for query in ["author=bob", "limit=0", "limit=101", "sort=x", "count=1", "page=1", "limit=1&limit=2"] {
        app.anonymous().get(&format!("/api/v2/users/ada/posts?{query}")).await.is_problem(422, "request.invalid");
    }
}
