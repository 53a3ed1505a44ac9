//! A form against what it was when it was made, and against the site as it is now.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::blank::{Blank, BlankIndicator};
use super::make::{by_unit, stamp_of};
use super::read::{
    Cells, FormCell, FormFinding, FormReader, Ground, fields_of, folded, indicator_of, is_filled, labels_of,
    text_at,
};
use super::sheet::{FormSheet, LabelRole, SheetCell, Topic};
use super::stamp::FormStamp;
use super::values::shown;
use crate::attachment::workbook::{WorkbookSheet, cell_name};
use crate::diag::{Diagnostic, Place, Text};
use crate::say;

/// The rule of a form that is of an older state.
const OUTDATED: &str = "form-outdated";

impl FormReader<'_, '_> {
    /// Finds out whether the site has changed since the form was made, and tells which projects it lacks.
    pub(super) fn compare_states(&mut self) {
        let Ground { projects, settings, .. } = self.ground;
        let FormStamp { unit, period, sheets, .. } = self.stamp;
        let now = by_unit(projects, settings, *period).into_iter().find(|(known, _)| known == unit);
        let now = stamp_of(unit, &now.map_or(Vec::new(), |(_, blanks)| blanks), settings, *period);
        self.is_outdated = now.state() != self.stamp.state();
        let asked: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.folder.as_str()).collect();
        for sheet in now.sheets.iter().filter(|sheet| !asked.contains(sheet.folder.as_str())) {
            let folder = &sheet.folder;
            self.tell_outdated(say!(
                "发表以后增加了项目 content/{folder}，表里没有",
                "the project content/{folder} came after the form was made"
            ));
        }
    }

    /// Tells that the form is of an older state, if nothing more telling was said.
    pub(super) fn tell_state(&mut self) {
        let is_told = self.form.findings.iter().any(|told| told.finding.rule == OUTDATED);
        if self.is_outdated && !is_told {
            self.tell_outdated(say!(
                "发表以后，网站里的上期数据、标题或者本期已报的内容改过，表里印的是旧的",
                "earlier figures, titles or what is reported already have changed since the form was made"
            ));
        }
    }

    fn tell_outdated(&mut self, message: Text) {
        let finding = Diagnostic::warning("form-outdated", message);
        let finding = finding.at(Place::whole(Arc::clone(&self.form.file))).help(again());
        self.form.findings.push(FormFinding { place: None, finding });
    }

    /// Whether rows or columns were put in or taken out.
    pub(super) fn has_moved(&mut self, sheet: &FormSheet, found: &WorkbookSheet, cells: &Cells<'_>) -> bool {
        let rows = labels_of(sheet).filter(|(_, _, role)| *role == LabelRole::Row);
        for (part, text, _) in rows {
            let (row, column) = (part.area.top, part.area.left);
            if text_at(cells, row, column) == folded(text) {
                continue;
            }
            // The same words may stand elsewhere by right.
            let is_own = |at: (u32, u32)| {
                let mut labels = labels_of(sheet);
                labels.any(|(part, own, _)| (part.area.top, part.area.left) == at && own == text)
            };
            let now =
                cells.iter().find(|(at, cell)| folded(&cell.value.stored()) == folded(text) && !is_own(**at));
            let Some(((row, column), _)) = now else { continue };
            let (place, now) = (self.place(&found.name, part.cell()), cell_name(*row, *column));
            let back = part.cell();
            let text = shown(text, self.ground.detector);
            let finding = Diagnostic::error(
                "form-cells-moved",
                say!(
                    "这里应是“{text}”，它现在在 {now}：插入、删除过行或列，或者排过序",
                    "`{text}` belongs here and stands in {now}: rows or columns were put in, taken out or sorted"
                ),
            );
            let help = say!(
                "删去插入的行或列，让“{text}”回到 {back}；或者用原来的表重新填",
                "delete what was put in, so that `{text}` is back in {back}; or fill in the form anew",
            );
            self.tell(&place, finding.help(help));
            return true;
        }
        false
    }

    /// The rows whose locked words were changed.
    pub(super) fn changed_labels(
        &mut self,
        sheet: &FormSheet,
        found: &WorkbookSheet,
        cells: &Cells<'_>,
    ) -> BTreeSet<u32> {
        let mut rows = BTreeSet::new();
        for (part, text, role) in labels_of(sheet) {
            let now = text_at(cells, part.area.top, part.area.left);
            if now == folded(text) {
                continue;
            }
            let place = self.place(&found.name, part.cell());
            let (was, now) = (shown(text, self.ground.detector), shown(&now, self.ground.detector));
            let (was_zh, now_zh) = (quoted(&was), quoted(&now));
            let what = |zh: &str, en: &str| {
                Diagnostic::error(
                    "form-label-changed",
                    say!(
                        "{zh}被改了：原来是{was_zh}，现在是{now_zh}",
                        "{en} was changed from `{was}` to `{now}`"
                    ),
                )
            };
            let back = say!("改回{was_zh}", "change it back to `{was}`");
            let finding = match role {
                LabelRole::Row => what("名称", "the name").help(back),
                LabelRole::Measure => what("单位", "the measure").help(say!(
                    "改回{was_zh}，并按它填数；单位该换的，请在 project.yaml 里改，再重新发表",
                    "change it back to `{was}` and give the figure in it; another measure is a matter of project.yaml"
                )),
                LabelRole::Target => what("目标", "the target").help(say!(
                    "改回{was_zh}；目标确实调整了的，在 project.yaml 里写“目标调整”，再重新发表",
                    "change it back to `{was}`; a target changed by decision is written in project.yaml"
                )),
                LabelRole::Known => {
                    let finding = Diagnostic::warning(
                        "form-label-changed",
                        say!("已报的内容被改了：原来是{was_zh}，现在是{now_zh}；没有采用", "what was reported before was changed from `{was}` to `{now}`, and is not taken over"),
                    );
                    let help = say!("以前报错的，在那一期的文件里写“更正”", "a fault of an earlier report is corrected in its own file");
                    self.tell(&place, finding.help(help));
                    continue;
                }
                LabelRole::Title | LabelRole::Note | LabelRole::Head | LabelRole::Plain => continue,
            };
            rows.insert(part.area.top);
            self.tell(&place, finding);
        }
        rows
    }

    /// Whether an answer was given to a question that the site asks in another way by now; what else has
    /// changed is told.
    pub(super) fn outdated(
        &mut self,
        sheet: &FormSheet,
        found: &WorkbookSheet,
        blank: &Blank,
        cells: &Cells<'_>,
    ) -> bool {
        let mut is_refused = false;
        let mut asked = BTreeSet::new();
        for (part, field) in fields_of(sheet) {
            let is_filled = cells.get(&(part.area.top, part.area.left)).is_some_and(|cell| is_filled(cell));
            let place = self.place(&found.name, part.cell());
            let name = &field.question.name;
            let gone = |what_zh: &str, what_en: &str| {
                Diagnostic::error(
                    "form-outdated",
                    say!(
                        "发表以后，项目里没有“{name}”这个{what_zh}了",
                        "the project has no {what_en} `{name}` any more"
                    ),
                )
                .help(say!(
                    "改了名的，重新发表；不要了的，清空这一格",
                    "if it has another name, hand out a new form; if it is gone, clear the cell"
                ))
            };
            let told = match field.question.topic {
                Topic::Figure | Topic::Area | Topic::NotCounted => {
                    asked.insert(name.clone());
                    match indicator_of(blank, &field.question) {
                        None => Some(gone("指标", "indicator")),
                        Some(now)
                            if now.measure != field.measure && field.question.topic != Topic::NotCounted =>
                        {
                            let (was, now) = (quoted(&field.measure), quoted(&now.measure));
                            Some(
                                Diagnostic::error(
                                    "form-outdated",
                                    say!(
                                        "发表以后，单位由{was}改成了{now}",
                                        "the measure has changed from {was} to {now} since"
                                    ),
                                )
                                .help(again()),
                            )
                        }
                        Some(now) => {
                            if field.question.topic != Topic::NotCounted {
                                self.compare_target(sheet, part, now, &place);
                            }
                            None
                        }
                    }
                }
                Topic::Done | Topic::PostponedTo | Topic::PostponedBecause | Topic::ApprovedBy => {
                    let is_open = blank.nodes.iter().any(|node| node.name == *name);
                    (!is_open).then(|| gone("没有完成的事项", "open node"))
                }
                Topic::Problems | Topic::Next | Topic::Text => None,
            };
            if let Some(finding) = told.filter(|_| is_filled) {
                is_refused = true;
                self.tell(&place, finding);
            }
        }
        for indicator in blank.indicators.iter().filter(|indicator| !asked.contains(&indicator.name)) {
            let name = &indicator.name;
            let place = self.place(&found.name, "");
            let finding = Diagnostic::warning(
                "form-outdated",
                say!(
                    "发表以后增加了指标“{name}”，表里没有",
                    "the indicator `{name}` came after the form was made"
                ),
            );
            self.tell(&place, finding.help(again()));
        }
        is_refused
    }

    fn compare_target(
        &mut self,
        sheet: &FormSheet,
        part: &SheetCell,
        now: &BlankIndicator,
        place: &FormCell,
    ) {
        let was = labels_of(sheet)
            .find(|(label, _, role)| *role == LabelRole::Target && label.area.top == part.area.top);
        let was = was.map_or("", |(_, text, _)| text);
        let target = now.target.as_deref().unwrap_or("");
        if was == target {
            return;
        }
        let (was, now) = (quoted(was), quoted(target));
        let finding = Diagnostic::warning(
            "form-outdated",
            say!("发表以后，目标由{was}改成了{now}", "the target has changed from {was} to {now} since"),
        );
        let help = say!("看看填报的内容要不要跟着改", "see whether the answer changes with it");
        self.tell(place, finding.help(help));
    }
}

fn again() -> Text {
    say!("用 gongkai forms make 重新发表", "hand out new forms with `gongkai forms make`")
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "空白".to_owned() } else { format!("“{text}”") }
}
