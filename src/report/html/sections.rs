//! The content of the page's sections, formatted as text.

use std::collections::BTreeMap;

use super::chart::{ChartBar, bars, lines};
use super::durations::{duration, millis};
use crate::issue::Severity;
use crate::journal::RunCommand;
use crate::language::{Message, ReportLanguage, decimal, group_digits, percent};
use crate::profile::{ColumnProfile, KindCount, ReadingProfile, ValueKind};
use crate::report::{
    assumption_questions::name_of_country,
    issue_stats::IssueSample,
    report_json::RunReport,
    write_stats::{Latency, WriteStats},
};

/// The maximum number of columns listed for a source, and of columns listed with issues.
pub(super) const COLUMNS: usize = 300;

/// A number with its name.
pub(super) struct Tile {
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) count: u64,
    /// The count as the language writes it.
    pub(super) number: String,
    pub(super) share: String,
    /// Part of the other numbers, so it is not in the bar.
    pub(super) within: bool,
}

/// The outcomes that rows have. A page without any has the first.
pub(super) fn tiles(report: &RunReport) -> Vec<Tile> {
    let counts = &report.counts;
    let unchanged = if report.protects() { "tile-unchanged-protected" } else { "tile-unchanged" };
    let always = match (&report.command, report.dry_run) {
        (RunCommand::Validate, _) => vec![("insert", "tile-importable", counts.pending)],
        (_, true) => vec![
            ("insert", "tile-to-insert", counts.planned_inserts),
            ("update", "tile-to-update", counts.planned_updates),
            ("unchanged", unchanged, counts.unchanged),
        ],
        _ => vec![
            ("insert", "tile-inserted", counts.inserted),
            ("update", "tile-updated", counts.updated),
            ("unchanged", unchanged, counts.unchanged),
        ],
    };
    let pending = if report.writes() { counts.pending } else { 0 };
    let others = [
        ("unchanged", "tile-merged", counts.merged),
        ("delete", "tile-deleted", counts.deleted),
        ("failed", "tile-failed", counts.failed),
        ("unknown", "tile-unknown", counts.unknown),
        ("pending", "tile-pending", pending),
    ];
    let ends = [("skip", "tile-skipped", counts.skipped), ("reject", "tile-rejected", counts.rejected)];
    let first = always.first().copied();
    let named = always.into_iter().chain(ends).chain(others).filter(|(.., count)| *count > 0);
    let language = report.page_language();
    let tile = |(class, key, count): (&'static str, &'static str, u64)| Tile {
        class,
        name: Message::new(language, key).to_string(),
        count,
        number: group_digits(language, count),
        share: percent(language, count, counts.rows),
        within: false,
    };
    let mut tiles: Vec<Tile> = named.map(tile).collect();
    if tiles.is_empty() {
        tiles.extend(first.map(tile));
    }
    if counts.warned > 0 {
        tiles.push(Tile { within: true, ..tile(("warn", "tile-warned", counts.warned)) });
    }
    tiles
}

/// The issues of one column, of all codes.
pub(super) struct ColumnIssues {
    pub(super) name: String,
    /// It is a field of the customer, because no column caused the issues.
    pub(super) is_field: bool,
    pub(super) errors: u64,
    pub(super) warnings: u64,
    pub(super) codes: String,
}

/// Issues by column, most errors first.
pub(super) fn by_column(report: &RunReport) -> Vec<ColumnIssues> {
    let mut columns: BTreeMap<&str, ColumnIssues> = BTreeMap::new();
    for group in &report.issues {
        for (name, count) in &group.by_column {
            let column = columns.entry(name).or_insert_with(|| ColumnIssues {
                name: name.clone(),
                is_field: group.samples.iter().any(|sample| is_field(sample, name)),
                errors: 0,
                warnings: 0,
                codes: String::new(),
            });
            match group.severity {
                Severity::Error => column.errors += count,
                Severity::Warning => column.warnings += count,
            }
            let comma = if column.codes.is_empty() { "" } else { ", " };
            column.codes.push_str(&format!("{comma}{}", group.code));
        }
    }
    let mut columns: Vec<ColumnIssues> = columns.into_values().collect();
    columns.sort_by_key(|column| std::cmp::Reverse((column.errors, column.warnings)));
    columns.truncate(COLUMNS);
    columns
}

/// True for an issue of a field that no column caused.
pub(super) fn is_field(sample: &IssueSample, name: &str) -> bool {
    sample.issue.column.is_none() && sample.issue.field.as_deref() == Some(name)
}

/// The kinds of a column's values: `number`, or `text 98.0%, number 2.0%`.
pub(super) fn kinds(language: ReportLanguage, column: &ColumnProfile) -> String {
    let name = |kind: ValueKind| Message::new(language, kind_key(kind)).to_string();
    match column.kinds.as_slice() {
        [] => Message::new(language, "kind-empty").to_string(),
        [only] => name(only.kind),
        several => {
            let word = |found: &KindCount| {
                format!("{} {}", name(found.kind), percent(language, found.count, column.filled))
            };
            several.iter().take(4).map(word).collect::<Vec<_>>().join(", ")
        }
    }
}

