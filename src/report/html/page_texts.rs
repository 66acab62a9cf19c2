//! The texts of the page in the language of the report, for the template: `{{ self.t("nav-issues") }}`.

use std::borrow::Borrow;

use askama::filters::Escaper;

use super::detail_words::fixed_detail;
use super::durations::{duration, millis};
use super::escape::HtmlEscaper;
use super::lookup_words::lookup_in_words;
use super::origin_words::{note, origin};
use super::page::{COLUMNS_OF_A_CODE, ReportPage};
use super::page_one::LostValue;
use super::read_words::read_in_words;
use crate::account::HelpDeskAccount;
use crate::exit_status::ExitStatus;
use crate::issue::Severity;
use crate::journal::{AttemptStatus, KeptRate};
use crate::language::{Message, ReportLanguage, date_and_time, group_digits, percent};
use crate::plan::ImportMode;
use crate::report::{
    estimate_text::EstimateOf,
    field_words::{field_in_words, field_with_name, value_in_words},
    issue_stats::{IssueGroup, IssueSample, WHOLE_ROW},
    report_json::ReportInput,
    write_stats::Latency,
};
use crate::sample::{LargeCustomer, Sample, SampleThing};

/// The files that the top of the page names.
const FILES: usize = 3;

impl ReportPage<'_> {
    /// A text, whose variables are set by `.n("rows", number)` and `.s("file", text)`.
    pub(super) fn t(&self, key: &str) -> Message {
        Message::new(self.tongue(), key)
    }

    /// A text with markup, such as `<code>`. Only its arguments are escaped.
    pub(super) fn markup(&self, message: Message) -> String {
        let escape = |text: &str| {
            let mut out = String::new();
            // Writing to a string can't fail.
            let _ = HtmlEscaper.write_escaped_str(&mut out, text);
            out
        };
        message.map_texts(escape).to_string()
    }

    pub(super) fn language(&self) -> &'static str {
        self.tongue().tag()
    }

    pub(super) fn tongue(&self) -> ReportLanguage {
        self.report.page_language()
    }

    /// An attribute for an element whose text is always English.
    pub(super) fn in_english(&self) -> &'static str {
        if self.tongue().is_english() { "" } else { " lang=\"en\"" }
    }

    pub(super) fn n(&self, number: &u64) -> String {
        group_digits(self.tongue(), *number)
    }

    pub(super) fn share(&self, part: &u64, all: &u64) -> String {
        percent(self.tongue(), *part, *all)
    }

    /// `95%`.
    pub(super) fn quantile(&self, percents: u64) -> String {
        percent(self.tongue(), percents, 100).replace(".0", "").replace(",0", "")
    }

    pub(super) fn duration(&self, seconds: &f64) -> String {
        duration(self.tongue(), *seconds)
    }

    pub(super) fn millis(&self, value: &f64) -> String {
        millis(self.tongue(), *value)
    }

    pub(super) fn time(&self, rfc3339: &str) -> String {
        date_and_time(self.tongue(), rfc3339)
    }

    /// How many calls and how much time the rest takes, with markup.
    pub(super) fn estimate(&self) -> String {
        let estimate = self.report.about.estimate.message(self.tongue(), EstimateOf::of(self.report));
        estimate.map_or_else(String::new, |message| self.markup(message))
    }

    /// The process that has set the rate for all.
    pub(super) fn kept_rate(&self, kept: &KeptRate) -> String {
        let rate = self.t("rate").decimal("rate", kept.per_second.unwrap_or_default()).to_string();
        let key = if kept.is_default { "rate-default" } else { "rate-of-process" };
        let message = self.t(key).s("pid", kept.pid.to_string()).s("command", &kept.command);
        let user = kept.user.as_deref().unwrap_or_default();
        self.markup(message.n("known", u64::from(kept.user.is_some())).s("user", user).s("rate", rate))
    }

    /// The account as people know it: its address, and the beginning of the client id.
    pub(super) fn account(&self, account: &HelpDeskAccount) -> String {
        let said = match (account.sandbox_file(), &account.client_begins) {
            (Some(""), _) => self.t("account-in-memory"),
            (Some(file), _) => self.t("account-in-file").s("file", file),
            (None, None) => return account.base_url.clone(),
            (None, Some(begins)) => {
                self.t("account-and-client").s("address", &account.base_url).s("begins", format!("{begins}…"))
            }
        };
        said.to_string()
    }

    /// A field by its name for people, with its name in the API.
    pub(super) fn field_with_name(&self, field: &str) -> String {
        field_with_name(self.tongue(), field)
    }

    /// A value of a field for people: yes and no in their language.
    pub(super) fn value(&self, field: &str, value: &str) -> String {
        value_in_words(self.tongue(), field, value)
    }

    /// What the page is about, for whoever signs it: the files, the mapping, the time and the run.
    pub(super) fn about(&self) -> String {
        let report = self.report;
        let file = |input: &ReportInput| {
            let name = self.file_name(&input.file);
            self.t("file-with-rows").s("file", name).n("rows", input.rows).to_string()
        };
        let inputs = &report.about.inputs;
        let mut parts: Vec<String> = inputs.iter().take(FILES).map(file).collect();
        if inputs.len() > FILES {
            parts.push(self.t("and-more").n("more", inputs.len() - FILES).to_string());
        }
        if !report.about.mapping.is_empty() {
            let mapping = self.t("the-mapping").s("mapping", &report.about.mapping).to_string();
            let file = self.file_name(&report.about.mapping_file);
            let is_name = file.is_empty() || file == report.about.mapping;
            parts.push(if is_name { mapping } else { format!("{mapping} ({file})") });
        }
        parts.push(self.t("made-on").s("time", self.time(&report.started)).to_string());
        parts.push(self.t("made-by-run").s("run", &report.run).to_string());
        parts.extend(report.about.undoes.iter().map(|run| self.t("takes-back").s("run", run).to_string()));
        parts.join(" · ")
    }

    /// The name of a file without its folders.
    pub(super) fn file_name(&self, file: &str) -> String {
        match file {
            "-" => self.t("standard-input").to_string(),
            file => file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
        }
    }

    /// A value that is lost, with markup.
    pub(super) fn lost(&self, lost: &LostValue) -> String {
        let key = if lost.after.is_empty() { "lost-emptied" } else { "lost-replaced" };
        let row = lost.row.to_string();
        let text = self.t(key).s("field", &lost.field.name).s("customer", &lost.customer).s("row", row);
        self.markup(text.s("before", &lost.before).s("after", &lost.after))
    }

    pub(super) fn origin(&self, from: &str) -> String {
        origin(self.tongue(), from)
    }

    pub(super) fn notes(&self, notes: &[String]) -> String {
        notes.iter().map(|text| note(self.tongue(), text)).collect::<Vec<_>>().join(", ")
    }

    /// The place of a row of a sample, which is English there: `row 7`, `b.csv, row 7`.
    pub(super) fn sample_row(&self, place: &str) -> String {
        match place.rsplit_once("row ") {
            Some(("", row)) => self.t("row").s("row", row).to_string(),
            Some((file, row)) => {
                let file = file.trim_end_matches(", ");
                self.t("row-of").s("row", row).s("file", file).to_string()
            }
            None => place.to_owned(),
        }
    }

    /// Something that a row of a sample shows: `email: left empty`.
    pub(super) fn shown(&self, thing: &SampleThing) -> String {
        let what = thing.what_in(self.tongue());
        let what = match &thing.value {
            Some(value) => self.t("shows-text").s("what", what).s("value", value).to_string(),
            None => what,
        };
        match thing.about.as_str() {
            "" => what,
            about => {
                let is_column = thing.kind == "warning" && self.is_column(about);
                let name = if is_column { about.to_owned() } else { self.names(about) };
                self.t("shows-about").s("name", name).s("what", what).to_string()
            }
        }
    }

    fn is_column(&self, name: &str) -> bool {
        let sources = self.report.facts.survey.iter().flat_map(|survey| &survey.sources);
        sources.flat_map(|source| &source.columns).any(|column| column.name == name)
    }

    /// Fields by their names for people: `E-mail address + Telephone`. A column has its own name.
    pub(super) fn names(&self, fields: &str) -> String {
        let names = fields.split(" + ").map(|field| field_in_words(self.tongue(), field));
        names.collect::<Vec<_>>().join(" + ")
    }

    /// A customer that has more rows than the sample may have.
    pub(super) fn large_customer(&self, sample: &Sample, large: &LargeCustomer) -> String {
        let text = if large.taken {
            self.t("sample-only-one").s("most", self.n(&sample.at_most))
        } else {
            self.t("sample-too-large")
        };
        text.n("rows", large.rows)
            .s("names", self.names(&large.key))
            .s("row", self.sample_row(&large.row))
            .to_string()
    }

    pub(super) fn paused(&self, seconds: &f64, paused: &f64) -> Message {
        self.t("duration-paused").s("duration", self.duration(seconds)).s("paused", self.duration(paused))
    }

    pub(super) fn round_trips(&self, latency: &Latency) -> Message {
        self.t("round-trips-within")
            .n("requests", latency.requests)
            .s("p50", self.millis(&latency.p50))
            .s("p95", self.millis(&latency.p95))
            .s("p99", self.millis(&latency.p99))
    }

    pub(super) fn severity(&self, severity: &Severity) -> &'static str {
        match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    pub(super) fn severity_word(&self, severity: &Severity) -> Message {
        self.t(match severity {
            Severity::Error => "severity-error",
            Severity::Warning => "severity-warning",
        })
    }

    /// The name of a column, of a field without one, or a text if the issue is one of the whole row.
    pub(super) fn column_name(&self, name: &str, is_field: impl Borrow<bool>) -> String {
        match name {
            WHOLE_ROW => self.t("whole-row").to_string(),
            field if *is_field.borrow() => self.field_with_name(field),
            column => column.to_owned(),
        }
    }

    /// True for an issue of a field that no column caused.
    pub(super) fn is_field(&self, sample: &IssueSample) -> bool {
        sample.issue.column.is_none() && sample.issue.field.is_some()
    }

    /// `and 3 more columns`, if some are not named.
    pub(super) fn more_columns(&self, group: &IssueGroup) -> String {
        match group.by_column.len().saturating_sub(COLUMNS_OF_A_CODE) as u64 {
            0 => String::new(),
            more => self.t("more-columns").n("columns", more).to_string(),
        }
    }

    /// The rows of a group of duplicates.
    pub(super) fn rows_in_words(&self, rows: &[String]) -> String {
        rows.iter().map(|row| self.sample_row(row)).collect::<Vec<_>>().join(", ")
    }

    /// How a source was read, and the attribute of the text: what is not known is English.
    pub(super) fn read_as(&self, text: &str) -> (&'static str, String) {
        self.or_english(read_in_words(self.tongue(), text), text)
    }

    /// How customers were looked up, and the attribute of the text.
    pub(super) fn lookup(&self, text: &str) -> (&'static str, String) {
        self.or_english(lookup_in_words(self.tongue(), text), text)
    }

    fn or_english(&self, known: Option<String>, text: &str) -> (&'static str, String) {
        known.map_or_else(|| (self.in_english(), text.to_owned()), |text| ("", text))
    }

    /// Why attempts failed, and the attribute of the text: most causes are English.
    pub(super) fn cause(&self, cause: &str) -> (&'static str, String) {
        match fixed_detail(self.tongue(), cause) {
            Some(text) => ("", text),
            None => (self.in_english(), cause.to_owned()),
        }
    }

    pub(super) fn mode(&self) -> Message {
        self.t(match self.report.about.mode {
            ImportMode::Upsert => "mode-upsert",
            ImportMode::Insert => "mode-insert",
            ImportMode::Update => "mode-update",
        })
    }

    pub(super) fn keys(&self) -> String {
        let keys = self.report.about.match_keys.iter().map(|key| {
            let fields = key.iter().map(|field| self.field_with_name(field));
            fields.collect::<Vec<_>>().join(" + ")
        });
        let or = |first: String, next: String| {
            self.t("match-key-or").s("first", first).s("next", next).to_string()
        };
        keys.reduce(or).unwrap_or_else(|| self.t("match-key-none").to_string())
    }

    /// The reason for the end is English. In another language, a run that has finished needs none: the verdict says it.
    pub(super) fn tells_reason(&self) -> bool {
        if self.report.verdict.is_empty() {
            return false;
        }
        self.tongue().is_english() || !self.report.exit.is_some_and(ExitStatus::is_finished)
    }

    /// What happened after an attempt that failed.
    pub(super) fn then(&self, status: &AttemptStatus) -> String {
        let key = match status {
            AttemptStatus::Rejected => "then-rejected",
            AttemptStatus::Failed => "then-failed",
            AttemptStatus::Unknown => "then-unknown",
            AttemptStatus::Found => "then-found",
            AttemptStatus::Absent => "then-absent",
            AttemptStatus::Open => "then-ended",
            other => return other.as_str().to_owned(),
        };
        self.t(key).to_string()
    }
}
