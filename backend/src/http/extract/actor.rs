//! Who asks: a bearer token becomes an actor before the handler runs. Pattern: extractor as guard.

use std::{marker::PhantomData, sync::Arc};

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::{FromRequestParts, MatchedPath},
    http::{HeaderMap, header, request::Parts},
};
use broadsheet_shared::{id::UserId, problem::Code};

use super::{
    Device, RequestFacts,
    access::{self, Guarded},
};
use crate::{
    domain::actor::{Access, Actor, Person, Refusal},
    http::{AppState, Problem, doc, middleware::count_person},
    services::{
        refusal_code,
        sessions::{self, Door},
    },
};

/// Anybody: a person with a good token, nobody without one. A bad token is refused and never passes for nobody. What
/// everyone may call only reads, so a personal access token needs the scope to read.
#[derive(Debug, Clone)]
pub struct CurrentActor(pub Actor);

/// A person whose credential opens the operation (see [`access`]), or 401, or 403.
#[derive(Debug, Clone)]
pub struct SignedIn<A = access::Session>(pub Actor, pub PhantomData<fn() -> A>);

impl FromRequestParts<AppState> for CurrentActor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match actor(parts, state, access::Read::ACCESS).await? {
            // Who lacks a second factor that a role demands sees what strangers see, until there is one; and so does who
            // leaves, until they stay.
            Actor::Person(person) if person.must_enrol || person.is_leaving => Ok(Self(Actor::Anonymous)),
            actor => Ok(Self(actor)),
        }
    }
}

impl<A: Guarded> FromRequestParts<AppState> for SignedIn<A> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match actor(parts, state, A::ACCESS).await? {
            Actor::Anonymous => Err(Problem::new(Code::AuthenticationRequired)),
            Actor::Person(person) => {
                admit::<A>(&person).map_err(refused)?;
                Ok(Self(Actor::Person(person), PhantomData))
            }
            actor => Ok(Self(actor, PhantomData)),
        }
    }
}

/// Whether the state of the account lets the person in. Of those who leave nobody asks for a second factor besides: what
/// is open to them must not wait for one.
fn admit<A: Guarded>(person: &Person) -> Result<(), Refusal> {
    match person.is_leaving {
        true if A::IS_FOR_LEAVING => Ok(()),
        true => person.staying(),
        false if A::IS_FOR_ENROLLING => Ok(()),
        false => person.enrolled(),
    }
}

/// Who calls, if their credential opens the operation.
async fn actor(parts: &Parts, state: &AppState, access: Access) -> Result<Actor, Problem> {
    let Some(person) = by_bearer(parts, state).await? else { return Ok(Actor::Anonymous) };
    if let Some(facts) = parts.extensions.get::<RequestFacts>()
        && facts.set_user(person.id)
    {
        count_person(state.context(), facts, &person).await?;
    }
    match person.enter(access) {
        Ok(()) => Ok(Actor::Person(person)),
        Err(refusal) => Err(refused(refusal)),
    }
}

fn refused(refusal: Refusal) -> Problem {
    Problem::new(refusal_code(&refusal)).detail(refusal.to_string())
}

/// The account that a request's token speaks for where its address has had its share; `None` if that is nobody's, or more
/// than may be found out for the address.
pub(in crate::http) async fn pleading(parts: &Parts, state: &AppState) -> Option<UserId> {
    let token = bearer(&parts.headers).ok()??;
    let Device(device) = Device::of(parts);
    let address = RequestFacts::of(parts).client_address();
    sessions::plead(state.context(), token, door(parts), Arc::new(device), address).await
}

/// The person whose token a request brings, whatever it may be used for; `None` if it brings none.
async fn by_bearer(parts: &Parts, state: &AppState) -> Result<Option<Person>, Problem> {
    let Some(token) = bearer(&parts.headers)? else { return Ok(None) };
    let Device(device) = Device::of(parts);
    Ok(Some(sessions::authenticate(state.context(), token, door(parts), Arc::new(device)).await?))
}

/// The token of the one `Authorization` field; another scheme or a second field is as bad as a bad token.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let refuse = || Problem::new(Code::TokenInvalid);
    let mut fields = headers.get_all(header::AUTHORIZATION).iter();
    let Some(field) = fields.next() else { return Ok(None) };
    if fields.next().is_some() {
        return Err(refuse());
    }
    let (scheme, token) = field.to_str().ok().and_then(|field| field.split_once(' ')).ok_or_else(refuse)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(Some(token)) } else { Err(refuse()) }
}

/// Which tokens are good here, by the route and not by what was typed.
fn door(parts: &Parts) -> Door {
    let route = parts.extensions.get::<MatchedPath>();
    if route.is_some_and(|route| route.as_str().starts_with("/api/v1/")) { Door::V1 } else { Door::V2 }
}

impl OperationInput for CurrentActor {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        doc::takes_bearer(operation, access::Read::ACCESS);
    }
}

impl<A: Guarded> OperationInput for SignedIn<A> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        doc::needs_bearer(operation, A::ACCESS);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(fields: &[&'static str]) -> Result<Option<String>, Code> {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::AUTHORIZATION, HeaderValue::from_static(field));
        }
        bearer(&headers).map(|token| token.map(str::to_owned)).map_err(|problem| problem.code())
    }

    #[test]
    fn a_bad_field_is_refused_and_not_taken_for_none() {
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&["Bearer abc"]), Ok(Some("abc".into())));
        assert_eq!(of(&["bearer abc"]), Ok(Some("abc".into())));
        for wrong in [&["Basic abc"][..], &["Bearer"], &["Bearer "], &["abc"], &["Bearer a", "Bearer b"]] {
            assert_eq!(of(wrong), Err(Code::TokenInvalid), "{wrong:?}");
        }
    }
}
