//! The report of changes of a backup without a person: her ids are taken out, and the numbers fit.

use super::error::ErasureError;
use crate::backup::change_report::ChangeReport;
use crate::backup::manifest::{FileContent, ManifestFile};
use crate::backup::reader::BackupReader;
use crate::backup::record_comparison::RecordChanges;

/// The report without her.
pub(super) struct ReportWithout {
    /// Its place in the manifest.
    pub(super) at: usize,
    /// The place of the same report as text.
    pub(super) text_at: Option<usize>,
    /// The ids that were taken out.
    pub(super) ids: u64,
    report: ChangeReport,
    /// Hers among the added and the changed customers; `None` if not all of these are listed.
    listed: Option<u64>,
}

impl ReportWithout {
    /// Reads the report of a backup. One that can't be read is replaced: nobody can tell whom it names.
    pub(super) fn read(
        backup: &BackupReader,
        is_hers: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Self>, ErasureError> {
        let files = &backup.manifest().files;
        let place = |end: &str| {
            let is_one = |file: &ManifestFile| file.holds == FileContent::Changes && file.name.contains(end);
            files.iter().position(is_one)
        };
        let Some((at, file)) = place(".json").and_then(|at| Some((at, files.get(at)?))) else {
            return Ok(None);
        };
        let text_at = place(".txt");
        let mut report = serde_json::from_slice(&backup.content(file)?).unwrap_or_else(|_| unreadable());
        let ChangeReport { changes, .. } = &mut report;
        let (ids, listed) = changes.as_mut().map_or((0, Some(0)), |changes| take_out(changes, is_hers));
        Ok(Some(Self { at, text_at, ids, report, listed }))
    }

    /// Counts her records in the backup that were as before. Returns whether the report is another one now.
    pub(super) fn count_removed(&mut self, records: u64) -> bool {
        let (Some(changes), Some(listed)) = (&mut self.report.changes, self.listed) else {
            return self.ids > 0;
        };
        let unchanged = records.saturating_sub(listed).min(changes.unchanged);
        changes.unchanged -= unchanged;
        self.ids + unchanged > 0
    }

    /// The new `changes.json`.
    pub(super) fn json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(&self.report).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// The new `changes.txt`.
    pub(super) fn text(&self) -> String {
        self.report.text()
    }
}

fn unreadable() -> ChangeReport {
    let reason = "the report could not be read when a customer was forgotten".to_owned();
    ChangeReport { against: None, not_compared: Some(reason), changes: None }
}

/// Takes her ids out, and corrects the numbers. Returns how many ids, and how many of them are in this backup.
fn take_out(changes: &mut RecordChanges, is_hers: &dyn Fn(&str) -> bool) -> (u64, Option<u64>) {
    let all = |ids: usize, count: u64| ids as u64 == count;
    let lists = &mut changes.customers;
    let is_whole = all(lists.added.len(), changes.added) && all(lists.changed.len(), changes.changed);
    let added = lists.added.extract_if(.., |id| is_hers(id)).count() as u64;
    let gone = lists.gone.extract_if(.., |id| is_hers(id)).count() as u64;
    let changed: Vec<_> = lists.changed.extract_if(.., |one| is_hers(&one.id)).collect();
    for field in changed.iter().flat_map(|one| &one.fields) {
        if let Some(count) = changes.fields.get_mut(field) {
            *count = count.saturating_sub(1);
        }
    }
    changes.fields.retain(|_, count| *count > 0);
    // Which of the values were emptied is not noted.
    for (field, count) in &mut changes.emptied {
        *count = (*count).min(changes.fields.get(field).copied().unwrap_or_default());
    }
    changes.emptied.retain(|_, count| *count > 0);
    let changed = changed.len() as u64;
    changes.added = changes.added.saturating_sub(added);
    changes.changed = changes.changed.saturating_sub(changed);
    changes.gone = changes.gone.saturating_sub(gone);
    (added + changed + gone, is_whole.then_some(added + changed))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(value: serde_json::Value) -> RecordChanges {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_numbers_fit_afterwards() {
        let mut seen = changes(json!({
            "added": 2, "changed": 2, "gone": 1, "unchanged": 7, "fields": {"memo": 2, "city": 1},
            "emptied": {"memo": 2, "city": 1}, "customers": {"added": ["c7", "c8"], "gone": ["c7x"],
            "changed": [{"id": "c7y", "fields": ["memo", "city"]}, {"id": "c1", "fields": ["memo"]}]},
        }));
        assert_eq!(take_out(&mut seen, &|id| id.starts_with("c7")), (3, Some(2)));
        let left = changes(json!({
            "added": 1, "changed": 1, "gone": 0, "unchanged": 7, "fields": {"memo": 1}, "emptied": {"memo": 1},
            "customers": {"added": ["c8"], "gone": [], "changed": [{"id": "c1", "fields": ["memo"]}]},
        }));
        assert_eq!(seen, left);
        let report = ChangeReport { against: None, not_compared: None, changes: Some(seen) };
        let mut report = ReportWithout { at: 0, text_at: None, ids: 0, report, listed: Some(2) };
        assert!(report.count_removed(3) && !report.count_removed(2));
        assert_eq!(report.report.changes.unwrap().unchanged, 6);
    }

    #[test]
    fn if_not_all_are_listed_nobody_knows_who_was_unchanged() {
        let mut seen = changes(json!({
            "added": 20, "changed": 0, "gone": 0, "unchanged": 7, "fields": {},
            "customers": {"added": ["c7"], "gone": [], "changed": []},
        }));
        assert_eq!(take_out(&mut seen, &|id| id == "c7"), (1, None));
        assert_eq!((seen.added, seen.unchanged), (19, 7));
    }
}
