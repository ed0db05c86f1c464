//! Following people and tags. Either call may come twice.

use super::{
    addresses,
    client::{Api, ApiError},
};

/// Follows a person, or no longer does.
pub async fn set_person(api: Api, username: &str, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("{}/follow", addresses::user(username)), is_on).finish().await
}

/// Follows a tag, or no longer does.
pub async fn set_tag(api: Api, slug: &str, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("{}/follow", addresses::tag(slug)), is_on).finish().await
}
