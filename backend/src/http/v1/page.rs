//! Pages by number: which, how large, and the `Link` to the others.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::v1::Pagination;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::http::extract::Json;

/// Greatest number of a page; a larger one is past the end of any site.
const MAX_PAGE: u32 = 1_000_000;

/// A page's number, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageNumber(u32);

/// Entries per page: 1 to 100, 20 unless told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PerPage(u8);

impl Default for PageNumber {
    fn default() -> Self {
        Self(1)
    }
}

impl Default for PerPage {
    fn default() -> Self {
        Self(20)
    }
}

impl PerPage {
    pub(super) fn get(self) -> u8 {
        self.0
    }
}

impl PageNumber {
    /// Entries before this page. A million pages of a hundred fit.
    pub(super) fn offset(self, per_page: PerPage) -> u32 {
        (self.0 - 1) * u32::from(per_page.0)
    }

    pub(super) fn of(self, per_page: PerPage, total: u64) -> Pagination {
        Pagination::new(self.0.into(), per_page.0.into(), total)
    }
}

impl<'de> Deserialize<'de> for PageNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const RANGE: &str = "give a page from 1 to 1000000";
        let page = u32::deserialize(deserializer).map_err(|_| de::Error::custom(RANGE))?;
        if (1..=MAX_PAGE).contains(&page) { Ok(Self(page)) } else { Err(de::Error::custom(RANGE)) }
    }
}

impl<'de> Deserialize<'de> for PerPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const RANGE: &str = "give a number from 1 to 100";
        let per_page = u8::deserialize(deserializer).map_err(|_| de::Error::custom(RANGE))?;
        if (1..=100).contains(&per_page) { Ok(Self(per_page)) } else { Err(de::Error::custom(RANGE)) }
    }
}

impl JsonSchema for PageNumber {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PageNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1})
    }
}

impl JsonSchema for PerPage {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PerPage".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": 1, "maximum": 100, "default": 20})
    }
}

/// The parameters of a list that takes no others.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PageQuery {
    /// Which page, from 1.
    #[serde(default)]
    pub(super) page: PageNumber,
    /// Entries per page.
    #[serde(default)]
    pub(super) per_page: PerPage,
}

/// One page with its `Link` to first, prev, next and last (RFC 8288).
pub(super) fn answer(uri: &Uri, pagination: Pagination, body: &impl Serialize) -> Response {
    let links = links(uri, pagination);
    let mut response = match serde_json::to_value(body) {
        Ok(body) => Json(body).into_response(),
        Err(error) => return crate::http::Problem::internal(error).into_response(),
    };
    if let Ok(value) = HeaderValue::from_str(&links) {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

fn links(uri: &Uri, pagination: Pagination) -> String {
    let last = pagination.pages.max(1);
    let mut links = vec![link(uri, 1, "first")];
    if pagination.page > 1 {
        links.push(link(uri, (pagination.page - 1).min(last), "prev"));
    }
    if pagination.page < last {
        links.push(link(uri, pagination.page + 1, "next"));
    }
    links.push(link(uri, last, "last"));
    links.join(", ")
}

fn link(uri: &Uri, page: u64, relation: &str) -> String {
    let others = uri.query().unwrap_or_default().split('&');
    let mut query: Vec<&str> = others.filter(|pair| !pair.is_empty() && !pair.starts_with("page=")).collect();
    let page = format!("page={page}");
    query.push(&page);
    format!("<{}?{}>; rel=\"{relation}\"", uri.path(), query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_the_neighbours_and_the_ends() {
        let uri = Uri::from_static("/api/v1/posts?tag=rust&page=2");

        let links = links(&uri, Pagination::new(2, 20, 55));

        assert_eq!(
            links,
            "</api/v1/posts?tag=rust&page=1>; rel=\"first\", </api/v1/posts?tag=rust&page=1>; rel=\"prev\", \
             </api/v1/posts?tag=rust&page=3>; rel=\"next\", </api/v1/posts?tag=rust&page=3>; rel=\"last\""
        );
    }

    #[test]
    fn i1_page_numbers_have_bounds() {
        for wrong in ["0", "-1", "1000001", "9223372036854775808", "1.0", "\"1\""] {
            assert!(serde_json::from_str::<PageNumber>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(serde_json::from_str::<PageNumber>("1000000").unwrap().offset(PerPage(100)), 99_999_900);
    }
}
