//! What a catalogue is made of, what of it is published, and what is told on the way.

use std::sync::Arc;

use super::{Announced, LeftOut, LeftOutReason};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::entry::{CommonDraft, Disclosure, Draft};
use crate::ledger::{IssueMode, NumberRegister};
use crate::model::Moment;
use crate::record::Archive;
use crate::source::{SourceFile, SourceTree};
use crate::text::sheet::{SheetError, TableFile};

/// Reads a CSV file or a workbook as a table, or says why it cannot be read.
pub type SheetLoader<'a> = dyn Fn(&SourceFile) -> Result<TableFile, SheetError> + Sync + 'a;

/// What a catalogue is made of.
pub struct CatalogInputs<'a> {
    /// `site.yaml`.
    pub settings: &'a Settings,
    /// The files that there are.
    pub tree: &'a SourceTree,
    /// The content files that could be read.
    pub drafts: &'a [Draft],
    /// Whether some content file could not be read: then nobody can say that a number's content has gone.
    pub incomplete: bool,
    /// The ledger before this build.
    pub register: &'a NumberRegister,
    /// What was published before this build.
    pub archive: Arc<Archive>,
    /// What is published.
    pub selection: Selection,
    /// Whether new numbers may be issued.
    pub numbering: IssueMode,
    /// Reads a CSV or XLSX file as a table.
    pub load_sheet: &'a SheetLoader<'a>,
}

/// What is published and what is not.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// When the build takes place: nothing that is dated later is published.
    pub now: Moment,
    /// Also drafts; without a number.
    pub drafts: bool,
    /// Also what is dated later than now; without a number.
    pub future: bool,
}

impl Selection {
    /// Why something with these metadata is left out; `None` if it is not.
    pub(super) fn reason_against(self, common: &CommonDraft) -> Option<LeftOutReason> {
        if common.disclosure == Disclosure::Withheld {
            return Some(LeftOutReason::Withheld);
        }
        self.reason_in_time(common)
    }

    /// Why something is left out for now; `None` if it is not.
    fn reason_in_time(self, common: &CommonDraft) -> Option<LeftOutReason> {
        if common.draft && !self.drafts {
            return Some(LeftOutReason::Draft);
        }
        let date = common.date.as_ref()?.value;
        (!date.has_come(self.now) && !self.future).then_some(LeftOutReason::Future(date))
    }

    /// Whether something is finished and its day has come, whoever may see it.
    pub(super) fn is_there(self, common: &CommonDraft) -> bool {
        self.reason_in_time(common).is_none()
    }

    /// The same of a project or an entry. They have no page that only names them: what is to be had on
    /// request is not published at all.
    pub(super) fn reason_against_progress(self, common: &CommonDraft) -> Option<LeftOutReason> {
        let is_on_request = common.disclosure == Disclosure::OnRequest;
        if is_on_request { Some(LeftOutReason::ProgressOnRequest) } else { self.reason_against(common) }
    }

    /// Whether something is shown only on request: it gets no number yet.
    pub(super) fn is_preview(self, common: &CommonDraft) -> bool {
        common.draft || common.date.as_ref().is_some_and(|date| !date.value.has_come(self.now))
    }
}

/// Findings and what is left out, gathered on the way.
#[derive(Default)]
pub(super) struct AssemblyReport {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) announced: Vec<Announced>,
}
