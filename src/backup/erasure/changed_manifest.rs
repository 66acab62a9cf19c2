//! What a manifest says without a person: her ids are taken out, and the numbers fit.

use serde_json::Value;

use super::kept_customers::KeptCustomers;
use crate::backup::manifest::{FileContent, FileEncryption, Manifest};
use crate::export::{FieldCoverage, is_documented_field};

/// Takes ids out of all lists of a document: texts, and objects with this `id`. A `count` beside a list counts less by
/// them. Returns how many were taken out.
pub(super) fn without_ids(document: &mut Value, is_hers: &dyn Fn(&str) -> bool) -> u64 {
    match document {
        Value::Object(members) => {
            let mut all = 0;
            let mut gone = 0;
            for value in members.values_mut() {
                match value {
                    Value::Array(items) => {
                        let before = items.len();
                        items.retain(|item| !names_her(item, is_hers));
                        gone += (before - items.len()) as u64;
                        all += items.iter_mut().map(|item| without_ids(item, is_hers)).sum::<u64>();
                    }
                    value => all += without_ids(value, is_hers),
                }
            }
            if let Some(count) = members.get("count").and_then(Value::as_u64).filter(|_| gone > 0) {
                members.insert("count".to_owned(), count.saturating_sub(gone).into());
            }
            all + gone
        }
        Value::Array(items) => items.iter_mut().map(|item| without_ids(item, is_hers)).sum(),
        _ => 0,
    }
}

fn names_her(item: &Value, is_hers: &dyn Fn(&str) -> bool) -> bool {
    item.as_str().or_else(|| item.get("id").and_then(Value::as_str)).is_some_and(is_hers)
}

/// Corrects the numbers of a manifest whose customers were written again.
pub(super) fn count_again(manifest: &mut Manifest, kept: &KeptCustomers) {
    let is_sealed = manifest
        .files
        .iter()
        .any(|file| file.holds == FileContent::Customers && file.sealing == FileEncryption::Age);
    if let Some(number) = &mut manifest.counts.customers.number {
        *number = kept.kept;
    }
    if manifest.filled.is_some() {
        manifest.filled = Some(if is_sealed { kept.filled.sealed() } else { kept.filled.clone() });
    }
    let evidence = &mut manifest.completeness.evidence;
    if let Some(covered) = FieldCoverage::from_evidence(evidence) {
        let names = kept.shown.names();
        let listed = |name: &String| covered.unnamed == 0 && !is_sealed || is_documented_field(name);
        let seen: Vec<String> = names.iter().filter(|name| listed(name)).cloned().collect();
        let unnamed = (names.len() - seen.len()) as u64;
        let covered = FieldCoverage { seen, unnamed, ..covered };
        evidence["fields"] = serde_json::to_value(covered).unwrap_or_default();
    }
    if let Some(file) = evidence.get_mut("file").and_then(Value::as_object_mut) {
        file.insert("path".to_owned(), kept.file.name.clone().into());
        file.insert("customers".to_owned(), kept.kept.into());
        file.insert("bytes".to_owned(), kept.file.bytes.into());
        file.insert("sha256".to_owned(), kept.file.sha256.clone().into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_go_from_lists_and_from_their_counts() {
        let mut evidence = json!({
            "came": {"count": 3, "ids": ["c7", "c8"]}, "went": {"count": 1, "ids": ["c9"]},
            "malformed": {"count": 2, "records": [{"id": "c7", "fault": "x"}, {"id": null, "fault": "y"}]},
            "passes": [{"seen": 3}], "changes": {"added": 5, "customers": {"added": ["c7", "c1"]}},
        });
        assert_eq!(without_ids(&mut evidence, &|id| id == "c7"), 3);
        assert_eq!(evidence["came"], json!({"count": 2, "ids": ["c8"]}));
        assert_eq!(evidence["went"], json!({"count": 1, "ids": ["c9"]}));
        assert_eq!(evidence["malformed"], json!({"count": 1, "records": [{"id": null, "fault": "y"}]}));
        assert_eq!(evidence["changes"], json!({"added": 5, "customers": {"added": ["c1"]}}));
        assert_eq!(without_ids(&mut evidence, &|id| id == "c7"), 0);
    }
}
