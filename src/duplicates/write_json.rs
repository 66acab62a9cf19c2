//! The groups as members of a JSON object, written piece by piece.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use super::error::DuplicatesError;
use super::find_duplicates::FoundDuplicates;
use super::group::{GroupHead, Member, SharedValue};
use super::merge_advice::MergeAdvice;

/// The version of the document.
const VERSION: u32 = 1;

/// Writes the members of the report, without braces around them. `put` gets its text in pieces, so that memory stays
/// flat.
pub fn write_members(
    found: &FoundDuplicates,
    put: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<(), DuplicatesError> {
    let mut put = |text: &str| put(text).map_err(DuplicatesError::Print);
    let head = serde_json::to_string(&head(found))?;
    // The groups are the last member.
    put(head.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(&head))?;
    put(",\"groups\":[")?;
    let mut between = "\n";
    found.index.each_group(|group| {
        let advice = found.rules.advise(&found.index, &group)?;
        let text = serde_json::to_string(&of_group(&group, &advice, &found.index.shared_values(&group)?))?;
        put(between)?;
        put(text.strip_suffix('}').unwrap_or(&text))?;
        put(",\"customers\":[")?;
        let mut comma = "";
        found.index.each_member(&group, found.rules.keep, |member| {
            put(comma)?;
            comma = ",";
            put(&serde_json::to_string(&of_member(found, &member))?)
        })?;
        between = ",\n";
        put("]}")
    })?;
    put("\n]")
}

fn head(found: &FoundDuplicates) -> Value {
    let counts: BTreeMap<&str, Value> = found
        .counts
        .iter()
        .map(|(grade, groups, customers)| (grade.word(), json!({"groups": groups, "customers": customers})))
        .collect();
    json!({
        "version": VERSION,
        "account": found.evidence.account,
        "sandbox": found.evidence.account.is_sandbox(),
        "verdict": found.evidence.verdict.word(),
        "completeness": found.evidence.completeness,
        "customers": found.customers,
        "withoutId": found.without_id,
        "keep": found.rules.keep.word(),
        "countsTickets": found.counts_tickets,
        "joinedBy": found.rules.joined,
        "counts": counts,
    })
}

fn of_group(group: &GroupHead, advice: &MergeAdvice, shared: &[SharedValue]) -> Value {
    json!({
        "group": group.number,
        "grade": group.grade,
        "size": group.size,
        "names": group.names,
        "same": shared,
        "keep": advice.kept.as_ref().map(|kept| &kept.id),
        "doubt": advice.doubt,
        "fills": advice.fill.patch,
        "differs": advice.fill.differing,
    })
}

fn of_member(found: &FoundDuplicates, member: &Member) -> Value {
    let text = |field: &str| Some(member.text(field)).filter(|text| !text.is_empty());
    json!({
        "id": member.id,
        "link": found.link.of(&member.id),
        "name": text("name"),
        "email": text("email"),
        "phoneNumber": text("phoneNumber"),
        "mobileNumber": text("mobileNumber"),
        "tickets": member.tickets,
        "filledFields": member.filled,
    })
}
