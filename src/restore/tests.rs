//! Property tests of the matching, with the plan in the journal, for any backup and account.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::backup_index::BackupIndex;
use super::record_matching::RecordMatcher;
use super::restore_keys::RestoreKeys;
use super::restore_source::{Object, RestoreSource};
use super::stage_records::RecordStager;
use crate::backup::CustomerLines;
use crate::customer::StoredChanges;
use crate::event::Silent;
use crate::export::IdSample;
use crate::file::InputStream;
use crate::journal::{JournalReader, PlanWriter, PlannedKind, RestoredBackup, RestoredFields};
use crate::lookup::CustomerIndex;
use crate::mapping::MatchRules;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::writer::Stop;

/// The plan for a record.
#[derive(Debug, Clone, PartialEq)]
struct Decided {
    old: String,
    kind: String,
    id: Option<String>,
    /// The key by which an in-doubt insert is resolved.
    settled_by: Option<String>,
    patch: Object,
}

fn keys() -> Vec<Vec<String>> {
    vec![vec!["customFields.ref".to_owned()], vec!["email".to_owned()]]
}

fn plan(backup: &[Value], living: &[Value], mode: ImportMode, on_multiple: OnMultiple) -> Vec<Decided> {
    plan_with(backup, living, mode, on_multiple, true)
}

fn plan_in(folder: &std::path::Path) -> PlanWriter {
    let journal = folder.join("journal.db");
    PlanWriter::prepare(&journal).unwrap();
    PlanWriter::open(&journal).unwrap()
}

fn lines_of(backup: &[Value]) -> InputStream {
    let text: String = backup.iter().map(|record| format!("{record}\n")).collect();
    InputStream::from_reader("b", std::io::Cursor::new(text)).unwrap()
}

fn plan_with(
    backup: &[Value],
    living: &[Value],
    mode: ImportMode,
    on_multiple: OnMultiple,
    by_id: bool,
) -> Vec<Decided> {
    let folder = tempfile::tempdir().unwrap();
    let plan_writer = plan_in(folder.path());
    let index = BackupIndex::new().unwrap();
    let keys = RestoreKeys::new(&keys());
    let mut remote = CustomerIndex::new(Some(&keys.matching)).unwrap();
    living.iter().for_each(|one| remote.add(&keys.matching, one.as_object().unwrap()).unwrap());
    let backup = RestoreSource {
        records: CustomerLines::new(lines_of(backup), None),
        about: RestoredBackup::default(),
        expected: None,
        chosen: None,
        seen: None,
        listed: IdSample::default(),
        notes: Vec::new(),
        photos: None,
        selection: None,
    };
    let fields = RestoredFields::default();
    let stop = Stop::default();
    let stager = RecordStager {
        plan_writer: &plan_writer,
        index: &index,
        keys: &keys,
        fields: &fields,
        selection: None,
        photos: HashSet::new(),
        without_photo: Cell::new(0),
        seen: RefCell::default(),
        listener: &Silent,
        stop: &stop,
    };
    stager.run(backup).unwrap();
    let matcher = RecordMatcher {
        plan_writer: &plan_writer,
        index: &index,
        remote: &remote,
        keys: &keys,
        fields: &fields,
        seen: &stager.seen.take(),
        listed: &IdSample::default(),
        by_id,
        mode,
        on_multiple,
        policies: &WritePolicies::default(),
        stored: &StoredChanges::default(),
        listener: &Silent,
        stop: &stop,
    };
    matcher.run().unwrap();
    plan_writer.finish("run").unwrap();
    decided(&JournalReader::open(&folder.path().join("journal.db")).unwrap())
}

fn decided(reader: &JournalReader) -> Vec<Decided> {
    let pending = reader.pending(0, 1000).unwrap();
    let mut pending: BTreeMap<u64, _> = pending.into_iter().map(|planned| (planned.row, planned)).collect();
    let mut all = Vec::new();
    let each = reader.each_result(|row| {
        let planned = pending.remove(&(all.len() as u64 + 1));
        let settled_by = planned.as_ref().and_then(|planned| planned.key.clone()).map(|key| key.canonical);
        let patch = planned.map_or_else(Object::new, |planned| match planned.kind {
            PlannedKind::Update { patch, .. } => patch,
            _ => Object::new(),
        });
        let old = row.cells[0].clone();
        all.push(Decided { old, kind: row.kind.to_string(), id: row.id, settled_by, patch });
        Ok::<_, crate::journal::JournalError>(())
    });
    each.unwrap();
    assert!(pending.is_empty());
    all
}

/// Id, email, reference and memo.
type Numbers = (u8, Option<u8>, Option<u8>, Option<u8>);

/// A customer with few possible ids and keys, so that they often collide.
fn customer() -> impl Strategy<Value = Numbers> {
    let few = || proptest::option::weighted(0.8, 0_u8..4);
    (0_u8..14, few(), proptest::option::weighted(0.3, 0_u8..3), proptest::option::of(0_u8..3))
}

fn record((id, email, reference, memo): Numbers) -> Value {
    let text = |value: Option<u8>, after: &str| value.map(|value| format!("{value}{after}"));
    json!({
        "id": id.to_string(), "name": "N", "email": text(email, "@x.org"), "memo": text(memo, ""),
        "customFields": {"ref": text(reference, "")}
    })
}

fn customers() -> impl Strategy<Value = Vec<Value>> {
    let unique = |all: Vec<Numbers>| {
        let mut seen = BTreeSet::new();
        all.into_iter().filter(|one| seen.insert(one.0)).map(record).collect()
    };
    proptest::collection::vec(customer(), 0..14).prop_map(unique)
}

