//! How long a caller waits at most: when the time is up they get a 503 instead of silence (SECURITY X8).
//!
//! The time counts from the end of the request's body, for a slow line is the caller's own matter and has limits of its
//! own (`server::guard`). What ran on behalf of the request is dropped, and a transaction with it.

use std::{
    future::pending,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::Method,
};
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// Work that takes seconds on a slow machine: encoding a picture. It has a queue of its own.
const SLOW_WORK: [(Method, &str); 1] = [(Method::POST, "/api/v2/media")];

/// The time was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeIsUp;

/// When the whole request was heard.
pub(super) struct Heard(Option<oneshot::Receiver<()>>);

/// Puts an ear on the request's body.
pub(super) fn listen(request: &mut Request) -> Heard {
    if SLOW_WORK.iter().any(|(method, path)| request.method() == method && request.uri().path() == *path) {
        return Heard(None);
    }
    let (heard, end) = oneshot::channel();
    if !request.body().is_end_stream() {
        let body = std::mem::take(request.body_mut());
        *request.body_mut() = Body::new(Ear { body, _heard: heard });
    }
    Heard(Some(end))
}

/// The outcome of `work`, unless it takes longer than `patience` from when the request was heard.
pub(super) async fn within<T>(patience: Duration, heard: Heard, work: impl Future<Output = T>) -> Result<T, TimeIsUp> {
    let up = async {
        match heard.0 {
            // Both an end and a body that was thrown away unread count as heard.
            Some(end) => drop(end.await),
            None => pending().await,
        }
        tokio::time::sleep(patience).await;
    };
    tokio::select! {
        biased;
        outcome = work => Ok(outcome),
        () = up => Err(TimeIsUp),
    }
}

/// The body, and with it the word that it has ended: the sender goes when the body does.
struct Ear {
    body: Body,
    _heard: oneshot::Sender<()>,
}

impl HttpBody for Ear {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Duration = Duration::from_secs(20);

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_slowly_takes_no_time_from_the_answer() {
        let (send, receive) = oneshot::channel::<()>();
        let stream = futures_util::stream::once(async move {
            let _ = receive.await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"late"))
        });
        let mut request = Request::new(Body::from_stream(stream));
        let heard = listen(&mut request);

        let work = async {
            tokio::time::sleep(MOMENT * 3).await;
            send.send(()).unwrap();
            axum::body::to_bytes(request.into_body(), 100).await.unwrap()
        };

        assert_eq!(within(MOMENT, heard, work).await, Ok(Bytes::from_static(b"late")));
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_takes_too_long_is_left() {
        let mut request = Request::new(Body::empty());
        let heard = listen(&mut request);

        assert_eq!(within(MOMENT, heard, pending::<()>()).await, Err(TimeIsUp));
    }

    #[tokio::test(start_paused = true)]
    async fn pictures_may_take_their_time() {
        let mut request = Request::post("/api/v2/media").body(Body::empty()).unwrap();
        let heard = listen(&mut request);

        let work = tokio::time::sleep(MOMENT * 3);

        assert_eq!(within(MOMENT, heard, work).await, Ok(()));
    }
}
