//! Renders the page.

use askama::Template;

use super::assets::{SCRIPT, STYLE, policy};
use super::chart::{Share, shares};
use super::left_out::Unused;
use super::omissions::left_out;
use super::page_one::{FieldName, PageOne, happening};
use super::plain_words::{
    issue_totals, kind_of_import, plain_words, policies_in_words, policy_in_words, titled,
};
use super::rejects::Rejects;
use super::sandbox_note::SandboxNote;
use super::sections::{
    COLUMNS, ColumnIssues, CountryLine, Tile, WriteTimeline, by_column, countries, duration, kinds, millis,
    percent, tiles,
};
use crate::customer::{FieldEffect, WritePolicy};
use crate::issue::Severity;
use crate::journal::{
    AttemptStatus, ChangeCounts, FieldChangeCounts, HelpDeskAccount, JournalError, RunCommand, RunFolder,
};
use crate::profile::{ColumnProfile, LeftOutColumn};
use crate::report::{
    headline::headline,
    issue_stats::{IssueGroup, IssueSample, column_of},
    planned_changes::{FieldChange, PlannedChanges},
    report_json::RunReport,
    sample_text::sample_sentence,
    summary_tables::group_digits,
};
use crate::sample::Sample;

#[derive(Template)]
#[template(config = "src/report/html/askama.toml", path = "report.html")]
struct ReportPage<'a> {
    report: &'a RunReport,
    policy: String,
    style: &'static str,
    script: &'static str,
    title: String,
    tone: &'static str,
    /// Where the customers of the sandbox are; `None` for a help desk.
    sandbox: Option<SandboxNote>,
    verdict: String,
    tiles: Vec<Tile>,
    shares: Vec<Share>,
    columns: Vec<ColumnIssues>,
    countries: Vec<CountryLine>,
    timeline: Option<WriteTimeline>,
    one: PageOne<'a>,
    rejects: &'a Rejects,
    rejects_json: String,
    /// rejects.xlsx is beside the page.
    has_workbook: bool,
    left_out: Vec<String>,
    unused: Unused,
}

