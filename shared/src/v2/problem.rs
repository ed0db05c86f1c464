//! The answer to a request that failed (RFC 9457).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{Comment, CommentVersion, Post};
use crate::{
    problem::{Code, FieldError},
    tagged::Tagged,
};

/// What went wrong, as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Address of the page that explains the code: `/problems/{code}`.
    #[serde(rename = "type")]
    #[schemars(length(max = 200))]
    pub kind: String,
    /// Summary of the code, the same every time.
    #[schemars(length(max = 200))]
    pub title: String,
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// What happened this time, for people.
    #[schemars(length(max = 2000))]
    pub detail: String,
    /// Stable name for programs.
    pub code: Code,
    /// Name it when you ask the site's owner for help.
    #[schemars(length(max = 40))]
    pub request_id: String,
    /// Name of the limit that was met, with 429; `RateLimit-Policy` says what it allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 60))]
    pub policy: Option<String>,
    /// Seconds to wait, with 429 and 503; the same as `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Every wrong field or parameter, with 422.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub errors: Vec<FieldError>,
    /// The stored version, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Current>")]
    pub current: Option<Stored>,
}

/// The stored version that a stale change would have overwritten.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Current {
    /// A post as its author may read it.
    Post(Box<Post>),
    /// A comment.
    Comment(Box<CommentVersion>),
}

/// A [`Current`] as it came. It is read when somebody asks for it: any answer may be a problem, and a browser's program that
/// never asks has no reader of whole posts in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stored(Box<RawValue>);

impl Stored {
    /// The post; `None` if it is something else.
    pub fn post(&self) -> Option<Post> {
        self.read("post")
    }

    /// The comment; `None` if it is something else.
    pub fn comment(&self) -> Option<Comment> {
        self.read::<CommentVersion>("comment").map(|stored| stored.comment)
    }

    fn read<T: DeserializeOwned>(&self, kind: &str) -> Option<T> {
        let object = Tagged::read(&*self.0).ok().filter(|object| object.kind() == kind)?;
        object.content::<T, serde_json::Error>().ok()
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn stored_version_reads_what_it_writes() {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        let comment = json!({
            "id": id, "post_id": id, "parent_id": null, "depth": 0, "author": null, "body": "", "body_html": "",
            "state": "visible", "reply_count": 0, "like_count": 0, "version": 2,
            "created_at": "2026-03-06T10:00:00.000Z", "edited_at": null,
        });
        let problem = json!({
            "type": "", "title": "", "status": 412, "detail": "", "code": "comment.stale", "request_id": "",
            "current": {"kind": "comment", "comment": comment},
        });

        let read: Problem = from_value(problem).unwrap();

        let stored = read.current.as_ref().unwrap();
        assert_eq!(stored.comment().unwrap().version, 2);
        assert_eq!(stored.post(), None, "it is a comment");
        let again: Problem = from_value(to_value(&read).unwrap()).unwrap();
        assert_eq!(read, again);
    }

    #[test]
    fn stored_version_of_another_kind_is_neither() {
        let cat: Stored = from_value(json!({"kind": "cat"})).unwrap();

        assert_eq!((cat.post(), cat.comment()), (None, None));
    }
}
