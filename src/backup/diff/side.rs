//! What is known of one of the two backups, and what a reader of the differences must know.

use serde_json::{Value, json};

use super::error::DiffError;
use super::index::{DiffIndex, Side};
use crate::api::CustomerRecord;
use crate::backup::backup_check::Finding;
use crate::backup::compare_with_server::id_or_hash_of;
use crate::backup::manifest::{CompletenessKind, Manifest, ManifestAccount};
use crate::backup::reader::BackupReader;
use crate::event::{Event, Listener};
use crate::export::FieldCoverage;
use crate::lookup::{ShownFields, id_of};
use crate::report::mask_path;
use crate::wording::counted;

/// Customers between two signs of progress.
const STEPS: u64 = 1024;

/// One of the two backups.
#[derive(Debug)]
pub(super) struct DiffSide {
    pub(super) path: String,
    pub(super) manifest: Manifest,
    /// The fields that its customers have.
    fields: ShownFields,
    customers: u64,
    /// Records whose id an earlier record of the backup has.
    twice: u64,
}

impl DiffSide {
    /// Reads all customers of a backup into the index. If `redact`, its path is masked where it is shown.
    pub(super) fn read(
        backup: &BackupReader,
        index: &DiffIndex,
        side: Side,
        redact: bool,
        listener: &dyn Listener,
    ) -> Result<Self, DiffError> {
        let steps = backup.manifest().counts.customers.number.unwrap_or_default();
        let path = if redact { mask_path(backup.path()) } else { backup.path().to_owned() };
        listener.hear(&Event::Stage { what: format!("reading {path}"), steps });
        let mut fields = ShownFields::default();
        let (mut customers, mut odd) = (0, 0);
        for line in backup.customers()? {
            let line = line?;
            let record = line.record();
            let fault = fault(&record, line.number);
            odd += u64::from(fault.is_some());
            if let Some(finding) = fault.filter(|_| odd > backup.manifest().malformed()) {
                return Err(DiffError::Damaged { path: backup.path().to_owned(), finding });
            }
            fields.see(&record);
            index.add(side, &id_or_hash_of(&record, &line), &line.text())?;
            customers += 1;
            if customers % STEPS == 0 {
                listener.hear(&Event::Step { steps: customers });
            }
        }
        check_count(backup, customers)?;
        let twice = customers - index.count(side)?;
        // Of a backup with many photos, the files are most of the manifest.
        let manifest = Manifest { files: Vec::new(), ..backup.manifest().clone() };
        Ok(Self { path, manifest, fields, customers, twice })
    }

    fn kind(&self) -> CompletenessKind {
        self.manifest.completeness.kind
    }

    /// The facts for a document.
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.manifest.id.to_string(),
            "path": self.path,
            "began": self.manifest.began.to_string(),
            "verdict": self.kind().name(),
            "account": self.manifest.account,
            "customers": self.customers,
        })
    }

    /// Why nothing is known about a field that the backup lacks.
    fn not_covered(&self, covered: &FieldCoverage) -> String {
        let evidence = &self.manifest.completeness.evidence;
        let count = |name: &str| evidence[name]["count"].as_u64().unwrap_or(0);
        let without = count("goneBeforeDetail") + count("anotherInstead");
        let path = &self.path;
        let then = "so a field that";
        if without > 0 {
            let (customers, lack) = (
                counted(without, "customer", "customers"),
                if without == 1 { "it lacks" } else { "they lack" },
            );
            return format!(
                "{path} has {customers} only as the list shows them, because their details were not available (for \
                 example because they were deleted meanwhile), {then} {lack} may have had values"
            );
        }
        let cause = if covered.whole {
            "has too many fields to know all of them"
        } else {
            "did not look for every field (--details never)"
        };
        format!("{path} {cause}, {then} it lacks may have had values")
    }

    /// What makes the differences doubtful.
    fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        match self.kind() {
            CompletenessKind::Unproven => doubts.push(format!(
                "{} is not proven complete: a customer who is missing there may still be in the help desk",
                self.path
            )),
            CompletenessKind::Counted => {
                doubts.push(format!("{} was read once, so customers may be missing in it", self.path));
            }
            _ => {}
        }
        if self.twice > 0 {
            let records = counted(self.twice, "record has an id", "records have ids");
            doubts.push(format!(
                "{}: {records} of an earlier record; only the last one of each id was compared",
                self.path
            ));
        }
        match self.manifest.covered() {
            None => doubts.push(format!(
                "{} does not say which fields it looked for, so a field that it lacks may have had values",
                self.path
            )),
            Some(covered) if !covered.complete => doubts.push(self.not_covered(&covered)),
            Some(_) => {}
        }
        doubts
    }
}

/// What is wrong with a record, as [`check`](crate::backup::check) says it.
fn fault(record: &CustomerRecord, line: u64) -> Option<Finding> {
    if record.fault().is_some() {
        return Some(Finding::BadRecord(line));
    }
    id_of(record).is_none().then_some(Finding::WithoutId(line))
}

/// Refuses a backup with more or fewer customers than its manifest counts.
fn check_count(backup: &BackupReader, found: u64) -> Result<(), DiffError> {
    match backup.manifest().counts.customers.number {
        Some(expected) if expected != found => Err(DiffError::Damaged {
            path: backup.path().to_owned(),
            finding: Finding::Count { what: "customers", expected, found },
        }),
        _ => Ok(()),
    }
}

/// What makes the differences doubtful.
pub(super) fn doubts(before: &DiffSide, after: &DiffSide) -> Vec<String> {
    let mut doubts = Vec::new();
    let [one, other] = [before, after].map(|side| &side.manifest.account);
    if one != other {
        let name = |account: &ManifestAccount| {
            let client = account.client();
            format!("{} ({client})", account.base_url)
        };
        doubts.push(format!(
            "the backups are of different accounts, so equal ids may be different customers: {} and {}",
            name(one),
            name(other)
        ));
    }
    if before.manifest.began > after.manifest.began {
        doubts.push("the first backup is newer than the second, so what came is shown as gone".to_owned());
    }
    let has_photos = |side: &DiffSide| side.manifest.counts.photos.number.is_some_and(|count| count > 0);
    if has_photos(before) || has_photos(after) {
        doubts.push(
            "the photos themselves were not compared, only their addresses (profilePhotoUrl)".to_owned(),
        );
    }
    doubts.extend(before.doubts());
    doubts.extend(after.doubts());
    doubts
}

/// Which fields only one of the two has.
pub(super) fn one_sided_fields(before: &DiffSide, after: &DiffSide) -> Vec<String> {
    let sides = [("first", before, after), ("second", after, before)];
    let note = |(which, side, other): (&str, &DiffSide, &DiffSide)| {
        let names = side.fields.names().into_iter().filter(|name| !other.fields.has(name));
        let names: Vec<String> = names.collect();
        let is_known = !names.is_empty() && !other.fields.is_cut();
        is_known.then(|| format!("only the {which} backup has values in: {}", names.join(", ")))
    };
    sides.into_iter().filter_map(note).collect()
}
