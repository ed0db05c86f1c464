//! The edge: everything that happens to every request, in one layer, because each layer costs a box and a clone.
//!
//! In: an id, the client's address, the host check, the address's limit. Out: problems get their body, every answer its security fields and
//! its id, one of version 1 its days, the log its line. A panic behind it becomes a plain 500, and an answer that does
//! not come a 503.

use std::{
    any::Any,
    convert::Infallible,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    body::HttpBody,
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::problem::Code;
use futures_util::FutureExt;
use tower::{Layer, Service};

use super::{
    access_log::{self, Entry},
    cors::{self, Cors},
    hosts::Hosts,
    limits::{Actions, Limits, Way},
    patience::{self, Heard, TimeIsUp},
    policy::{self, Kind},
    retirement::Retirement,
};
use crate::{
    http::{
        AppState, Problem,
        extract::{Peer, RequestFacts, RequestId, RequestIds},
        problem::{Shape, render},
    },
    platform::log::LineLog,
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the edge around a router.
#[derive(Debug, Clone)]
pub struct EdgeLayer(Arc<Settings>);

#[derive(Debug)]
struct Settings {
    ids: RequestIds,
    hosts: Hosts,
    cors: Cors,
    hsts: Option<HeaderValue>,
    slow: Duration,
    patience: Duration,
    limits: Limits,
    retirement: Retirement,
    log: LineLog,
}

impl EdgeLayer {
    /// Reads what it needs from the state, once; `actions` is what requests count as.
    pub fn new(state: &AppState, actions: Actions) -> Self {
        let config = state.config();
        Self(Arc::new(Settings {
            ids: RequestIds::at_random(),
            hosts: Hosts::new(config),
            cors: Cors::new(&config.server.cors_origins),
            hsts: (config.site.base_address.scheme() == "https").then(|| hsts(config.server.hsts_include_subdomains)),
            slow: Duration::from_millis(config.logging.slow_request_ms),
            patience: Duration::from_millis(config.server.answer_timeout_ms),
            limits: Limits::new(state, actions),
            retirement: Retirement::new(&config.api),
            log: state.access_log().clone(),
        }))
    }
}

fn hsts(include_subdomains: bool) -> HeaderValue {
    HeaderValue::from_static(if include_subdomains {
        "max-age=63072000; includeSubDomains"
    } else {
        "max-age=63072000"
    })
}

impl<S> Layer<S> for EdgeLayer {
    type Service = Edge<S>;

    fn layer(&self, inner: S) -> Edge<S> {
        Edge { inner, settings: Arc::clone(&self.0) }
    }
}

/// The service that the layer makes.
#[derive(Debug, Clone)]
pub struct Edge<S> {
    inner: S,
    settings: Arc<Settings>,
}

impl<S> Service<Request> for Edge<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let mut visit = Visit::begin(&request, Arc::clone(&self.settings));
        if !visit.is_welcome(&request) {
            let response = Problem::new(Code::HostUnknown).into_response();
            return Box::pin(std::future::ready(Ok(visit.end(response))));
        }
        if visit.origin.is_some() && cors::is_preflight(&request) {
            let response = StatusCode::NO_CONTENT.into_response();
            return Box::pin(std::future::ready(Ok(visit.end(response))));
        }
        request.extensions_mut().insert(visit.facts.clone());
        let heard = patience::listen(&mut request);
        match self.settings.limits.enter(&visit.facts) {
            Way::Open => {
                // A panic can also strike before the first await, while the call itself makes its future.
                let future = std::panic::catch_unwind(AssertUnwindSafe(|| self.inner.call(request)));
                Box::pin(answered(visit, heard, future))
            }
            way => {
                let future = self.go(way, request, visit.facts.clone());
                Box::pin(answered(visit, heard, Ok(future)))
            }
        }
    }
}

impl<S> Edge<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    /// The way in for a request that must wait for its limits. The service that is ready goes along.
    fn go(
        &mut self,
        way: Way,
        request: Request,
        facts: RequestFacts,
    ) -> impl Future<Output = Result<Response, Infallible>> + Send + use<S> {
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let settings = Arc::clone(&self.settings);
        async move {
            let (parts, body) = request.into_parts();
            match settings.limits.pass(way, &facts, &parts).await {
                Ok(()) => inner.call(Request::from_parts(parts, body)).await,
                Err(problem) => Ok(problem.into_response()),
            }
        }
    }
}

type Panic = Box<dyn Any + Send>;

/// The answer of what is behind the edge, in any case and in time.
async fn answered(
    mut visit: Visit,
    heard: Heard,
    future: Result<impl Future<Output = Result<Response, Infallible>> + Send, Panic>,
) -> Result<Response, Infallible> {
    let patience = visit.settings.patience;
    let answer = match future {
        Ok(future) => patience::within(patience, heard, AssertUnwindSafe(future).catch_unwind()).await,
        Err(panic) => Ok(Err(panic)),
    };
    let response = match answer {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(never))) => match never {},
        Ok(Err(panic)) => Problem::internal(panic_text(panic.as_ref())).into_response(),
        Err(TimeIsUp) => too_late().into_response(),
    };
    Ok(visit.end(response))
}

