//! Renders the page.

use askama::Template;

use super::assets::{SCRIPT, STYLE, policy};
use super::chart::{Share, shares};
use super::left_out::{NAMED_UNUSED, Unused};
use super::omissions::left_out;
use super::page_one::{FieldName, PageOne, happening};
use super::plain_words::{issue_totals, policies_in_words, policy_in_words, titled};
use super::protection_words::protection_in_words;
use super::rejects::Rejects;
use super::sandbox_note::SandboxNote;
use super::sections::{
    COLUMNS, ColumnIssues, CountryLine, Tile, WriteTimeline, by_column, countries, is_field, kinds, tiles,
};
use crate::account::HelpDeskAccount;
use crate::customer::WritePolicy;
use crate::journal::{ChangeCounts, FieldChangeCounts, JournalError, RunCommand, RunFolder};
use crate::language::Message;
use crate::profile::{ColumnProfile, LeftOutColumn};
use crate::report::{
    headline::headline,
    issue_stats::{IssueGroup, IssueSample, column_of},
    planned_changes::{FieldChange, PlannedChanges, ProtectedSample},
    report_json::RunReport,
    report_question::ReportQuestion,
    stale_rejects::StaleRejects,
};
use crate::sample::Sample;

#[derive(Template)]
#[template(config = "src/report/html/askama.toml", path = "report.html")]
pub(super) struct ReportPage<'a> {
    pub(super) report: &'a RunReport,
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
    left_out: Vec<Message>,
    unused: Unused,
}

/// Renders the page. It contains the rejects of the run's folder, for saving.
pub(in crate::report) fn render(report: &RunReport, folder: &RunFolder) -> Result<String, JournalError> {
    let rejects = &Rejects::load(folder, report.redacted)?;
    let (tone, verdict) = headline(report.page_language(), report);
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
        countries: survey.map_or_else(Vec::new, |survey| countries(report.page_language(), survey)),
        timeline: report
            .facts
            .writing
            .as_ref()
            .map(|writing| WriteTimeline::new(report.page_language(), writing)),
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
    let text = |key: &'static str| Message::new(report.page_language(), key);
    let what = text(match (&report.command, report.dry_run) {
        (RunCommand::Validate, _) => "title-validation",
        (RunCommand::Undo, _) => "title-undo",
        (RunCommand::Restore, true) => "title-restore-plan",
        (RunCommand::Restore, _) => "title-restore",
        (RunCommand::Apply, _) => "title-applied-plan",
        (_, true) => "title-import-plan",
        _ => "title-import",
    });
    let what = match report.sample {
        Some(_) => text("title-of-sample").s("what", what.to_string()),
        None => what,
    };
    let name = |file: &str| match file {
        "-" => text("standard-input").to_string(),
        file => file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
    };
    let of = |key, file| text(key).s("what", what.to_string()).s("name", name(file));
    let title = match report.about.inputs.as_slice() {
        [] => what,
        [one] => of("title-of", &one.file),
        [first, rest @ ..] => of("title-of-several", &first.file).n("more", rest.len()),
    };
    let is_sandbox = report.about.account.as_ref().is_some_and(HelpDeskAccount::is_sandbox);
    match is_sandbox {
        true => text("title-sandbox").s("title", title.to_string()).to_string(),
        false => title.to_string(),
    }
}

/// Rows of a long table on paper. `report.css` has the same numbers.
const ON_PAPER: usize = 25;
/// Updates on paper.
const UPDATES_ON_PAPER: usize = 10;
/// Issues of each kind on paper.
const EACH_ON_PAPER: usize = 3;
/// The maximum number of columns named with each code.
pub(super) const COLUMNS_OF_A_CODE: usize = 12;

