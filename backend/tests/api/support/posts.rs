//! Posts and comments as people make them, in one line a test.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Answer, Caller};

impl Caller {
    /// A draft by this person.
    pub async fn draft(&self, title: &str) -> Value {
        let request = json!({"title": title, "body": "A first *line*.\n\n## Part\n\nMore.", "tags": ["engines"]});
        self.post("/api/v2/posts", request).await.is(201).body()
    }

    /// A published post by this person.
    pub async fn publish(&self, title: &str) -> Value {
        let draft = self.draft(title).await;
        let id = draft["id"].as_str().expect("an id");
        self.post(&format!("/api/v2/posts/{id}/publish"), json!({})).await.is(200).body()
    }

    /// A post by this person that will be published at this time.
    pub async fn schedule(&self, title: &str, at: &str) -> Value {
        let draft = self.draft(title).await;
        let id = draft["id"].as_str().expect("an id");
        self.post(&format!("/api/v2/posts/{id}/publish"), json!({ "at": at })).await.is(200).body()
    }

    /// A comment by this person.
    pub async fn comment(&self, slug: &str, body: &str) -> Value {
        self.post(&format!("/api/v2/posts/{slug}/comments"), json!({ "body": body })).await.is(201).body()
    }

    /// Changes a thing whose tag is known.
    pub async fn change(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path).if_match(etag).json(&body).send().await
    }

    /// Deletes a thing whose tag is known.
    pub async fn take_away(&self, path: &str, etag: &str) -> Answer {
        self.call(Method::DELETE, path).if_match(etag).send().await
    }
}
