//! Who asks: a bearer token becomes an actor before the handler runs. Pattern: extractor as guard.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::{FromRequestParts, MatchedPath},
    http::{HeaderMap, header, request::Parts},
};
use broadsheet_shared::problem::Code;

use super::RequestFacts;
use crate::{
    domain::actor::Actor,
    http::{AppState, Problem, doc},
    services::sessions::{self, Door},
};

/// Anybody: a person with a good token, nobody without one. A bad token is refused and never passes for nobody.
#[derive(Debug, Clone)]
pub struct CurrentActor(pub Actor);

/// A person, or 401.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Actor);

impl FromRequestParts<AppState> for CurrentActor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Some(token) = bearer(&parts.headers)? else { return Ok(Self(Actor::Anonymous)) };
        let facts = parts.extensions.get::<RequestFacts>();
        let address = facts.map(|facts| facts.client_address().to_string()).unwrap_or_default();
        let person = sessions::authenticate(state.context(), token, door(parts), &address).await?;
        if let Some(facts) = facts {
            facts.set_user(person.id);
        }
        Ok(Self(Actor::Person(person)))
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match CurrentActor::from_request_parts(parts, state).await?.0 {
            Actor::Anonymous => Err(Problem::new(Code::AuthenticationRequired)),
            actor => Ok(Self(actor)),
        }
    }
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
        doc::takes_bearer(operation);
    }
}

impl OperationInput for SignedIn {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        doc::needs_bearer(operation);
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
