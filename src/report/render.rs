//! A report drawn again, from `report.json` or, where there is none yet, from the journal as it stands.

use super::headline::headline;
use super::html;
use super::issue_stats::IssueStats;
use super::report_json::{ReportFacts, RunReport, save_text};
use super::summary_tables::{issues_text, outcome_table, plan_table, validation_table};
use super::terminal_text::wrap;
use crate::journal::{JournalError, JournalReader, RunCommand, RunFile, RunFolder};

impl RunReport {
    /// The report of a run; `None` for one that left none and whose plan is not whole.
    pub fn of(folder: &RunFolder) -> Result<Option<Self>, JournalError> {
        if folder.file("report.json").is_file() {
            return Self::load(folder).map(Some);
        }
        let run = RunFile::load(folder)?;
        if !run.planned || run.command == RunCommand::Validate {
            return Ok(None);
        }
        let reader = JournalReader::look(&folder.journal())?;
        let counts = reader.counts()?;
        let stats = IssueStats::of(&reader)?;
        let facts = ReportFacts::of(folder, &reader, &run)?;
        Ok(Some(Self::new(&run, counts, &stats, facts)))
    }

    /// As one page of HTML; the rejects of the folder can be saved from within it.
    pub fn to_html(&self, folder: &RunFolder) -> Result<String, JournalError> {
        html::draw(self, folder)
    }

    /// Writes a page into the run's folder.
    pub fn save_html(&self, folder: &RunFolder, name: &str) -> Result<(), JournalError> {
        save_text(folder, name, &self.to_html(folder)?)
    }

    /// As the terminal shows it; the run lies in the folder.
    pub fn to_text(&self, folder: &RunFolder) -> String {
        let table = match (&self.command, self.dry_run) {
            (RunCommand::Validate, _) => validation_table(&self.counts),
            (_, true) => plan_table(&self.counts),
            _ => outcome_table(&self.counts),
        };
        let stats = IssueStats::from_groups(self.issues.clone());
        let warnings = "report.html lists the first warnings of each kind, with their rows.";
        let issues = issues_text(&stats, warnings, folder);
        let parts = [wrap("", 0, &headline(self).1) + "\n", table, issues];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}
