//! The groups as CSV: one row for each customer of a group.

use std::io::Write as _;
use std::path::Path;

use csv::Writer;

use super::error::DuplicatesError;
use super::find_duplicates::FoundDuplicates;
use super::group::{GroupHead, Member};
use super::merge_advice::MergeAdvice;
use crate::file::{FileError, Output, create, name_of};
use crate::source::guarded;

/// The byte order mark, by which Excel recognizes UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const HEADER: [&str; 17] = [
    "group",
    "grade",
    "customers",
    "names",
    "same",
    "role",
    "id",
    "link",
    "name",
    "email",
    "phoneNumber",
    "mobileNumber",
    "company",
    "tickets",
    "fills",
    "differs",
    "note",
];

/// Writes all groups; `-` is standard output. If `safe`, cells that a spreadsheet would compute get an apostrophe.
pub fn write_csv(found: &FoundDuplicates, path: &Path, safe: bool) -> Result<(), DuplicatesError> {
    let fault = |error: std::io::Error| DuplicatesError::from(FileError::writing(&name_of(path), error));
    let mut out: Box<dyn Output> = create(path)?;
    out.write_all(BYTE_ORDER_MARK).map_err(fault)?;
    let mut writer = Writer::from_writer(out);
    let mut put = |cells: &[String]| {
        let cells = cells.iter().map(|cell| guarded(cell, safe).into_owned());
        writer.write_record(cells).map_err(|error| fault(error.into()))
    };
    put(&HEADER.map(str::to_owned))?;
    found.index.each_group(|group| {
        let advice = found.rules.advise(&found.index, &group)?;
        let shared = found.index.shared_values(&group)?;
        let same: Vec<String> =
            shared.iter().map(|shared| format!("{} {}", shared.by, shared.value)).collect();
        let row = GroupRow { found, group: &group, advice: &advice, same: same.join("; ") };
        found.index.each_member(&group, found.rules.keep, |member| put(&row.cells(&member)))
    })?;
    let out = writer.into_inner().map_err(|error| fault(error.into_error()))?;
    Ok(out.finish()?)
}

/// What all rows of a group need.
struct GroupRow<'a> {
    found: &'a FoundDuplicates,
    group: &'a GroupHead,
    advice: &'a MergeAdvice,
    /// What its customers share.
    same: String,
}

impl GroupRow<'_> {
    fn cells(&self, member: &Member) -> Vec<String> {
        let Self { found, group, advice, same } = self;
        let is_kept = advice.kept.as_ref().is_some_and(|kept| kept.id == member.id);
        let role = match (&advice.doubt, is_kept) {
            (Some(_), _) => "decide",
            (None, true) => "keep",
            (None, false) => "merge",
        };
        let only_kept = |names: &[String]| if is_kept { names.join(", ") } else { String::new() };
        let fields =
            ["name", "email", "phoneNumber", "mobileNumber", "company"].map(|field| member.text(field));
        let mut cells = vec![
            group.number.to_string(),
            group.grade.word().to_owned(),
            group.size.to_string(),
            group.names.to_string(),
            same.clone(),
            role.to_owned(),
            member.id.clone(),
            found.link.of(&member.id),
        ];
        cells.extend(fields);
        cells.extend([
            member.tickets.map(|tickets| tickets.to_string()).unwrap_or_default(),
            only_kept(&advice.fill.fields()),
            only_kept(&advice.fill.differing),
            advice.doubt.clone().unwrap_or_default(),
        ]);
        cells
    }
}