/// Renders the page. It contains the rejects of the run's folder, for saving.
pub(in crate::report) fn render(report: &RunReport, folder: &RunFolder) -> Result<String, JournalError> {
    let rejects = &Rejects::load(folder, report.redacted)?;
    let (tone, verdict) = headline(report);
    let tiles = tiles(report);
    let parts: Vec<(&'static str, u64)> =
        tiles.iter().filter(|tile| !tile.within).map(|tile| (tile.class, tile.count)).collect();
    let survey = report.facts.survey.as_ref();
    let page = ReportPage {
        report,
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        title: title(report),
        tone: tone.class(),
        sandbox: report.about.account.as_ref().and_then(SandboxNote::of),
        verdict,
        shares: shares(&parts),
        tiles,
        columns: by_column(report),
        countries: survey.map_or_else(Vec::new, countries),
        timeline: report.facts.writing.as_ref().map(WriteTimeline::new),
        one: PageOne::new(report),
        rejects,
        rejects_json: rejects.json(),
        has_workbook: folder.file("rejects.xlsx").is_file(),
        left_out: left_out(report, rejects.rows),
        unused: Unused::new(report),
    };
    page.render().map_err(|error| JournalError::Damaged(format!("can't create report.html: {error}")))
}

/// `Validation of contacts.csv`.
fn title(report: &RunReport) -> String {
    let what = match (&report.command, report.dry_run) {
        (RunCommand::Validate, _) => "Validation",
        (RunCommand::Undo, _) => "Undo",
        (RunCommand::Restore, true) => "Restore plan",
        (RunCommand::Restore, _) => "Restore",
        (RunCommand::Apply, _) => "Applied plan",
        (_, true) => "Import plan",
        _ => "Import",
    };
    let name = |file: &str| match file {
        "-" => "standard input".to_owned(),
        file => file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
    };
    let what = if report.sample.is_some() { format!("{what} of a sample") } else { what.to_owned() };
    let title = match report.about.inputs.as_slice() {
        [] => what.to_owned(),
        [one] => format!("{what} of {}", name(&one.file)),
        [first, rest @ ..] => format!("{what} of {} and {} more", name(&first.file), rest.len()),
    };
    let is_sandbox = report.about.account.as_ref().is_some_and(HelpDeskAccount::is_sandbox);
    if is_sandbox { format!("[Sandbox] {title}") } else { title }
}

/// Rows of a long table on paper. `report.css` has the same numbers.
const ON_PAPER: usize = 25;
/// Unused columns on page one.
const NAMED_UNUSED: usize = 10;
/// Updates on paper.
const UPDATES_ON_PAPER: usize = 10;
/// Issues of each kind on paper.
const EACH_ON_PAPER: usize = 3;
/// The maximum number of columns named with each code.
const COLUMNS_OF_A_CODE: usize = 12;

/// Functions for the template.
impl ReportPage<'_> {
    fn listed<'s>(&self, columns: &'s [ColumnProfile]) -> &'s [ColumnProfile] {
        columns.get(..COLUMNS).unwrap_or(columns)
    }

    /// The columns that page one names.
    fn named_unused(&self) -> &[LeftOutColumn] {
        self.unused.lost.get(..NAMED_UNUSED).unwrap_or(&self.unused.lost)
    }

    fn unused_title(&self) -> &'static str {
        match self.unused.lost.len() {
            1 => "The values of a column that no rule uses, with their number:",
            _ => "The values of columns that no rule uses, with their number:",
        }
    }

    fn listed_unused(&self) -> &[LeftOutColumn] {
        self.unused.listed()
    }

    fn changed<'s>(
        &self,
        changes: &'s PlannedChanges,
    ) -> impl Iterator<Item = (FieldName, &'s ChangeCounts)> {
        let fields = changes.values.iter().flat_map(FieldChangeCounts::worst_first).take(COLUMNS);
        fields.map(|(name, counts)| (FieldName::of(name), counts))
    }

    fn happening(&self) -> &'static str {
        happening(self.report)
    }

    /// Rows of a long table on paper; `report.css` hides the others.
    fn on_paper(&self) -> usize {
        ON_PAPER
    }

    fn updates_on_paper(&self) -> usize {
        UPDATES_ON_PAPER
    }

    fn each_on_paper(&self) -> usize {
        EACH_ON_PAPER
    }

    fn fills(&self, field: &FieldChange) -> bool {
        field.effect == Some(FieldEffect::Filled)
    }

    fn policy(&self, policy: &WritePolicy) -> &'static str {
        policy_in_words(*policy)
    }

    fn policies(&self) -> String {
        policies_in_words(&self.report.about.write_policies)
    }

    /// Codes with their titles.
    fn titled(&self, codes: &[String]) -> String {
        titled(codes)
    }

    fn issue_totals(&self) -> String {
        issue_totals(self.report)
    }

    fn sample_sentence(&self, sample: &Sample) -> String {
        sample_sentence(sample)
    }

    fn n(&self, number: &u64) -> String {
        group_digits(*number)
    }

    /// `1 call`, `1,200 calls`.
    fn count(&self, number: &u64, what: &str) -> String {
        let plural = if *number == 1 { "" } else { "s" };
        format!("{} {what}{plural}", group_digits(*number))
    }

    /// `1 call a second`, `12.5 calls a second`.
    fn rate(&self, rate: &Option<f64>) -> String {
        let rate = rate.unwrap_or_default();
        format!("{rate} call{} a second", if rate == 1.0 { "" } else { "s" })
    }

    fn share(&self, part: &u64, all: &u64) -> String {
        percent(*part, *all)
    }

    /// The width of a share in a bar with the width 100.
    fn width(&self, part: &u64, all: &u64) -> String {
        format!("{:.1}", *part as f64 / (*all).max(1) as f64 * 100.0)
    }

    fn kinds(&self, column: &ColumnProfile) -> String {
        kinds(column)
    }

    fn duration(&self, seconds: &f64) -> String {
        duration(*seconds)
    }

    fn millis(&self, value: &f64) -> String {
        millis(*value)
    }

    /// Capitalizes the first word if it is a plain lower-case word. Names and quoted values do not change.
    fn sentence(&self, text: &str) -> String {
        let first = text.split(' ').next().unwrap_or_default();
        let plain = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b',');
        let text = &plain_words(text);
        match text.split_at_checked(1).filter(|_| plain) {
            Some((first, rest)) => first.to_ascii_uppercase() + rest,
            None => text.clone(),
        }
    }

    fn severity(&self, severity: &Severity) -> &'static str {
        match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    fn column<'s>(&self, sample: &'s IssueSample) -> &'s str {
        column_of(&sample.issue)
    }

    /// The columns of a group with their counts, most frequent first.
    fn group_columns(&self, group: &IssueGroup) -> Vec<(String, String)> {
        let mut columns: Vec<(&String, &u64)> = group.by_column.iter().collect();
        columns.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        columns
            .into_iter()
            .take(COLUMNS_OF_A_CODE)
            .map(|(name, count)| (name.clone(), group_digits(*count)))
            .collect()
    }

    /// The first different values of a group.
    fn examples(&self, group: &IssueGroup) -> Vec<String> {
        let mut examples: Vec<String> = Vec::new();
        for value in group.samples.iter().filter_map(|sample| sample.issue.value.as_ref()) {
            if examples.len() < 3 && !examples.contains(value) {
                examples.push(value.clone());
            }
        }
        examples
    }

    fn mode(&self) -> &'static str {
        kind_of_import(self.report.about.mode)
    }

    fn keys(&self) -> String {
        let keys: Vec<String> = self.report.about.match_keys.iter().map(|key| key.join(" + ")).collect();
        if keys.is_empty() { "none".to_owned() } else { keys.join(", or ") }
    }

    fn issue_count(&self) -> u64 {
        self.report.issues.iter().map(|group| group.count).sum()
    }

    fn all_issues(&self) -> String {
        group_digits(self.issue_count())
    }

    fn shown_issues(&self) -> usize {
        self.report.issues.iter().map(|group| group.samples.len()).sum()
    }

    /// What happened after an attempt that failed.
    fn then(&self, status: &AttemptStatus) -> &'static str {
        match status {
            AttemptStatus::Rejected => "the row was rejected",
            AttemptStatus::Failed => "the row failed",
            AttemptStatus::Unknown => "its outcome is unknown",
            AttemptStatus::Found => "found: it was written",
            AttemptStatus::Absent => "not found: it is sent again",
            AttemptStatus::Open => "the deskferry process ended",
            other => other.as_str(),
        }
    }

    fn several_sources(&self) -> bool {
        self.report.about.inputs.len() > 1
    }
}
