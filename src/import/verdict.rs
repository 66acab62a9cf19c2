//! How a run ended: its exit status, and a sentence.

use crate::journal::Counts;
use crate::writer::Ending;

/// The exit status, and how it ended in a sentence.
pub(super) fn verdict(ending: &Ending, counts: &Counts, dry_run: bool) -> (u8, String) {
    match ending {
        Ending::Unauthorized { message } => (3, message.clone()),
        Ending::Stopped { reason } => (4, reason.clone()),
        Ending::Finished if dry_run => planned(counts),
        Ending::Finished => finished(counts),
    }
}

fn finished(counts: &Counts) -> (u8, String) {
    let mut parts = vec!["finished".to_owned()];
    let rejected = some(counts.rejected, "was rejected", "were rejected");
    let failed = some(counts.failed, "failed", "failed");
    let bad: Vec<String> = [rejected, failed].into_iter().flatten().collect();
    if !bad.is_empty() {
        parts.push(format!("{}: look into rejects.csv", bad.join(", ")));
    }
    let unknown = some(counts.unknown, "is unknown", "are unknown");
    parts.extend(unknown.map(|unknown| format!("{unknown}: look into unknown.csv")));
    (u8::from(parts.len() > 1), parts.join("; "))
}

fn planned(counts: &Counts) -> (u8, String) {
    match some(counts.rejected, "would be rejected", "would be rejected") {
        Some(rejected) => (1, format!("{rejected}: look into rejects.csv")),
        None => (0, "every row can be imported".to_owned()),
    }
}

/// `2 rows were rejected`; nothing of none.
fn some(rows: u64, one: &str, many: &str) -> Option<String> {
    match rows {
        0 => None,
        1 => Some(format!("1 row {one}")),
        rows => Some(format!("{rows} rows {many}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_words() {
        let counts = Counts { rejected: 2, failed: 1, unknown: 1, ..Counts::default() };
        let (exit, said) = verdict(&Ending::Finished, &counts, false);
        assert_eq!(exit, 1);
        assert_eq!(
            said,
            "finished; 2 rows were rejected, 1 row failed: look into rejects.csv; 1 row is unknown: look into unknown.csv"
        );
    }
}
