//! `Idempotency-Key`: makes a repeated creation safe (IETF draft httpapi-idempotency-key-header).

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::Serialize;

use crate::{
    domain::actor::Actor,
    http::{Problem, doc},
    services::{
        Context,
        idempotency::{self, Claim, Key},
    },
};

const FIELD: &str = "idempotency-key";
const MAX_CHARS: usize = 100;

/// The field as it came, if it came.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Option<String>);

impl IdempotencyKey {
    /// The key of this very request: operation, address and body.
    pub fn for_request(
        self,
        context: &Context,
        operation: &'static str,
        address: &[&str],
        body: &impl Serialize,
    ) -> Result<RequestKey, Problem> {
        let Some(text) = self.0 else { return Ok(RequestKey(None)) };
        let body = serde_json::to_vec(body).map_err(Problem::internal)?;
        let mut parts: Vec<&[u8]> = address.iter().map(|part| part.as_bytes()).collect();
        parts.push(&body);
        Ok(RequestKey(Some(Key::new(context, text, operation, &parts))))
    }
}

/// The key of one request, or none.
#[derive(Debug, Clone)]
pub struct RequestKey(Option<Key>);

impl RequestKey {
    /// Takes the key; says what the first request got if it was taken. Without a key there is nothing to say.
    pub async fn claim(&self, context: &Context, actor: &Actor) -> Result<Option<Claim>, Problem> {
        match self.0.as_ref().zip(actor.user_id()) {
            Some((key, user)) => Ok(Some(idempotency::claim(context, user, key).await?)),
            None => Ok(None),
        }
    }

    /// Gives the key back after a failure.
    pub async fn release(&self, context: &Context, actor: &Actor) -> Result<(), Problem> {
        if let Some((key, user)) = self.0.as_ref().zip(actor.user_id()) {
            idempotency::release(context, user, key).await?;
        }
        Ok(())
    }

    /// For the service, which keeps the answer under it.
    pub fn inner(&self) -> Option<Key> {
        self.0.clone()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut fields = parts.headers.get_all(FIELD).iter();
        let Some(field) = fields.next() else { return Ok(Self(None)) };
        let text = field.to_str().unwrap_or_default().trim();
        if fields.next().is_some() || text.is_empty() || text.len() > MAX_CHARS {
            let detail = "Send one Idempotency-Key of 1 to 100 visible ASCII characters.";
            return Err(Problem::invalid("Idempotency-Key", "invalid", detail));
        }
        Ok(Self(Some(text.to_owned())))
    }
}

impl OperationInput for IdempotencyKey {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        doc::header_parameter(
            context,
            operation,
            "Idempotency-Key",
            false,
            "Makes a repetition safe for 24 hours: the same key gives the same answer again.",
        );
        doc::expect(operation, &[409, 422]);
    }
}
