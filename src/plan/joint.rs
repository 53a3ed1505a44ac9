//! The pages on which a portal shows its members together.

use std::sync::Arc;

use jiff::civil::Date;

use super::{CATALOGUE_PAGE, JointPage, OverviewScope, PageKind, Planner, SYSTEM};
use crate::model::PagePath;
use crate::portal::{self, Portal, SearchPlace};

impl JointPage {
    fn address(self, portal: &Portal) -> String {
        match self {
            Self::Members => "members/index.html".to_owned(),
            Self::Catalogue(member, page) => {
                let name = match (member.map(|at| &portal.members[at].slug), page) {
                    (None, 0) => "index".to_owned(),
                    (None, page) => (page + 1).to_string(),
                    // A slug may be a number too.
                    (Some(slug), 0) => format!("of-{slug}"),
                    (Some(slug), page) => format!("of-{slug}-{}", page + 1),
                };
                format!("members/catalogue/{name}.html")
            }
            Self::Progress(scope) => format!("members/{}", scope.address()),
            Self::Missing => "members/missing.html".to_owned(),
            Self::Corrections => "members/corrections.html".to_owned(),
            Self::Feed => "members/feed.xml".to_owned(),
            Self::CatalogueJson => portal::JOINT_CATALOGUE.to_owned(),
            Self::CatalogueCsv => "data/members/catalogue.csv".to_owned(),
            Self::ProgressJson => portal::JOINT_PROGRESS.to_owned(),
            Self::ProgressCsv => "data/members/progress.csv".to_owned(),
            Self::CorrectionsJson => portal::JOINT_CORRECTIONS.to_owned(),
        }
    }
}

impl Planner<'_> {
    /// Plans the pages of a portal, and the copies of its members' search indexes.
    pub(super) fn joint(&mut self, portal: &Portal, today: Date) {
        let mut pages = vec![
            JointPage::Members,
            JointPage::Missing,
            JointPage::Corrections,
            JointPage::Feed,
            JointPage::CatalogueJson,
            JointPage::CatalogueCsv,
            JointPage::ProgressJson,
            JointPage::ProgressCsv,
            JointPage::CorrectionsJson,
        ];
        let count = |rows: usize| rows.div_ceil(CATALOGUE_PAGE).max(1);
        pages.extend((0..count(portal.items.len())).map(|page| JointPage::Catalogue(None, page)));
        let mut lists = vec![Vec::new(); portal.members.len()];
        for (member, row) in &portal.items {
            lists[*member].push(*row);
        }
        for (at, rows) in lists.iter().enumerate() {
            pages.extend((0..count(rows.len())).map(|page| JointPage::Catalogue(Some(at), page)));
        }
        let years = portal.years(today);
        if !years.is_empty() {
            pages.push(JointPage::Progress(OverviewScope::Now));
        }
        for (year, newest) in years {
            pages.push(JointPage::Progress(OverviewScope::Year(year)));
            let quarters = (1..=newest).map(|quarter| OverviewScope::Quarter(year, quarter));
            pages.extend(quarters.map(JointPage::Progress));
        }
        let source: Arc<str> = SYSTEM.into();
        for page in pages {
            let path = self.page(&page.address(portal), &source, PageKind::Joint(page));
            self.plan.joint.insert(page, path);
        }
        self.plan.joint_lists = lists;
        for member in &portal.members {
            let SearchPlace::Copied(files) = &member.search else { continue };
            for (path, file) in files {
                let address = format!("search/members/{}/{path}", member.slug);
                // A name that is no address is one that the index does not name either.
                if PagePath::new(&address).is_ok_and(|path| path.as_str() == address) {
                    let address = self.take(&address, &source);
                    self.plan.gathered.insert(address, file.clone());
                }
            }
        }
    }
}
