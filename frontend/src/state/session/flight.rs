//! One call at a time: whoever asks while it runs gets the same answer (pattern: single flight).

use std::{cell::RefCell, future::Future, rc::Rc};

use futures_util::future::{FutureExt, LocalBoxFuture, Shared};

/// At most one run of a call; the others wait for it.
pub struct Flight<T: Clone> {
    running: Rc<RefCell<Option<Shared<LocalBoxFuture<'static, T>>>>>,
}

impl<T: Clone + 'static> Flight<T> {
    /// Nothing runs.
    pub fn new() -> Self {
        Self { running: Rc::default() }
    }

    /// The answer of the call that runs, or of `start`, which then is the call that runs.
    ///
    /// A caller that goes away does not end it: the others, or the next one, carry it on.
    pub async fn join<F: Future<Output = T> + 'static>(&self, start: impl FnOnce() -> F) -> T {
        let running = self.running.borrow().clone();
        let shared = match running {
            Some(shared) => shared,
            None => {
                let flight = Rc::clone(&self.running);
                let call = start();
                let whole = async move {
                    let answer = call.await;
                    flight.borrow_mut().take();
                    answer
                };
                let shared = whole.boxed_local().shared();
                *self.running.borrow_mut() = Some(shared.clone());
                shared
            }
        };
        shared.await
    }
}

impl<T: Clone> Clone for Flight<T> {
    fn clone(&self) -> Self {
        Self { running: Rc::clone(&self.running) }
    }
}

impl<T: Clone + 'static> Default for Flight<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::{future::join3, task::noop_waker};

    use super::*;

    /// Ready at the tenth poll, as an answer from afar is: others join it meanwhile.
    async fn later<T>(value: T) -> T {
        let mut polls = 0;
        std::future::poll_fn(|context| {
            polls += 1;
            if polls >= 10 {
                std::task::Poll::Ready(())
            } else {
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            }
        })
        .await;
        value
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        let waker = noop_waker();
        let mut context = std::task::Context::from_waker(&waker);
        let mut future = std::pin::pin!(future);
        for _ in 0..100 {
            if let std::task::Poll::Ready(answer) = future.as_mut().poll(&mut context) {
                return answer;
            }
        }
        panic!("the future does not end");
    }

    #[test]
    fn a5_calls_at_once_are_one_call() {
        let calls = Rc::new(Cell::new(0));
        let flight = Flight::new();
        let call = || {
            let calls = Rc::clone(&calls);
            flight.join(move || {
                calls.set(calls.get() + 1);
                later(calls.get())
            })
        };

        assert_eq!(block_on(join3(call(), call(), call())), (1, 1, 1));
        assert_eq!(block_on(call()), 2);
    }

    #[test]
    fn a_caller_that_leaves_does_not_end_the_call() {
        let flight = Flight::new();
        let mut first = Box::pin(flight.join(|| later(1)));
        let waker = noop_waker();
        assert!(first.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_pending());
        drop(first);

        assert_eq!(block_on(flight.join(|| later(2))), 1);
    }
}
