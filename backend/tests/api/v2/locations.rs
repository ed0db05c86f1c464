//! `Location`: where a field of that name leads.

use serde_json::json;

use crate::support::{App, PASSWORD};

#[tokio::test]
async fn every_location_leads_to_the_thing_itself() {
    let app = App::new().await;
    let (kim, ada, anyone) = (app.admin("kim").await, app.author("ada").await, app.anonymous());
    let post = ada.publish("Old name").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    ada.change(&path, &ada.get(&path).await.etag(), json!({"slug": "löwe-und-maus"})).await.is(200);
    let renamed = json!({"username": "augusta", "current_password": PASSWORD});
    ada.put("/api/v2/me/username", renamed).await.is(200);
    let user = ada.id().to_string();
    let category = kim.post("/api/v2/categories", json!({"name": "Löwen & Mäuse"})).await.is(201);

    let category_id = category.body()["id"].clone();
    for (answer, id) in [
        (category, category_id),
        (anyone.get("/api/v2/posts/old-name").await.is(308), post["id"].clone()),
        (ada.get("/api/v2/posts/old-name").await.is(308), post["id"].clone()),
        (anyone.get("/api/v2/users/ada").await.is(308), json!(user)),
        (ada.get("/api/v2/users/ada").await.is(308), json!(user)),
    ] {
        let location = answer.header("location");
        assert!(location.starts_with("/api/v2/") && location.is_ascii(), "{location}");
        assert_eq!(anyone.get(location).await.is(200).body()["id"], id, "{location}");
    }
}
