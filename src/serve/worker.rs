//! The thread that brings the site up to date.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::hub::Hub;
use super::watch::Watch;
use super::{Listener, Timing};
use crate::pipeline::{Changes, Session, Update};

/// How often the day is looked up.
const DAY_CHECK: Duration = Duration::from_mins(1);

/// What the thread has.
pub(super) struct Worker {
    pub(super) session: Session,
    pub(super) watch: Watch,
    pub(super) hub: Arc<Hub>,
    pub(super) listener: Arc<dyn Listener + Sync>,
    pub(super) clock: Option<fn() -> Date>,
}

impl Worker {
    /// Works until the watch is ended.
    pub(super) fn run(mut self) {
        let mut day_check = Instant::now() + DAY_CHECK;
        self.review();
        while let Some(gathered) = self.watch.next(day_check) {
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
            if day_check <= Instant::now() {
                day_check = Instant::now() + DAY_CHECK;
                if let Some(clock) = self.clock {
                    let update = self.session.begin_day(clock());
                    self.tell(&update, Timing::default());
                }
            }
            self.review();
        }
    }

    /// Does what takes longer and changes no page, until new changes come.
    fn review(&mut self) {
        let watch = &mut self.watch;
        if let Some(update) = self.session.review(&mut || watch.has_news()) {
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
