//! Writing posts. Every change names the version it was made from; every new post a key, so that it is made once.

use broadsheet_shared::{
    id::PostId,
    v2::{self, PostState},
};

use super::client::{Api, ApiError};
use crate::paths::encoded;

/// Posts on one part of one's own list.
const OWN_A_PART: usize = 20;

/// A post as its author may read it, never from a cache.
pub async fn find(api: Api, id: &str) -> Result<v2::Post, ApiError> {
    api.get(format!("/api/v2/posts/{}", encoded(id))).fetch().await
}

/// A part of one's own posts in a state, latest change first.
pub async fn own(api: Api, state: PostState, after: Option<String>) -> Result<v2::List<v2::OwnPost>, ApiError> {
    let after = after.map(|cursor| format!("&after={}", encoded(&cursor))).unwrap_or_default();
    api.get(format!("/api/v2/me/posts?state={}&limit={OWN_A_PART}{after}", state.as_str())).fetch().await
}

/// Makes a draft.
pub async fn create(api: Api, post: &v2::CreatePost, key: &str) -> Result<v2::Post, ApiError> {
    api.post("/api/v2/posts").idempotent(key).json(post).fetch().await
}

/// Changes the post if it still has this version.
pub async fn update(api: Api, id: PostId, version: u64, patch: &v2::UpdatePost) -> Result<v2::Post, ApiError> {
    api.patch(address(id)).if_version(version).json(patch).fetch().await
}

/// Takes the post away if it still has this version; it can be restored for 30 days.
pub async fn delete(api: Api, id: PostId, version: u64) -> Result<(), ApiError> {
    api.delete(address(id)).if_version(version).finish().await
}

/// What leads a post from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Everyone sees it.
    Publish,
    /// It is a draft again.
    Unpublish,
    /// Out of all lists, yet there for those who have the address.
    Archive,
    /// Back from the deleted, or for staff from the removed.
    Restore,
}

impl Verb {
    const fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Archive => "archive",
            Self::Restore => "restore",
        }
    }
}

/// Leads the post to another state if it still has this version.
pub async fn lead(api: Api, id: PostId, version: u64, verb: Verb) -> Result<v2::Post, ApiError> {
    let call = api.post(format!("{}/{}", address(id), verb.word())).if_version(version);
    call.json(&v2::PublishPost::default()).fetch().await
}

/// Takes somebody's post away as staff, with a reason.
pub async fn remove(api: Api, id: PostId, request: &v2::RemovePost) -> Result<v2::Post, ApiError> {
    api.post(format!("{}/remove", address(id))).json(request).fetch().await
}

fn address(id: PostId) -> String {
    format!("/api/v2/posts/{id}")
}