fn too_late() -> Problem {
    Problem::new(Code::ServiceUnavailable).cause("no answer within server.answer_timeout_ms").retry_after_secs(2)
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("without a message"))
}

/// One request from its first byte to its answer.
struct Visit {
    settings: Arc<Settings>,
    begun: Instant,
    facts: RequestFacts,
    id: RequestId,
    method: axum::http::Method,
    uri: axum::http::Uri,
    route: Option<MatchedPath>,
    wants_page: bool,
    origin: Option<HeaderValue>,
}

impl Visit {
    fn begin(request: &Request, settings: Arc<Settings>) -> Self {
        let id = settings.ids.next();
        let client = settings.hosts.client(request.extensions().get::<Peer>(), request.headers());
        let route = request.extensions().get::<MatchedPath>();
        let action = settings.limits.actions().find(request.method(), route.map(MatchedPath::as_str));
        Self {
            begun: Instant::now(),
            facts: RequestFacts::new(id, client, action),
            id,
            method: request.method().clone(),
            uri: request.uri().clone(),
            route: route.cloned(),
            wants_page: wants_page(request),
            origin: settings.cors.allow(request),
            settings,
        }
    }

    /// Probes of an orchestrator come by address and are let in.
    fn is_welcome(&self, request: &Request) -> bool {
        matches!(self.uri.path(), "/healthz" | "/readyz") || self.settings.hosts.know(request.uri(), request.headers())
    }

    fn end(&mut self, mut response: Response) -> Response {
        self.explain(&mut response);
        let status = response.status();
        let user = self.facts.user();
        let path = self.uri.path();
        let kind = Kind::of(path);
        let bytes = response.body().size_hint().exact();
        let headers = response.headers_mut();
        policy::apply(kind, path, self.settings.hsts.as_ref(), headers);
        policy::cache(kind, path, status, user.is_some(), headers);
        self.settings.limits.write(&self.facts, headers);
        self.settings.retirement.write(is_v1(path), headers);
        if let Some(origin) = self.origin.take() {
            cors::apply(origin, headers);
        }
        if let Ok(id) = HeaderValue::from_str(self.id.as_str()) {
            headers.insert(X_REQUEST_ID, id);
        }
        let duration = self.begun.elapsed();
        self.settings.log.append(|line| {
            access_log::write_line(
                &Entry {
                    at: crate::platform::log::now(),
                    request_id: self.id.as_str(),
                    method: &self.method,
                    route: self.route.as_ref().map(MatchedPath::as_str),
                    path,
                    status,
                    duration,
                    bytes,
                    user,
                    is_slow: duration >= self.settings.slow,
                },
                line,
            );
        });
        response
    }

    /// Writes the body of a problem, and logs what only we may know. An error that the framework made becomes one.
    fn explain(&self, response: &mut Response) {
        let status = response.status();
        if status.as_u16() < 400 {
            return;
        }
        let problem = match response.extensions_mut().remove::<Problem>() {
            Some(problem) => problem,
            None => match framework_problem(response) {
                Some(problem) => problem,
                None => return,
            },
        };
        if let Some(exceeded) = problem.exceeded() {
            self.facts.note(exceeded.allowance());
        }
        if status.is_server_error() {
            let cause = problem.logged_cause().unwrap_or(problem.code().as_str());
            let request_id = self.id.as_str();
            tracing::error!(
                request_id,
                status = status.as_u16(),
                code = problem.code().as_str(),
                cause,
                "request failed"
            );
        }
        render(&problem, self.shape(), self.id.as_str(), response);
        if self.shape() == Shape::Page {
            response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
        }
    }

    fn shape(&self) -> Shape {
        let path = self.uri.path();
        if is_v1(path) {
            Shape::V1
        } else if self.wants_page && !path.starts_with("/api/") {
            Shape::Page
        } else {
            Shape::Problem
        }
    }
}

fn is_v1(path: &str) -> bool {
    path == "/api/v1" || path.starts_with("/api/v1/")
}

fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT);
    accept.and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

/// axum answers some errors itself, in plain text or with no body at all.
fn framework_problem(response: &Response) -> Option<Problem> {
    let is_bare = match response.headers().get(header::CONTENT_TYPE) {
        None => response.body().size_hint().exact() == Some(0),
        Some(content_type) => content_type.as_bytes().starts_with(b"text/plain"),
    };
    if !is_bare {
        return None;
    }
    let code = match response.status() {
        StatusCode::NOT_FOUND => Code::RouteNotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::RequestTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::BAD_REQUEST => Code::RequestMalformed,
        StatusCode::UNPROCESSABLE_ENTITY => Code::RequestInvalid,
        status if status.is_server_error() => Code::Internal,
        _ => return None,
    };
    // The status on the line and the one in the body must be the same.
    (code.status() == response.status().as_u16()).then(|| Problem::new(code))
}

#[cfg(test)]
mod tests;
