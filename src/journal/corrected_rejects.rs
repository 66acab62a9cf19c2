//! What became of the rejected rows of an earlier run whose rejects file is a source of this run.

use serde::{Deserialize, Serialize};

use crate::wording::counted;

/// The rejected rows of an earlier run, by what became of them in this run. A row that the file has several times
/// counts once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CorrectedRejects {
    /// The run that rejected the rows; empty if the file does not say.
    pub run: String,
    /// The file is `unknown.csv` of that run: whether these rows were written was not known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
    /// How many rows it rejected; absent if its folder is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<u64>,
    /// Now in the help desk: inserted, updated, unchanged, merged, or skipped by mode `insert` because the customer
    /// exists. In a dry run: would be. In a validation: good.
    pub now_in: u64,
    /// Rejected or failed again.
    pub rejected_again: u64,
    /// Skipped by the mapping or the mode.
    pub skipped: u64,
    /// Not written yet, or not known whether written.
    pub open: u64,
    /// Rejected by that run, and not in the file; absent if the run's folder is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_in_file: Option<u64>,
    /// Further rows of the file that no run has rejected: people added them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub added: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl CorrectedRejects {
    /// A sentence for people. `is_in` says what it means that a row is in: `now in the help desk`.
    pub fn sentence(&self, is_in: &str) -> String {
        let verb = |count: u64| if count == 1 { "is" } else { "are" };
        let was = |count: u64| if count == 1 { "was" } else { "were" };
        self.with_counts(
            format!("{} {is_in}", verb(self.now_in)),
            format!("{} {}", was(self.rejected_again), self.rejected_words()),
            format!("{} skipped", was(self.skipped)),
        )
    }

    /// The sentence of a dry run: nothing has been written.
    pub fn planned_sentence(&self) -> String {
        let would = |what: &str| format!("would be {what}");
        self.with_counts(would("in the help desk"), would(self.rejected_words()), would("skipped"))
    }

    fn rejected_words(&self) -> &'static str {
        if self.unknown { "rejected" } else { "rejected again" }
    }

    /// `12 rejected rows of run R`
    fn rows(&self, all: u64) -> String {
        let of = match self.run.as_str() {
            "" => "an earlier run".to_owned(),
            run => format!("run {run}"),
        };
        match (self.unknown, all) {
            (true, 1) => format!("row of {of} with an unknown outcome"),
            (true, _) => format!("rows of {of} with an unknown outcome"),
            (false, 1) => format!("rejected row of {of}"),
            (false, _) => format!("rejected rows of {of}"),
        }
    }

    fn with_counts(&self, is_in: String, again: String, skipped: String) -> String {
        let known = self.now_in + self.rejected_again + self.skipped + self.open;
        let all = self.rejected.unwrap_or(known);
        let verb = |count: u64| if count == 1 { "is" } else { "are" };
        let missing = self.not_in_file.unwrap_or_default();
        let parts = [
            (self.now_in, is_in),
            (self.rejected_again, again),
            (self.skipped, skipped),
            (self.open, format!("{} not written yet, or unknown", verb(self.open))),
            (missing, format!("{} not in this file", verb(missing))),
        ];
        let some = || parts.iter().filter(|(count, _)| *count > 0);
        let sentence = match some().next() {
            Some((1, what)) if all == 1 => format!("The {} {what}.", self.rows(1)),
            _ => {
                // How many are in is said even if none are.
                let shown = parts.iter().enumerate().filter(|(at, (count, _))| *at == 0 || *count > 0);
                let shown: Vec<String> = shown.map(|(_, (count, what))| format!("{count} {what}")).collect();
                format!("Of the {all} {}, {}.", self.rows(all), listed(&shown))
            }
        };
        match self.added {
            0 => sentence,
            count => {
                format!("{sentence} {} not among them: added by hand.", counted(count, "row is", "rows are"))
            }
        }
    }
}

/// `a, b and c`
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_counts_every_row_once() {
        let all = CorrectedRejects {
            run: "R".to_owned(),
            rejected: Some(12),
            now_in: 9,
            rejected_again: 1,
            not_in_file: Some(2),
            added: 1,
            ..CorrectedRejects::default()
        };
        assert_eq!(
            all.sentence("now in the help desk"),
            "Of the 12 rejected rows of run R, 9 are now in the help desk, 1 was rejected again and 2 are not in \
             this file. 1 row is not among them: added by hand."
        );
        let unknown = CorrectedRejects { now_in: 1, ..CorrectedRejects::default() };
        assert_eq!(unknown.sentence("good now"), "The rejected row of an earlier run is good now.");
        let unsure = CorrectedRejects {
            run: "R".to_owned(),
            unknown: true,
            now_in: 1,
            rejected_again: 1,
            ..CorrectedRejects::default()
        };
        assert_eq!(
            unsure.sentence("now in the help desk"),
            "Of the 2 rows of run R with an unknown outcome, 1 is now in the help desk and 1 was rejected."
        );
    }
}
