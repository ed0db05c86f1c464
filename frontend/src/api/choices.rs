//! What an author chooses from: the categories, and tags in use.

use broadsheet_shared::v2;

use super::{
    addresses,
    client::{Api, ApiError},
};

/// Every category.
pub async fn categories(api: Api) -> Result<v2::List<v2::Category>, ApiError> {
    api.get(addresses::CATEGORIES).fetch().await
}

/// Tags in use.
pub async fn tags(api: Api) -> Result<v2::List<v2::Tag>, ApiError> {
    api.get("/api/v2/tags?limit=100").fetch().await
}
