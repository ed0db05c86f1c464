//! Liking and following in the classic manner.

use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn k1_a_script_likes_and_follows_and_is_told_the_numbers() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;

    for _ in 0..2 {
        let liked = bob.post("/api/v1/posts/talk/like", json!({})).await.is(200).body();
        assert_eq!(liked, json!({"liked": true, "like_count": 1}));
        let followed = bob.post("/api/v1/users/ada/follow", json!({})).await.is(200).body();
        assert_eq!(followed, json!({"following": true, "follower_count": 1}));
    }
    assert_eq!(app.anonymous().get("/api/v1/posts/talk").await.is(200).body()["like_count"], 1);
    assert_eq!(app.anonymous().get("/api/v1/posts").await.is(200).body()["posts"][0]["like_count"], 1);
    let page = app.anonymous().get("/api/v1/users/ada").await.is(200).body();
    assert_eq!((&page["follower_count"], &page["following_count"]), (&json!(1), &json!(0)));
    for _ in 0..2 {
        let liked = bob.delete("/api/v1/posts/talk/like").await.is(200).body();
        assert_eq!(liked, json!({"liked": false, "like_count": 0}));
        let followed = bob.delete("/api/v1/users/ada/follow").await.is(200).body();
        assert_eq!(followed, json!({"following": false, "follower_count": 0}));
    }
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn refusals_have_the_classic_shape() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.draft("Plans").await;

    ada.post("/api/v1/users/ada/follow", json!({})).await.is_problem(422, "follow.self");
    ada.post("/api/v1/posts/plans/like", json!({})).await.is_problem(409, "post.wrong_state");
    ada.post("/api/v1/posts/nothing/like", json!({})).await.is_problem(404, "post.not_found");
    app.anonymous().post("/api/v1/users/ada/follow", json!({})).await.is_problem(401, "auth.required");
}
