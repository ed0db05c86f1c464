//! Answers that say where a thing is now.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// 308 to the thing of that name in this place.
pub(super) fn permanent(place: &str, name: &str) -> Response {
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    response.headers_mut().extend(location(place, name));
    response
}

/// `Location` for the thing of that name in this place.
pub(super) fn location(place: &str, name: &str) -> Option<(HeaderName, HeaderValue)> {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string();
    // Hyphens are plain in addresses; spelling them out would only make them ugly.
    let location = format!("{place}{}", name.replace("%2D", "-").replace("%5F", "_"));
    HeaderValue::from_str(&location).ok().map(|value| (header::LOCATION, value))
}
