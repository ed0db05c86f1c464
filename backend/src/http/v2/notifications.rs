//! One's own notifications, which of them one wants, and threads of which one wants to hear nothing.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, patch_with, post_with, put_with},
    },
};
use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::{id::NotificationId, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    convert, list,
    posts::{PostPath, resolve},
    single,
};
use crate::{
    domain::notification::{NotificationFilter, ReadFilter},
    http::{
        Answer, AppState, Problem,
        cached::next_link,
        extract::{Count, CursorText, Json, PageLimit, PageQuery, Path, Query, SignedIn, access},
    },
    services::notifications::{self, Listed},
};

mod docs;

/// The operations of `/me/notifications`, `/me/notification-settings`, `/me/muted-threads` and `/posts/{post}/mute`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/me/notifications", get_with(list_own, docs::list_own))
        .api_route("/me/notifications/{id}", patch_with(update, docs::update))
        .api_route("/me/notifications/read-all", post_with(read_all, docs::read_all))
        .api_route(
            "/me/notification-settings",
            get_with(show_settings, docs::show_settings).put_with(set_settings, docs::set_settings),
        )
        .api_route("/me/muted-threads", get_with(muted, docs::muted))
        .api_route("/posts/{post}/mute", put_with(mute, docs::mute).delete_with(unmute, docs::unmute))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NotificationsQuery {
    /// Only those of this type.
    #[serde(default, rename = "type")]
    kind: Option<v2::NotificationType>,
    /// `true`: only those that are unread; `false`: only those that are read.
    #[serde(default)]
    unread: Option<bool>,
    /// `exact` counts all entries into `total`, up to 1,000.
    #[serde(default)]
    count: Option<Count>,
    /// How many items at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
}

/// Names a notification in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct NotificationPath {
    /// The notification.
    id: NotificationId,
}

async fn list_own(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<NotificationsQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let filter = NotificationFilter { kind: query.kind, is_unread: query.unread };
    let fingerprint = format!("me/notifications?person={person}&filter={filter:?}");
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let Listed { page, unread } = notifications::own(state.context(), &actor, filter, &part).await?;
    let next = page.next.map(|key| state.cursors().seal(&fingerprint, &key)).transpose()?;
    let link = next.as_deref().map(|cursor| next_link(&uri, cursor));
    let items = page.items.into_iter().map(convert::notification).collect();
    let mut response =
        Json(v2::NotificationList { items, next, total: page.total, unread_count: unread }).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

async fn update(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Path(NotificationPath { id }): Path<NotificationPath>,
    Json(request): Json<v2::UpdateNotification>,
) -> Answer<Json<v2::Notification>> {
    let marked = notifications::mark(state.context(), &actor, id, request.is_read).await?;
    Ok(Json(convert::notification(marked)))
}

async fn read_all(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(request): Json<v2::ReadNotifications>,
) -> Answer<Json<v2::UnreadNotifications>> {
    let filter = ReadFilter { kind: request.kind, post: request.post_id, until: request.until };
    let unread_count = notifications::mark_all(state.context(), &actor, filter).await?;
    Ok(Json(v2::UnreadNotifications { unread_count }))
}

async fn show_settings(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    headers: HeaderMap,
) -> Answer<Response> {
    single::answer(&notifications::preferences(state.context(), &actor).await?, &headers)
}

async fn set_settings(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(request): Json<v2::SetNotificationSettings>,
) -> Answer<Json<v2::NotificationSettings>> {
    Ok(Json(notifications::choose(state.context(), &actor, &request).await?))
}

async fn muted(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("me/muted-threads?person={person}");
    let part = list::part(&state, &fingerprint, query)?;
    let page = notifications::muted(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, convert::muted_thread)
}

async fn mute(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    Path(path): Path<PostPath>,
) -> Answer<StatusCode> {
    let post = resolve(&state, &actor, &path).await?;
    notifications::mute(state.context(), &actor, post).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unmute(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    Path(path): Path<PostPath>,
) -> Answer<StatusCode> {
    let post = resolve(&state, &actor, &path).await?;
    notifications::unmute(state.context(), &actor, post).await?;
    Ok(StatusCode::NO_CONTENT)
}
