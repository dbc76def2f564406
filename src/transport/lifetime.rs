//! When a connection ends by itself.
//!
//! Owns its clock: how long it may take to begin, be idle and be used, and how long its end may take.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::activity::Activity;
use super::limits::Limits;

/// How long a client that never asked anything has to take its leave.
const LEAVE_TIME: Duration = Duration::from_secs(1);

/// What has come of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The client took too long to begin.
    Late,
    /// It is time to say goodbye, and to finish what is in flight.
    Farewell,
    /// It is time to close it, whatever is in flight.
    Close,
}

/// The life of a connection.
pub(super) struct Lifetime {
    limits: Limits,
    activity: Arc<Activity>,
    stage: Stage,
    alarm: Pin<Box<Sleep>>,
}

#[derive(Clone, Copy)]
enum Stage {
    /// The client has not begun.
    Beginning,
    /// It is used until an instant; so many calls had begun when it was last looked at.
    Open { until: Instant, seen: usize },
    /// It ends, at that instant at the latest, if that is not up to somebody else.
    Ending { until: Option<Instant> },
}

impl Lifetime {
    pub(super) fn new(limits: Limits, activity: Arc<Activity>) -> Self {
        let alarm = Box::pin(sleep_until(Instant::now() + limits.handshake));
        Self { limits, activity, stage: Stage::Beginning, alarm }
    }

    /// Ready each time that something is due. `has_begun` says whether the client has spoken.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, has_begun: bool) -> Poll<Due> {
        if has_begun && matches!(self.stage, Stage::Beginning) {
            let until = Instant::now() + self.limits.age_of_one();
            self.open(until);
        }
        while self.alarm.as_mut().poll(cx).is_ready() {
            match self.stage {
                Stage::Beginning => return Poll::Ready(Due::Late),
                Stage::Ending { until } => {
                    // A client may lose the farewell that comes while it is still connecting, and never answer it.
                    if self.activity.begun() == 0 || until.is_some_and(|until| Instant::now() >= until) {
                        return Poll::Ready(Due::Close);
                    }
                    self.end(until);
                }
                Stage::Open { until, seen } => {
                    let is_idle = !self.activity.is_in_use() && self.activity.begun() == seen;
                    if is_idle || Instant::now() >= until {
                        self.end(Some(Instant::now() + self.limits.grace));
                        return Poll::Ready(Due::Farewell);
                    }
                    self.open(until);
                }
            }
        }
        Poll::Pending
    }

    /// From now on what is left is to finish, for as long as the server as a whole allows.
    pub(super) fn leave(&mut self) {
        self.end(None);
    }

    fn end(&mut self, until: Option<Instant>) {
        self.stage = Stage::Ending { until };
        let next = Instant::now() + LEAVE_TIME;
        self.alarm.as_mut().reset(until.map_or(next, |until| until.min(next)));
    }

    fn open(&mut self, until: Instant) {
        self.stage = Stage::Open { until, seen: self.activity.begun() };
        self.alarm.as_mut().reset(until.min(Instant::now() + self.limits.idle));
    }
}
