//! A limit on every door: before a route is entered, its action is counted for the caller's address; once the caller is
//! known, for the person and the session or token they act with. Pattern: layer as middleware, in two steps.
//!
//! Which action an operation counts as stands beside the operation, in its documentation (`doc::counts_as`), and is read
//! from there: an operation cannot be documented as one and counted as another. What all doors of one address have used
//! up still lets those in who are known: a browser that has signed in before, and whoever brings a good token.

mod actions;
mod fields;

use axum::http::{HeaderMap, request::Parts};
use broadsheet_shared::{id::UserId, limit::Action};

pub use actions::Actions;
use fields::Fields;

use crate::{
    domain::actor::Person,
    http::{
        AppState, Problem,
        extract::{RequestFacts, pleading},
        session_cookie,
    },
    platform::limiter::{Allowance, Charge, Exceeded},
    services::{
        Context,
        limits::{self, LimitError},
    },
};

/// The limits as the edge applies them.
#[derive(Debug)]
pub(super) struct Limits {
    state: AppState,
    actions: Actions,
    fields: Fields,
}

/// How a request may go on.
#[derive(Debug)]
pub(super) enum Way {
    /// In.
    Open,
    /// In, if others who count agree.
    Ask(Charge),
    /// The address has had its share; in, if the caller is known.
    Plead(Exceeded),
}

impl Limits {
    pub(super) fn new(state: &AppState, actions: Actions) -> Self {
        Self { state: state.clone(), actions, fields: Fields::new(&state.context().limiter) }
    }

    /// What a request counts as.
    pub(super) fn actions(&self) -> &Actions {
        &self.actions
    }

    /// The first step, as far as it goes without waiting; for what is read, that is all of it.
    pub(super) fn enter(&self, facts: &RequestFacts) -> Way {
        let Some(action) = facts.action() else { return Way::Open };
        let charge = Charge::address(action, facts.client_address());
        if action.is_counted_by_log() {
            return Way::Ask(charge);
        }
        match self.context().limiter.count(charge) {
            None => Way::Open,
            Some(Ok(allowance)) => {
                facts.note(allowance);
                Way::Open
            }
            Some(Err(exceeded)) => Way::Plead(exceeded),
        }
    }

    /// The rest of the first step.
    pub(super) async fn pass(&self, way: Way, facts: &RequestFacts, parts: &Parts) -> Result<(), Problem> {
        let exceeded = match way {
            Way::Open => return Ok(()),
            Way::Ask(charge) => match limits::take(self.context(), &[charge]).await {
                Ok(allowances) => {
                    note(facts, &allowances);
                    return Ok(());
                }
                Err(LimitError::Exceeded(exceeded)) => exceeded,
                Err(error) => return Err(error.into()),
            },
            Way::Plead(exceeded) => exceeded,
        };
        // Who makes an account is not known yet; and marks could be made without end by making accounts.
        let may_plead = exceeded.action != Action::AuthRegister;
        let whom = if may_plead { self.known(parts).await } else { None };
        let Some(whom) = whom else { return Err(LimitError::from(exceeded).into()) };
        let charge = self.context().limiter.apart(exceeded.action, whom);
        if exceeded.action.is_counted_by_log() {
            note(facts, &limits::take(self.context(), &[charge]).await?);
        } else if let Some(counted) = self.context().limiter.count(charge) {
            facts.note(counted.map_err(LimitError::from)?);
        }
        Ok(())
    }

    /// Writes what is left of each limit into an answer. Where nothing counted the request (it was answered before, or
    /// the count failed), that is what its address has left, as far as this process knows.
    pub(super) fn write(&self, facts: &RequestFacts, headers: &mut HeaderMap) {
        let mut allowances = facts.allowances();
        if allowances.iter().all(Option::is_none) {
            allowances[0] = facts.action().and_then(|action| {
                let charge = Charge::address(action, facts.client_address());
                self.context().limiter.left(charge)
            });
        }
        for allowance in allowances.into_iter().flatten() {
            self.fields.write(&allowance, headers);
        }
    }

    /// Who cannot be locked out by others at their address: an account, however many browsers and tokens speak for it.
    async fn known(&self, parts: &Parts) -> Option<UserId> {
        let mark = session_cookie::device(&parts.headers);
        if let Some(account) = mark.and_then(|mark| self.context().limiter.devices().account(&mark)) {
            return Some(account);
        }
        pleading(parts, &self.state).await
    }

    fn context(&self) -> &Context {
        self.state.context()
    }
}

/// The second step, for the extractor that proves who the caller is.
pub(in crate::http) async fn count_person(
    context: &Context,
    facts: &RequestFacts,
    person: &Person,
) -> Result<(), Problem> {
    if let Some(action) = facts.action() {
        note(facts, &limits::take_by(context, action, person).await?);
    }
    Ok(())
}

fn note(facts: &RequestFacts, allowances: &[Allowance]) {
    for allowance in allowances {
        facts.note(*allowance);
    }
}

/// What everything outside the API counts as; files and the questions of an orchestrator count as nothing.
fn outside_the_api(route: &str) -> Option<Action> {
    match route {
        "/healthz" | "/readyz" | "/metrics" | "/docs/{file}" | "/problems/page.css" | "/favicon.ico" => None,
        "/csp-reports" => Some(Action::SiteReport),
        _ if route.starts_with("/assets/") || route.starts_with("/media/") => None,
        _ => Some(Action::SiteRead),
    }
}

#[cfg(test)]
mod tests;