fn key_of(customer: &Value) -> BTreeSet<String> {
    MatchRules::by_keys(&keys())
        .remote_keys(customer.as_object().unwrap())
        .iter()
        .map(crate::mapping::MatchKey::canonical)
        .collect()
}

fn ids(all: &[Value]) -> BTreeMap<&str, &Value> {
    all.iter().map(|one| (one["id"].as_str().unwrap(), one)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn each_customer_belongs_to_at_most_one_record(
        backup in customers(),
        living in customers(),
        mode in prop::sample::select(vec![ImportMode::Upsert, ImportMode::Insert, ImportMode::Update]),
        on_multiple in prop::sample::select(vec![OnMultiple::Reject, OnMultiple::First, OnMultiple::Last]),
        by_id in prop::bool::weighted(0.8),
    ) {
        let plan = plan_with(&backup, &living, mode, on_multiple, by_id);
        prop_assert_eq!(plan.len(), backup.len(), "each record has one action");
        let old = ids(&backup);
        let now = ids(&living);
        let mut taken = BTreeSet::new();
        for one in &plan {
            let record = old[one.old.as_str()];
            match (&one.id, now.get(one.old.as_str()).filter(|_| by_id)) {
                (Some(id), Some(_)) => prop_assert_eq!(id, &one.old, "by id where it still exists"),
                (Some(id), None) => {
                    prop_assert!(!by_id || !old.contains_key(id.as_str()), "{} is another record's", id);
                    let shared = !key_of(record).is_disjoint(&key_of(now[id.as_str()]));
                    let same = key_of(record).is_empty() && ["unchanged", "skip"].contains(&one.kind.as_str());
                    prop_assert!(shared || same, "{:?} has no key of {}", one, record);
                }
                (None, there) => prop_assert!(there.is_none(), "{:?} is there", one),
            }
            if let Some(id) = &one.id {
                prop_assert!(taken.insert(id.clone()), "{} is taken twice", id);
            }
            let kinds: &[&str] = match mode {
                ImportMode::Upsert => &["insert", "update", "unchanged", "reject"],
                ImportMode::Insert => &["insert", "skip", "reject"],
                ImportMode::Update => &["update", "unchanged", "skip", "reject"],
            };
            prop_assert!(kinds.contains(&one.kind.as_str()), "{:?}", one);
            if let Some(key) = one.settled_by.as_ref().filter(|_| one.kind == "insert") {
                let others = backup.iter().chain(&living).filter(|other| key_of(other).contains(key));
                prop_assert_eq!(others.count(), 1, "{} can't tell an insert from others", key);
            }
        }
        for one in plan.iter().filter(|one| one.kind == "update") {
            prop_assert!(!one.patch.is_empty());
        }
    }

    /// Restoring unchanged customers changes nothing, whatever their ids are.
    #[test]
    fn unchanged_customers_stay_unchanged(living in customers(), moved in any::<bool>()) {
        let mut backup = living.clone();
        if moved {
            backup.iter_mut().for_each(|one| one["id"] = format!("old-{}", one["id"]).into());
        }
        let plan = plan(&backup, &living, ImportMode::Upsert, OnMultiple::Reject);
        for one in &plan {
            prop_assert_eq!(&one.kind, "unchanged", "{:?}", one);
        }
    }
}

#[test]
fn identical_customers_are_matched_first() {
    let one = |id: &str, memo: &str| json!({"id": id, "name": "N", "email": "a@x.org", "memo": memo});
    let kinds = |backup: &[Value], living: &[Value]| -> Vec<(String, Option<String>)> {
        let plan = plan(backup, living, ImportMode::Upsert, OnMultiple::Reject);
        plan.into_iter().map(|one| (one.kind, one.id)).collect()
    };
    let said = |kind: &str, id: Option<&str>| (kind.to_owned(), id.map(ToOwned::to_owned));
    let backup = [one("1", "x"), one("2", "y")];
    let found = kinds(&backup, &[one("9", "y")]);
    assert_eq!(found, [said("insert", None), said("unchanged", Some("9"))]);
    let found = kinds(&backup, &[one("9", "z")]);
    assert_eq!(found, [said("update", Some("9")), said("insert", None)], "the first in the backup");
    let found = kinds(&backup, &[one("8", "z"), one("9", "y")]);
    assert_eq!(found, [said("update", Some("8")), said("unchanged", Some("9"))]);
    let found = kinds(&backup[..1], &[one("8", "z"), one("9", "y")]);
    assert_eq!(found, [said("reject", None)]);
}

#[test]
fn repeated_ids_and_lines_without_an_object_are_rejected() {
    let backup = [json!({"id": 7, "name": "A"}), json!({"id": "7", "name": "B"}), json!([])];
    let plan = plan(&backup, &[json!({"id": "7", "name": "A"})], ImportMode::Upsert, OnMultiple::Reject);
    assert_eq!(
        plan.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(),
        ["unchanged", "reject", "reject"]
    );
}

/// The time for a record does not grow with the number of customers that share its key. Otherwise this takes minutes.
#[test]
fn a_key_shared_by_all_customers_takes_linear_time() {
    let one =
        |id: usize, memo: usize| json!({"id": id.to_string(), "name": "Unknown", "memo": memo.to_string()});
    let living: Vec<Value> = (0..900).map(|n| one(n, n)).collect();
    // The ids differ, but equal customers are found anyway.
    let backup: Vec<Value> = (0..900).rev().map(|n| one(5000 + n, n)).collect();
    let decided = plan_with(&backup, &living, ImportMode::Upsert, OnMultiple::Reject, false);
    let expected: Vec<_> = (0..900).rev().map(|n| Some(n.to_string())).collect();
    assert_eq!(decided.iter().map(|one| one.id.clone()).collect::<Vec<_>>(), expected);
    assert!(decided.iter().all(|one| one.kind == "unchanged"));
}
