//! Recognizes an object with a complete table: columns with their values by row, as pandas writes them, or records by
//! id.

use std::collections::BTreeSet;

use super::envelope_verdict::EnvelopeVerdict;
use super::object_outline::{MemberKind, OutlineMember};

/// The verdict for an object of objects that is not a customer.
pub(super) fn classify_table(members: &[OutlineMember]) -> Option<EnvelopeVerdict> {
    let top = under(members, &[]);
    if let [one] = top.as_slice() {
        // A response may have one more object around its records.
        let below = under(members, &one.path);
        return columns(members, &top)
            .or_else(|| by_id(members, &below).filter(|_| below.iter().all(has_digits)));
    }
    columns(members, &top).or_else(|| by_id(members, &top))
}

fn under<'m>(members: &'m [OutlineMember], path: &[String]) -> Vec<&'m OutlineMember> {
    let is_child =
        |member: &&OutlineMember| member.path.len() == path.len() + 1 && member.path.starts_with(path);
    members.iter().filter(is_child).collect()
}

fn name(member: &OutlineMember) -> &str {
    member.path.last().map_or("", String::as_str)
}

fn names<'m>(members: &'m [OutlineMember], parent: &OutlineMember) -> BTreeSet<&'m str> {
    under(members, &parent.path).into_iter().map(name).collect()
}

fn has_digits(member: &&OutlineMember) -> bool {
    name(member).bytes().any(|byte| byte.is_ascii_digit())
}

/// `{"name": {"0": "Ann", "1": "Bo"}, "email": {"0": "a@x.org", "1": "b@x.org"}}`
fn columns(members: &[OutlineMember], tops: &[&OutlineMember]) -> Option<EnvelopeVerdict> {
    let is_number = |name: &&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_column = |member: &&OutlineMember| {
        let names = names(members, member);
        member.kind == MemberKind::Object && !names.is_empty() && names.iter().all(is_number)
    };
    let rows = tops.first().map_or(0, |first| names(members, first).len());
    let all = !tops.is_empty() && tops.iter().all(is_column) && tops.len() + rows > 2;
    all.then_some(EnvelopeVerdict::Columns)
}

/// `{"17": {"name": "Ann", "email": "a@x.org"}, "18": {"name": "Bo", "email": "b@x.org"}}`
fn by_id(members: &[OutlineMember], tops: &[&OutlineMember]) -> Option<EnvelopeVerdict> {
    let first = names(members, tops.first()?);
    let is_like = |member: &&OutlineMember| {
        let names = names(members, member);
        member.kind == MemberKind::Object
            && names.intersection(&first).count() * 2 > first.len().max(names.len())
    };
    let all = tops.len() > 1 && !first.is_empty() && tops.iter().all(is_like);
    all.then(|| EnvelopeVerdict::ById(tops.iter().take(2).map(|member| name(member).to_owned()).collect()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::object_outline::outline;
    use super::*;

    #[rstest]
    #[case::pandas(r#"{"name":{"0":"Ann","1":"Bo"},"email":{"0":"a","1":null}}"#, "columns")]
    #[case::pandas_one_row(r#"{"name":{"0":"Ann"},"email":{"0":"a"}}"#, "columns")]
    #[case::pandas_one_column(r#"{"name":{"0":"Ann","1":"Bo"}}"#, "columns")]
    #[case::by_id(r#"{"17":{"name":"Ann","email":"a"},"18":{"name":"Bo","email":"b"}}"#, "17 18")]
    #[case::firebase(r#"{"users":{"-Nx1":{"name":"Ann","email":"a"},"-Nx2":{"name":"Bo"}}}"#, "")]
    #[case::firebase_with_equal_members(
        r#"{"users":{"-Nx1":{"name":"Ann"},"-Nx2":{"name":"Bo"}}}"#,
        "-Nx1 -Nx2"
    )]
    #[case::customer(r#"{"name":"Ann","address":{"city":"Rome"},"shipping":{"city":"Rome"}}"#, "")]
    #[case::nested(r#"{"customer":{"name":{"first":"Ann"},"email":{"work":"a"}}}"#, "")]
    #[case::wrapped(r#"{"customer":{"billing":{"city":"Rome"},"shipping":{"city":"Rome"}}}"#, "")]
    fn tables_written_as_one_object_are_recognized(#[case] text: &str, #[case] expected: &str) {
        let found = match classify_table(&outline(text).members) {
            Some(EnvelopeVerdict::Columns) => "columns".to_owned(),
            Some(EnvelopeVerdict::ById(ids)) => ids.join(" "),
            _ => String::new(),
        };
        assert_eq!(found, expected);
    }
}
