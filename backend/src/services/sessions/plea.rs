//! Whose token it is that somebody brings whose address has had its share: who is known goes on with a limit of their own
//! (SECURITY F4). What that costs is bounded, for whoever floods can make up a new token for each request.
//!
//! It opens nothing: the token is judged afterwards, as ever.

use std::{net::IpAddr, sync::Arc};

use broadsheet_shared::id::UserId;

use super::authenticate::{Door, MAX_TOKEN_BYTES, SCRIPT_TOKEN_PREFIX, authenticate};
use crate::{
    domain::session::Device,
    platform::{crypto::token_hash, limiter::network, personal_tokens},
    services::Context,
};

/// The account that the token speaks for, as far as that may be found out for this address.
///
/// An access token says it itself, under our seal. Of other tokens only the database knows: one that was good here lately
/// speaks without another look, and for those that nobody here has seen an address has so many looks in vain a minute.
pub async fn plead(context: &Context, token: &str, door: Door, device: Arc<Device>, address: IpAddr) -> Option<UserId> {
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let digest = if token.starts_with(personal_tokens::PREFIX) {
        personal_tokens::read(token)?
    } else if token.starts_with(SCRIPT_TOKEN_PREFIX) {
        (door == Door::V1).then(|| token_hash(token))?
    } else {
        return context.access_tokens.read(token, context.clock.now()).ok().map(|claim| claim.user);
    };
    if let Some(user) = context.standings.familiar(&digest) {
        return Some(user);
    }
    if context.standings.is_unknown(&digest) {
        return None;
    }
    let look = context.standings.begin_look(network(address))?;
    let person = authenticate(context, token, door, device).await.ok()?;
    look.found();
    Some(person.id)
}
