//! Answers that say where a thing is now.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// 308 to the thing of that name in this place.
pub(super) fn permanent(place: &str, name: &str) -> Response {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string();
    // Hyphens are plain in addresses; spelling them out would only make them ugly.
    let location = format!("{place}{}", name.replace("%2D", "-").replace("%5F", "_"));
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Ok(value) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}
