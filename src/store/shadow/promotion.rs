//! The candidate takes the place of the policy set in force.
//!
//! Owns when it may: whoever asks must name the candidate that they mean, and its sources must still hold it.

use std::sync::{Arc, Mutex, PoisonError};

use super::Shadow;
use crate::clock;
use crate::store::attempts::Attempt;
use crate::store::current::Current;
use crate::store::reload::Observer;
use crate::store::watch::Waker;

/// Why a candidate is not promoted.
#[derive(Debug, thiserror::Error)]
pub enum NotPromoted {
    /// There is none to be promoted.
    #[error("there is no candidate: the sidecar was started without `--shadow`")]
    NoShadow,
    /// It was promoted before.
    #[error("the candidate was promoted already; its sources are the sidecar's until it is started again")]
    Already,
    /// It is not in a state to be promoted.
    #[error("the sources of the candidate are broken; mend them first, the status says what is wrong")]
    Broken,
    /// It is another.
    #[error("the candidate is `{is}`, and not `{asked}`; look at the status again")]
    Another {
        /// The candidate.
        is: String,
        /// What was asked for.
        asked: String,
    },
}

/// All that a promotion takes.
pub struct Promotion {
    shadow: Option<Arc<Shadow>>,
    current: Arc<Current>,
    observer: Arc<dyn Observer>,
    waker: Waker,
    one_at_a_time: Mutex<()>,
}

impl Promotion {
    /// Of a shadow's candidate, if there is one, into a slot; the waker is that of the slot's own watch.
    pub fn new(shadow: Option<Arc<Shadow>>, current: Arc<Current>, observer: Arc<dyn Observer>, waker: Waker) -> Self {
        Self { shadow, current, observer, waker, one_at_a_time: Mutex::new(()) }
    }

    /// The candidate that could be promoted, and what was learned of it.
    pub fn shadow(&self) -> Option<&Shadow> {
        self.shadow.as_deref()
    }

    /// Puts the candidate with this revision in force, and makes its sources those of the slot.
    ///
    /// # Errors
    /// Why nothing changed.
    pub fn promote(&self, revision: &str) -> Result<Arc<Attempt>, NotPromoted> {
        let shadow = self.shadow().ok_or(NotPromoted::NoShadow)?;
        let _one = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        if shadow.is_promoted() {
            return Err(NotPromoted::Already);
        }
        let status = shadow.candidate().status();
        let is_good = status.attempts.last().is_some_and(|last| last.outcome.is_success());
        let candidate = status.active.as_ref().filter(|_| is_good).ok_or(NotPromoted::Broken)?;
        if candidate.revision().as_str() != revision {
            let (is, asked) = (candidate.revision().to_string(), revision.to_owned());
            return Err(NotPromoted::Another { is, asked });
        }
        let attempt = self.current.adopt(&status, candidate, clock::now());
        shadow.retire();
        self.observer.attempted(&attempt);
        // Its sources are read at once, so that what changes in them from now on is noticed.
        self.waker.look();
        Ok(attempt)
    }
}
