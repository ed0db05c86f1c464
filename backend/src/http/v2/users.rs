//! People as others see them.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example, list, single};
use crate::{
    domain::actor::Actor,
    http::{
        Answer, AppState, Problem, cached, doc,
        extract::{Count, CurrentActor, CursorText, Json, PageLimit, PageQuery, Path, Query},
        redirect,
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::{
        follows,
        profiles::{self, Found, ProfileError, Who},
    },
};

/// Where people are.
const USERS: &str = "/api/v2/users/";

/// The operations of `/users`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/users", get_with(list_people, list_people_doc))
        .api_route("/users/{username}", get_with(show, show_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeopleQuery {
    /// Part of a username or shown name.
    #[serde(default)]
    #[schemars(length(max = 60))]
    q: Option<String>,
    /// How many items at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
    /// `exact` counts all entries into `total`.
    #[serde(default)]
    count: Option<Count>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct UserPath {
    /// The username, or the id. A former username answers 308 where a person is read, and is as good as the present one
    /// elsewhere.
    #[schemars(length(max = 60))]
    pub(super) username: String,
}

async fn list_people(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PeopleQuery>,
) -> Answer<Response> {
    let name = query.q.unwrap_or_default();
    if name.chars().count() > 60 {
        return Err(Problem::invalid("q", "too_long", "A part of a name has at most 60 characters."));
    }
    let fingerprint = format!("users?q={name}");
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let page = profiles::people(state.context(), &actor, &name, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, convert::user_ref)
}

fn list_people_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listUsers")
        .tag("users")
        .summary("Find people")
        .description(
            "By a part of their username or shown name, ordered by username, without people whom you have blocked or muted, \
            those who have blocked you, and those who have not confirmed their address.",
        )
        .response_with::<200, Json<v2::List<v2::UserRef>>, _>(|answer| {
            answer.description("One page of people.").example(example::list(example::user_ref()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}

async fn show(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    Path(UserPath { username }): Path<UserPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    let who = Who::parse(&username);
    if actor.person().is_some() {
        return show_to(&state, &actor, &who, &headers).await;
    }
    let key = match &who {
        Who::Id(id) => Key::new(Family::Profiles, &["v2", "by-id", &id.to_string()]),
        Who::Name(name) => Key::new(Family::Profiles, &["v2", "by-name", name]),
    };
    let context = state.context().clone();
    let load = || async move {
        let (entry, id, picture) = match profiles::find(&context, &who).await? {
            Found::Person(profile) => {
                let card = &profile.user.card;
                let (id, picture) = (card.id, card.avatar.as_ref().map(|picture| Tag::media(picture.id)));
                let entry = Entry::json(&convert::profile(*profile));
                (entry.map_err(|error| ProfileError::Encoding(error.to_string()))?, id, picture)
            }
            Found::Renamed { username, id } => {
                (Entry::new("text/plain", username).with_status(StatusCode::PERMANENT_REDIRECT.as_u16()), id, None)
            }
        };
        let tags = [Tag::user(id), Tag::follows_of(id)].into_iter().chain(picture);
        Ok::<_, ProfileError>(Loaded::new(entry, tags))
    };
    let ready = state.context().cache.ready(key, load).await?;
    if ready.status == StatusCode::PERMANENT_REDIRECT.as_u16() {
        return Ok(redirect::permanent(USERS, &String::from_utf8_lossy(&ready.body)));
    }
    Ok(cached::answer(&ready, &headers).await)
}

/// The page as it stands to one person.
async fn show_to(state: &AppState, actor: &Actor, who: &Who, headers: &HeaderMap) -> Answer<Response> {
    let profile = match profiles::find(state.context(), who).await? {
        Found::Person(profile) => convert::profile(*profile),
        Found::Renamed { username, .. } => return Ok(redirect::permanent(USERS, &username)),
    };
    let viewer = follows::standing(state.context(), actor, profile.user.id).await?;
    single::answer(&v2::Profile { viewer, ..profile }, headers)
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showUser")
        .tag("users")
        .summary("Read a person's public page")
        .description(
            "With `ETag`; send it back in `If-None-Match` and get 304 while nothing changed. Until a person has confirmed \
            their address, others see the username alone, which stands for the shown name; they themselves read the rest at \
            `/me`.",
        )
        .response_with::<200, Json<v2::Profile>, _>(|answer| {
            answer.description("The profile.").example(example::profile())
        })
        .response_with::<308, (), _>(|answer| {
            answer.description("The name is a former one; `Location` has the person.")
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::UserNotFound]))
}
