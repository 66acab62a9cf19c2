//! The content of the page's sections, formatted as text.

use std::collections::BTreeMap;

use super::chart::{ChartBar, bars, lines};
use crate::convert::country_name;
use crate::issue::Severity;
use crate::journal::RunCommand;
use crate::profile::{ColumnProfile, ReadingProfile};
use crate::report::{
    issue_stats::IssueSample,
    report_json::RunReport,
    summary_tables::group_digits,
    write_stats::{Latency, WriteStats},
};

/// The maximum number of columns listed for a source, and of columns listed with issues.
pub(super) const COLUMNS: usize = 300;

/// A number with its name.
pub(super) struct Tile {
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    pub(super) count: u64,
    pub(super) share: String,
    /// Part of the other numbers, so it is not in the bar.
    pub(super) within: bool,
}

impl Tile {
    pub(super) fn number(&self) -> String {
        group_digits(self.count)
    }
}

/// The outcomes. Those without rows are left out, except the usual ones.
pub(super) fn tiles(report: &RunReport) -> Vec<Tile> {
    let counts = &report.counts;
    let always = match (&report.command, report.dry_run) {
        (RunCommand::Validate, _) => vec![("insert", "can be imported", counts.pending)],
        (_, true) => vec![
            ("insert", "new customers to insert", counts.planned_inserts),
            ("update", "customers to update", counts.planned_updates),
            ("unchanged", "already up to date", counts.unchanged),
        ],
        _ => vec![
            ("insert", "inserted", counts.inserted),
            ("update", "updated", counts.updated),
            ("unchanged", "already up to date", counts.unchanged),
        ],
    };
    let pending = if report.writes() { counts.pending } else { 0 };
    let others = [
        ("unchanged", "merged into another row", counts.merged),
        ("delete", "deleted", counts.deleted),
        ("failed", "failed", counts.failed),
        ("unknown", "with unknown outcome", counts.unknown),
        ("pending", "not written yet", pending),
    ];
    let ends = [("skip", "skipped", counts.skipped), ("reject", "rejected", counts.rejected)];
    let named = always.into_iter().chain(ends).chain(others.into_iter().filter(|(.., count)| *count > 0));
    let tile =
        |(class, name, count)| Tile { class, name, count, share: percent(count, counts.rows), within: false };
    let mut tiles: Vec<Tile> = named.map(tile).collect();
    tiles.push(Tile { within: true, ..tile(("warn", "accepted with warnings", counts.warned)) });
    tiles
}

/// `12.3%`. Only zero is shown as 0%, and only all as 100%.
pub(super) fn percent(part: u64, all: u64) -> String {
    match (part, all) {
        (_, 0) => "–".to_owned(),
        (0, _) => "0%".to_owned(),
        (part, all) if part == all => "100%".to_owned(),
        (part, all) => format!("{:.1}%", (part as f64 / all as f64 * 100.0).clamp(0.1, 99.9)),
    }
}

/// A duration in words: `2 h 5 min`.
pub(in crate::report) fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 10.0 => format!("{seconds:.1} s"),
        0..120 => format!("{whole} s"),
        120..7200 => format!("{} min {} s", whole / 60, whole % 60),
        7200..172_800 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} days {} h", whole / 86_400, whole % 86_400 / 3600),
    }
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
fn is_field(sample: &IssueSample, name: &str) -> bool {
    sample.issue.column.is_none() && sample.issue.field.as_deref() == Some(name)
}

/// The kinds of a column's values: `number`, or `text 98.0%, number 2.0%`.
pub(super) fn kinds(column: &ColumnProfile) -> String {
    match column.kinds.as_slice() {
        [] => "empty".to_owned(),
        [only] => only.kind.words().to_owned(),
        several => {
            let word = |found: &crate::profile::KindCount| {
                format!("{} {}", found.kind.words(), percent(found.count, column.filled))
            };
            several.iter().take(4).map(word).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A country, and the texts that were read as it.
pub(super) struct CountryLine {
    pub(super) code: String,
    /// Its English name; empty for texts that are not a country.
    pub(super) name: &'static str,
    pub(super) count: u64,
    /// The most frequent texts with their counts.
    pub(super) written: Vec<(String, u64)>,
    /// The number of further texts.
    pub(super) more: usize,
}

/// The maximum number of texts shown for a country.
const SPELLINGS: usize = 12;

/// Countries by code. Texts that are not a country come first.
pub(super) fn countries(survey: &ReadingProfile) -> Vec<CountryLine> {
    let mut codes: BTreeMap<&str, CountryLine> = BTreeMap::new();
    for seen in &survey.countries {
        let code = seen.read.as_deref().unwrap_or("");
        let line = codes.entry(code).or_insert_with(|| CountryLine {
            code: code.to_owned(),
            name: country_name(code).unwrap_or_default(),
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
    pub(super) fn new(stats: &WriteStats) -> Self {
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
            most_rate: format!("{:.1}", most / width),
            latencies: vec![
                line("p99", |latency| latency.p99),
                line("p95", |latency| latency.p95),
                line("p50", |latency| latency.p50),
            ],
            most_latency: millis(slowest),
            length: duration(stats.seconds),
            table: table(stats),
        }
    }
}

/// `12 ms`, `1.2 s`.
pub(super) fn millis(millis: f64) -> String {
    match millis {
        0.0..10.0 => format!("{millis:.1} ms"),
        10.0..1000.0 => format!("{millis:.0} ms"),
        _ => format!("{:.1} s", millis / 1000.0),
    }
}

fn table(stats: &WriteStats) -> Vec<PartLine> {
    let size = stats.parts.len().div_ceil(12).max(1);
    let line = |parts: &[crate::report::write_stats::WriteStatsPart]| {
        let at = parts.first().map_or(0.0, |part| part.at);
        let slowest = |pick: fn(&Latency) -> f64| {
            let found = parts.iter().filter_map(|part| part.latency.as_ref().map(pick)).fold(0.0, f64::max);
            if found > 0.0 { millis(found) } else { "–".to_owned() }
        };
        PartLine {
            at: duration(at),
            written: group_digits(parts.iter().map(|part| part.written).sum()),
            failed: group_digits(parts.iter().map(|part| part.failed).sum()),
            latency: [slowest(|all| all.p50), slowest(|all| all.p95), slowest(|all| all.p99)],
            paused: duration(parts.iter().map(|part| part.paused_seconds).sum()),
        }
    };
    stats.parts.chunks(size).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_zero_or_all() {
        let all = [(0, 9), (9, 9), (1, 1_000_000), (999_999, 1_000_000), (1, 3), (0, 0)];
        let words = all.map(|(part, all)| percent(part, all));
        assert_eq!(words, ["0%", "100%", "0.1%", "99.9%", "33.3%", "–"]);
    }

    #[test]
    fn durations_are_written_in_words() {
        let words = [0.25, 59.6, 119.0, 3661.0, 86_399.0, 200_000.0].map(duration);
        assert_eq!(words, ["0.2 s", "60 s", "119 s", "61 min 1 s", "23 h 59 min", "2 days 7 h"]);
    }
}
