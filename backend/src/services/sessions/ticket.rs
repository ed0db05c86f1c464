//! Tickets: a page gets one with its access token and gives it away in the first frame of a socket, which cannot carry
//! header fields. Good once, for half a minute, for the session that asked (SECURITY G2).
//!
//! And the question that a socket asks again and again: whether its person still may, and until when.

use broadsheet_shared::time::Timestamp;

use super::{SessionError, authenticate};
use crate::{
    domain::{
        actor::{Actor, Person, Refusal},
        session::TokenHash,
    },
    platform::crypto::{Token, token_hash},
    repositories::channel_tickets,
    services::Context,
};

/// How long a ticket is good.
pub const TICKET_SECS: u32 = 30;

/// A fresh ticket for the session that acts.
pub async fn give_ticket(context: &Context, actor: &Actor) -> Result<Token, SessionError> {
    let session = actor.signed_in()?.session.ok_or(Refusal::SessionOnly)?;
    let (ticket, now) = (Token::random(), context.clock.now());
    let (hash, end) = (&TokenHash::from(ticket.hash()), now.plus_secs(TICKET_SECS.into()));
    context.database.write(|tx| async move { channel_tickets::insert(&tx, hash, session, now, end).await }).await?;
    Ok(ticket)
}

/// Uses a ticket up, and says whose it was. Whoever is known already by another credential can only bring one of their
/// own session.
pub async fn take_ticket(context: &Context, bearer: &Actor, ticket: &str) -> Result<Person, SessionError> {
    let (hash, now) = (&TokenHash::from(token_hash(ticket)), context.clock.now());
    let taken = context.database.write(|tx| async move { channel_tickets::take(&tx, hash, now).await }).await?;
    let session = taken.ok_or(SessionError::Token)?;
    if bearer.person().is_some_and(|person| person.session != Some(session)) {
        return Err(SessionError::Token);
    }
    let (person, _) = authenticate::by_session(context, session).await?;
    stays(person)
}

/// The same person with the rights that they have now, and until when their session or token lives.
pub async fn again(context: &Context, person: &Person) -> Result<(Person, Timestamp), SessionError> {
    let (now, end) = match (&person.token, person.session) {
        (Some(token), _) => authenticate::by_token_id(context, token.id).await?,
        (None, Some(session)) => authenticate::by_session(context, session).await?,
        (None, None) => return Err(SessionError::Token),
    };
    let device = person.device.clone();
    Ok((stays(Person { device, ..now })?, end))
}

/// Who lacks a second factor that a role demands, or leaves, hears nothing that strangers do not.
fn stays(person: Person) -> Result<Person, SessionError> {
    person.staying()?;
    person.enrolled()?;
    Ok(person)
}
