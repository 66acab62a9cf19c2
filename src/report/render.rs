//! Renders the report of a run, from `report.json` or, if that does not exist yet, from the journal.

use super::estimate_text::EstimateOf;
use super::headline::headline;
use super::html;
use super::issue_stats::IssueStats;
use super::left_out_text::left_out_text;
use super::mask_names::{mask_path, mask_run};
use super::questions::questions;
use super::report_json::{ReportFacts, RunReport};
#[cfg(feature = "workbench")]
use super::report_question::ReportQuestion;
use super::sandbox_banner::sandbox_banner;
use super::summary_tables::{
    corrected_text, fixes_text, issues_text, outcome_table, plan_table, validation_table,
};
use super::terminal_text::wrap;
use crate::file::name_of;
use crate::journal::{JournalError, JournalReader, RowCounts, RunCommand, RunFile, RunFolder};
use crate::language::ReportLanguage;

impl RunReport {
    /// The report of a run; `None` if it has none and its plan is incomplete.
    pub fn from_folder(folder: &RunFolder) -> Result<Option<Self>, JournalError> {
        if folder.file("report.json").is_file() {
            return Self::load(folder).map(Some);
        }
        let run = RunFile::load(folder)?;
        if !run.planned || run.command == RunCommand::Validate {
            return Ok(None);
        }
        let reader = JournalReader::look(&folder.journal())?.under(&run.write_policies);
        let counts = reader.counts()?;
        let stats = IssueStats::from_journal(folder, &reader)?;
        let facts = ReportFacts::collect(folder, &reader, &run)?;
        Ok(Some(asking(Self::new(&run, counts, &stats, facts))))
    }

    /// The questions in a language, without values of the source; `report.json` has them in English.
    #[cfg(feature = "workbench")]
    pub(crate) fn questions_in(&self, language: ReportLanguage) -> Vec<ReportQuestion> {
        questions(language, self, false)
    }

    /// The report as one HTML page. It contains the rejects of the folder, for saving.
    pub fn to_html(&self, folder: &RunFolder) -> Result<String, JournalError> {
        html::render(self, folder)
    }

    /// Writes the HTML page into the run's folder.
    pub fn save_html(&self, folder: &RunFolder, name: &str) -> Result<(), JournalError> {
        folder.write_file(name, self.to_html(folder)?.as_bytes())
    }

    /// The report as text for the terminal. `folder` is the run's folder.
    pub fn to_text(&self, folder: &RunFolder) -> String {
        let table = match (&self.command, self.dry_run) {
            (RunCommand::Validate, _) => validation_table(&self.counts),
            (_, true) => plan_table(&self.counts),
            _ => outcome_table(&self.counts),
        };
        let stats = IssueStats::from_groups(self.issues.clone(), self.page_language());
        let warnings = "report.html lists the first warnings of each kind, with their rows.";
        let issues = issues_text(&stats, warnings, folder);
        let left_out = self.left_out.as_ref().map_or_else(String::new, left_out_text);
        let banner = self.about.account.as_ref().and_then(sandbox_banner).unwrap_or_default();
        let estimate = self.about.estimate.text(EstimateOf::of(self)).filter(|_| self.dry_run);
        let estimate = estimate.map_or_else(String::new, |text| wrap("", 0, &text) + "\n");
        let headline = wrap("", 0, &headline(ReportLanguage::En, self).1) + "\n";
        let corrected = corrected_text(&self.command, self.dry_run, &self.about.corrected);
        let fixes = fixes_text(self.about.fixes.as_ref());
        let parts = [banner, headline, table, estimate, fixes, left_out, corrected, issues];
        let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        if !self.redacted {
            return text;
        }
        let (path, id) = (name_of(folder.path()), folder.id());
        text.replace(&path, &mask_path(&path)).replace(&id, &mask_run(&id))
    }
}

/// The report with its questions and its estimate in words, which are English in `report.json`.
fn asking(mut report: RunReport) -> RunReport {
    report.questions = questions(ReportLanguage::En, &report, false);
    report.about.estimate = report.about.estimate.clone().with_text(EstimateOf::of(&report));
    report
}

/// Writes `report.json` and `report.html` into the run's folder.
pub fn save_report(
    folder: &RunFolder,
    run: &RunFile,
    counts: RowCounts,
    stats: &IssueStats,
    facts: ReportFacts,
) -> Result<(), JournalError> {
    let report = asking(RunReport::new(run, counts, stats, facts));
    report.save(folder)?;
    report.save_html(folder, "report.html")
}