/// What the template lists. `page_texts.rs` has its texts.
impl ReportPage<'_> {
    fn listed<'s>(&self, columns: &'s [ColumnProfile]) -> &'s [ColumnProfile] {
        columns.get(..COLUMNS).unwrap_or(columns)
    }

    /// The columns that page one names.
    fn named_unused(&self) -> &[LeftOutColumn] {
        self.unused.lost.get(..NAMED_UNUSED).unwrap_or(&self.unused.lost)
    }

    fn listed_unused(&self) -> &[LeftOutColumn] {
        self.unused.listed()
    }

    fn changed<'s>(
        &self,
        changes: &'s PlannedChanges,
    ) -> impl Iterator<Item = (FieldName, &'s ChangeCounts)> {
        let fields = changes.values.iter().flat_map(FieldChangeCounts::of_existing).take(COLUMNS);
        fields.map(|(name, counts)| (self.field(name), counts))
    }

    /// A field by its name for people.
    fn field(&self, name: &str) -> FieldName {
        FieldName::of(self.report.page_language(), name)
    }

    /// The protected values, and those that are left out, each with their title and caption.
    fn unwritten<'s>(
        &self,
        changes: &'s PlannedChanges,
    ) -> Vec<(Message, Message, Vec<&'s ProtectedSample>)> {
        let (left_out, protected): (Vec<_>, Vec<_>) =
            changes.protected_samples.iter().partition(|sample| sample.is_left_out());
        let all = changes.values.as_ref().map(|values| values.all).unwrap_or_default();
        let kinds =
            [("protected-values", protected, all.protected), ("left-out-values", left_out, all.left_out)];
        let kinds = kinds.into_iter().filter(|(_, samples, _)| !samples.is_empty());
        let kind = |(title, samples, all): (&'static str, Vec<_>, u64)| {
            let shown = samples.len() as u64;
            let first = self.t("protected-first").n("shown", shown).n("all", all);
            (self.t(title), if shown < all { first } else { self.t("protected-all") }, samples)
        };
        kinds.map(kind).collect()
    }

    /// All questions, those of page one first.
    fn asked(&self) -> impl Iterator<Item = &ReportQuestion> {
        self.one.questions.iter().chain(&self.one.more_questions)
    }

    fn has_settings(&self) -> bool {
        self.asked().any(|asked| asked.setting.is_some())
    }

    fn happening(&self) -> Message {
        self.t(happening(self.report))
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

    /// Nothing of the field is lost. `report.css` hides such a field on paper, unless it is the first.
    fn keeps_all(&self, field: &FieldChange) -> bool {
        field.effect.is_some_and(|effect| !effect.loses())
    }

    /// True if no customer gets the field.
    fn is_never_written(&self, field: &str) -> bool {
        self.report.about.write_policies.of(field) == WritePolicy::Never
    }

    fn policy(&self, policy: &WritePolicy) -> Message {
        policy_in_words(self.report.page_language(), *policy)
    }

    /// What page one says about protection.
    fn protection(&self) -> String {
        protection_in_words(self.report.page_language(), &self.report.about.write_policies)
    }

    /// Some rejected rows need no correction.
    fn has_stale_rejects(&self) -> bool {
        StaleRejects::of(self.report) != StaleRejects::None
    }

    /// Some rejected rows need a correction.
    fn has_wrong_cells(&self) -> bool {
        StaleRejects::of(self.report) != StaleRejects::All
    }

    fn policies(&self) -> String {
        policies_in_words(self.report.page_language(), &self.report.about.write_policies)
    }

    /// Codes with their titles.
    fn titled(&self, codes: &[String]) -> String {
        titled(self.report.page_language(), codes)
    }

    fn issue_totals(&self) -> Message {
        issue_totals(self.report)
    }

    fn sample_sentence(&self, sample: &Sample) -> Message {
        let message = self.t("sample-shows").n("taken", sample.rows).n("rows", sample.of_rows);
        message.n("shown", sample.shown.min(sample.things)).n("things", sample.things)
    }

    /// What is proven about the choice of the rows.
    fn sample_proof(&self, sample: &Sample) -> Option<Message> {
        let text = if sample.shown < sample.things { "sample-most" } else { "sample-fewest" };
        let is_worth_saying = sample.proven && (text == "sample-most" || sample.rows > 1);
        is_worth_saying.then(|| self.t(text))
    }

    /// The width of a share in a bar with the width 100.
    fn width(&self, part: &u64, all: &u64) -> String {
        format!("{:.1}", *part as f64 / (*all).max(1) as f64 * 100.0)
    }

    fn kinds(&self, column: &ColumnProfile) -> String {
        kinds(self.report.page_language(), column)
    }

    fn column<'s>(&self, sample: &'s IssueSample) -> &'s str {
        column_of(&sample.issue)
    }

    /// The columns of a group with their counts, most frequent first.
    fn group_columns(&self, group: &IssueGroup) -> Vec<(String, String)> {
        let mut columns: Vec<(&String, &u64)> = group.by_column.iter().collect();
        columns.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let told = columns.into_iter().take(COLUMNS_OF_A_CODE);
        let is_field = |name: &str| group.samples.iter().any(|sample| is_field(sample, name));
        told.map(|(name, count)| (self.column_name(name, is_field(name)), self.n(count))).collect()
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

    fn issue_count(&self) -> u64 {
        self.report.issues.iter().map(|group| group.count).sum()
    }

    fn shown_issues(&self) -> u64 {
        self.report.issues.iter().map(|group| group.samples.len() as u64).sum()
    }

    fn several_sources(&self) -> bool {
        self.report.about.inputs.len() > 1
    }
}
