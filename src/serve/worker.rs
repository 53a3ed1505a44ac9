//! The thread that brings the site up to date.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::hub::Hub;
use super::watch::Watch;
use super::{Listener, Timing};
use crate::check::RuleScope;
use crate::model::Moment;
use crate::site::{Changes, Session, Update};

/// The clock is looked at as often, at the beginning of its minutes: what is to be public then is.
const CLOCK_CHECK: Duration = Duration::from_mins(1);

/// What the thread has.
pub(super) struct PreviewWorker {
    pub(super) session: Session,
    pub(super) watch: Watch,
    pub(super) hub: Arc<Hub>,
    pub(super) listener: Arc<dyn Listener + Sync>,
    pub(super) clock: Option<fn() -> Moment>,
}

impl PreviewWorker {
    /// Works until the watch is ended.
    pub(super) fn run(mut self) {
        let mut clock_check = Instant::now() + self.until_next_minute();
        self.review();
        while let Some(gathered) = self.watch.next(clock_check) {
            if let Some(changes) = gathered.changes {
                let begin = Instant::now();
                let waited = begin - gathered.since;
                let update = self.session.refresh(&changes);
                let worked = begin.elapsed();
                if changes == Changes::Anything {
                    self.watch.looked(worked);
                }
                self.tell(&update, Timing { waited, worked });
            }
            if clock_check <= Instant::now() {
                if let Some(clock) = self.clock {
                    let update = self.session.advance(clock());
                    self.tell(&update, Timing::default());
                }
                clock_check = Instant::now() + self.until_next_minute();
            }
            self.review();
        }
    }

    fn until_next_minute(&self) -> Duration {
        let time = self.clock.and_then(|clock| clock().time);
        let seconds = time.and_then(|time| u64::try_from(time.second()).ok()).unwrap_or(0);
        CLOCK_CHECK.saturating_sub(Duration::from_secs(seconds))
    }

    /// Does what takes longer and changes no page, until new changes come.
    fn review(&mut self) {
        let watch = &mut self.watch;
        if let Some(update) = self.session.review(RuleScope::Blocking, Some(&mut || watch.has_news())) {
            self.tell(&update, Timing::default());
        }
    }

    fn tell(&self, update: &Update, timing: Timing) {
        if !update.has_changed {
            return;
        }
        self.hub.publish(update);
        self.listener.updated(update, &self.hub.findings(), timing);
    }
}
