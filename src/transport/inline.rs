//! Where the work of a request is done.
//!
//! Owns one rule: what can be answered at once is answered at once, and only what has to wait becomes a task.

use std::pin::Pin;
use std::task::{Context, Waker};

use hyper::rt::Executor;

/// Does work at once as far as it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inline;

impl<F> Executor<F> for Inline
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, work: F) {
        let mut work: Pin<Box<F>> = Box::pin(work);
        // The task polls it again, and so puts its own waker in the place of this one.
        if work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            tokio::spawn(work);
        }
    }
}
