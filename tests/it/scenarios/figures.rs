//! What a scenario measured, as named figures.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::file::Span;
use crate::campaign::Server;

/// The figures by name; those of a family are 0 if nothing of their kind happened.
#[derive(Debug, Default)]
pub(super) struct Figures(BTreeMap<String, f64>);

/// Prefixes of figures that are 0 unless something happened.
const FAMILIES: [&str; 2] = ["requests.", "answers."];

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some = self.0.iter().filter(|(_, number)| **number > 0.0);
        some.enumerate().try_for_each(|(at, (name, number))| {
            let comma = if at > 0 { ", " } else { "" };
            let digits = if number.fract() == 0.0 { 0 } else { 2 };
            write!(f, "{comma}{name} {number:.digits$}")
        })
    }
}

impl Figures {
    pub(super) fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, name: &str, number: f64) {
        *self.0.entry(name.to_owned()).or_default() += number;
    }

    pub(super) fn most(&mut self, name: &str, number: f64) {
        let before = self.get(name);
        self.0.insert(name.to_owned(), before.max(number));
    }

    /// Adds the counts of the current server process to those of earlier ones.
    pub(super) fn take(&mut self, server: &Server) {
        let stats = server.ask("GET", "stats", "");
        self.add("requests.total", number(&stats["total"]));
        self.add("requests.dropped", number(&stats["dropped"]));
        for (family, counts) in [("requests", &stats["byKind"]), ("answers", &stats["byStatus"])] {
            for (name, count) in counts.as_object().into_iter().flatten() {
                self.add(&format!("{family}.{name}"), number(count));
            }
        }
        self.most("peak-in-flight", number(&stats["peakInFlight"]));
        self.most("peak-per-second", number(&stats["maxPerSecond"]));
        self.take_log(&server.ask("GET", "requests", ""));
    }

    /// The median of the requests in flight over the later half of the writes; the longest time without a write.
    fn take_log(&mut self, log: &Value) {
        let writes: Vec<&Value> = log.as_array().into_iter().flatten().filter(|one| is_write(one)).collect();
        let ago: Vec<f64> = writes.iter().map(|one| number(&one["ago_ms"])).collect();
        let gaps = ago.windows(2).map(|pair| (pair[0] - pair[1]) / 1000.0);
        self.most("longest-silence", gaps.fold(0.0, f64::max));
        let later = writes.iter().skip(writes.len() / 2).map(|one| number(&one["inFlight"]));
        let mut later: Vec<f64> = later.collect();
        later.sort_by(f64::total_cmp);
        self.most("settled-in-flight", later.get(later.len() / 2).copied().unwrap_or_default());
    }

    /// The counts of a run.
    pub(super) fn take_counts(&mut self, counts: &Value) {
        for (name, count) in counts.as_object().into_iter().flatten() {
            self.0.insert(format!("counts.{name}"), number(count));
        }
    }

    /// Compares each expectation with its figure.
    #[track_caller]
    pub(super) fn check(&self, expected: &BTreeMap<String, Span>) {
        for (name, span) in expected {
            let known = self.0.contains_key(name) || FAMILIES.iter().any(|family| name.starts_with(family));
            assert!(known, "there is no figure {name}: {self:?}");
            let ([low, high], number) = (span.ends(), self.get(name));
            assert!((low..=high).contains(&number), "{name} is {number}, expected {low} to {high}: {self}");
        }
    }
}

fn is_write(request: &Value) -> bool {
    matches!(request["kind"].as_str(), Some("insert" | "update" | "delete"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}