fn kind_key(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "kind-text",
        ValueKind::Number => "kind-number",
        ValueKind::Date => "kind-date",
        ValueKind::Email => "kind-email",
        ValueKind::Phone => "kind-phone",
        ValueKind::Web => "kind-web",
        ValueKind::YesNo => "kind-yes-no",
        ValueKind::Error => "kind-error",
    }
}

/// A country, and the texts that were read as it.
pub(super) struct CountryLine {
    pub(super) code: String,
    /// Its name; empty for texts that are not a country.
    pub(super) name: String,
    pub(super) count: u64,
    /// The most frequent texts with their counts.
    pub(super) written: Vec<(String, u64)>,
    /// The number of further texts.
    pub(super) more: usize,
}

/// The maximum number of texts shown for a country.
const SPELLINGS: usize = 12;

/// Countries by code. Texts that are not a country come first.
pub(super) fn countries(language: ReportLanguage, survey: &ReadingProfile) -> Vec<CountryLine> {
    let mut codes: BTreeMap<&str, CountryLine> = BTreeMap::new();
    for seen in &survey.countries {
        let code = seen.read.as_deref().unwrap_or("");
        let line = codes.entry(code).or_insert_with(|| CountryLine {
            code: code.to_owned(),
            name: name_of_country(language, code),
            count: 0,
            written: Vec::new(),
            more: 0,
        });
        line.count += seen.count;
        if line.written.len() < SPELLINGS {
            line.written.push((seen.written.clone(), seen.count));
        } else {
            line.more += 1;
        }
    }
    let mut lines: Vec<CountryLine> = codes.into_values().collect();
    lines.sort_by_key(|line| (!line.code.is_empty(), std::cmp::Reverse(line.count)));
    lines
}

/// Charts of writing over time.
pub(super) struct WriteTimeline {
    pub(super) written: Vec<ChartBar>,
    pub(super) failed: Vec<ChartBar>,
    pub(super) paused: Vec<ChartBar>,
    /// The highest number of attempts per second.
    pub(super) most_rate: String,
    pub(super) latencies: Vec<LatencyLine>,
    /// The highest latency.
    pub(super) most_latency: String,
    pub(super) length: String,
    /// The same as a table of at most twelve parts, for users who can't see the charts.
    pub(super) table: Vec<PartLine>,
}

pub(super) struct LatencyLine {
    pub(super) class: &'static str,
    pub(super) points: Vec<String>,
}

pub(super) struct PartLine {
    pub(super) at: String,
    pub(super) written: String,
    pub(super) failed: String,
    pub(super) latency: [String; 3],
    pub(super) paused: String,
}

impl WriteTimeline {
    pub(super) fn new(language: ReportLanguage, stats: &WriteStats) -> Self {
        let parts = &stats.parts;
        let width = (stats.seconds / parts.len().max(1) as f64).max(0.001);
        let each = |count: fn(&crate::report::write_stats::WriteStatsPart) -> f64| {
            parts.iter().map(count).collect::<Vec<f64>>()
        };
        let written = each(|part| (part.written + part.failed) as f64);
        let failed = each(|part| part.failed as f64);
        let paused = each(|part| f64::from(u8::from(part.paused_seconds > 0.0)));
        let most = written.iter().copied().fold(0.0, f64::max);
        let slowest = parts.iter().filter_map(|part| Some(part.latency?.p99)).fold(0.0, f64::max);
        let line = |class, pick: fn(&Latency) -> f64| {
            let values: Vec<Option<f64>> = parts.iter().map(|part| part.latency.as_ref().map(pick)).collect();
            LatencyLine { class, points: lines(&values, slowest) }
        };
        Self {
            written: bars(&written, most),
            failed: bars(&failed, most),
            paused: bars(&paused, 1.0),
            most_rate: decimal(language, &format!("{:.1}", most / width)),
            latencies: vec![
                line("p99", |latency| latency.p99),
                line("p95", |latency| latency.p95),
                line("p50", |latency| latency.p50),
            ],
            most_latency: millis(language, slowest),
            length: duration(language, stats.seconds),
            table: table(language, stats),
        }
    }
}

fn table(language: ReportLanguage, stats: &WriteStats) -> Vec<PartLine> {
    let size = stats.parts.len().div_ceil(12).max(1);
    let line = |parts: &[crate::report::write_stats::WriteStatsPart]| {
        let at = parts.first().map_or(0.0, |part| part.at);
        let slowest = |pick: fn(&Latency) -> f64| {
            let found = parts.iter().filter_map(|part| part.latency.as_ref().map(pick)).fold(0.0, f64::max);
            if found > 0.0 { millis(language, found) } else { "–".to_owned() }
        };
        PartLine {
            at: duration(language, at),
            written: group_digits(language, parts.iter().map(|part| part.written).sum()),
            failed: group_digits(language, parts.iter().map(|part| part.failed).sum()),
            latency: [slowest(|all| all.p50), slowest(|all| all.p95), slowest(|all| all.p99)],
            paused: duration(language, parts.iter().map(|part| part.paused_seconds).sum()),
        }
    };
    stats.parts.chunks(size).map(line).collect()
}
