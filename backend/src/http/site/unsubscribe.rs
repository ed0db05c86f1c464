//! Ending mails by the address that each of them carries: a page that asks, and the deed, which a mail program may do in one
//! step (RFC 8058).
//!
//! The key in the address can do only this, so nobody signs in and no cookie is looked at. Opening the page ends nothing:
//! programs that scan mails open links (SECURITY A8).

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use broadsheet_frontend::text::unsubscribe as text;
use broadsheet_shared::problem::Code;
use http_body_util::{BodyExt, Limited};
use serde::Deserialize;

use crate::{
    domain::notification::MailScope,
    http::{Answer, AppState, Problem, extract::Query, plain_page},
    services::notifications,
};

/// A form with one word.
const MAX_FORM_BYTES: usize = 4 * 1024;
/// What the form says where all mails are to end.
const ALL: &[u8] = b"scope=all";
/// Where mails are chosen by who is signed in.
const SETTINGS: &str = "/settings/notifications";

/// The one address.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/unsubscribe", get(ask).post(end))
}

/// What a mail program adds to the address is no business of ours.
#[derive(Debug, Deserialize)]
struct KeyQuery {
    /// As the mail has it.
    #[serde(default)]
    key: String,
}

async fn ask(State(state): State<AppState>, Query(KeyQuery { key }): Query<KeyQuery>) -> Answer<Response> {
    let subscription = notifications::subscription(state.context(), &key).await?;
    let main = format!(
        "<h1>{heading}</h1>\n<p>{about}</p>\n<p>{text}</p>\n<form method=\"post\">\n\
         <button name=\"scope\" value=\"these\">{end}</button>\n\
         <button name=\"scope\" value=\"all\" class=\"quiet\">{all}</button>\n</form>\n",
        heading = text::ASK_HEADING,
        about = text::about(words(subscription.scope)),
        text = text::ASK_TEXT,
        end = text::END,
        all = text::END_ALL,
    );
    Ok(page(text::ASK_HEADING, &main))
}

async fn end(
    State(state): State<AppState>,
    Query(KeyQuery { key }): Query<KeyQuery>,
    request: Request<Body>,
) -> Answer<Response> {
    let body = Limited::new(request.into_body(), MAX_FORM_BYTES).collect().await;
    let body = body.map_err(|_| Problem::new(Code::RequestTooLarge))?.to_bytes();
    let from_all = &body[..] == ALL;
    let subscription = notifications::unsubscribe(state.context(), &key, from_all).await?;
    let ended = if from_all { text::ALL } else { words(subscription.scope) };
    let main = format!(
        "<h1>{heading}</h1>\n<p>{about}</p>\n<p>{text}</p>\n\
         <p class=\"links\"><a href=\"{SETTINGS}\">{settings}</a> <a href=\"/\">{home}</a></p>\n",
        heading = text::DONE_HEADING,
        about = text::about(ended),
        text = text::DONE_TEXT,
        settings = text::SETTINGS,
        home = text::HOME,
    );
    Ok(page(text::DONE_HEADING, &main))
}

fn words(scope: MailScope) -> &'static str {
    match scope {
        MailScope::Kind(kind) => text::mails_about(kind),
        MailScope::Digest => text::DIGEST,
    }
}

/// All of it is words of ours.
fn page(title: &str, main: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, plain_page::document(title, main)).into_response()
}
