//! A column as the mapping names it, and the errors for a missing or ambiguous name.

use std::ops::Range;

use super::did_you_mean::near_column;
use super::error::MappingProblem;
use crate::record::{Header, HeaderColumn};

/// A column name, and its position in the mapping file.
#[derive(Debug, Clone)]
pub(crate) struct ColumnName {
    pub name: String,
    pub span: Range<usize>,
}

/// What to do about a missing column of one's own mapping.
pub(super) const MAY_BE_MISSING: &str = "add `optional = true` if the column may be missing";

/// The error for a column that the source lacks, with the columns it has.
pub(super) fn missing(column: &ColumnName, header: &Header) -> MappingProblem {
    let mut names: Vec<String> = (0..header.len().min(40)).map(|at| shown(header, at)).collect();
    if header.len() > names.len() {
        names.push(format!("and {} more", header.len() - names.len()));
    }
    let near = near_column(&column.name, header).map_or_else(String::new, |near| near + " ");
    let names = names.join(", ");
    let message = format!("the source has no column {:?}", column.name);
    let nameless = if header.has_nameless() {
        "; with `name_columns = true` under [source], columns without a unique name get one, such as \
             \"column 3\" and \"Phone (2)\""
    } else {
        ""
    };
    let parted =
        |name: &String| name.contains(['^', '~', ':', '#', '!', ',', ';', '|', '\t', '\u{1}', '\u{1f}']);
    let delimiter = match header.names() {
        [only] if parted(only) => "; if another character separates its cells, set it with --delimiter",
        _ => "",
    };
    MappingProblem::new(column.span.clone(), message).help(format!(
        "{near}its columns are {names}; {MAY_BE_MISSING}; if this is not the header, add \
         --header-row{delimiter}{nameless}"
    ))
}

/// The quoted name of a column, or its position if it has no name.
fn shown(header: &Header, at: usize) -> String {
    if header.is_unnamed(HeaderColumn(at)) {
        return format!("{} without a name", header.label(at));
    }
    format!("{:?}", header.names().get(at).map_or("", String::as_str))
}

/// The error for a name that several columns share.
pub(super) fn doubled(column: &ColumnName, first: HeaderColumn, second: HeaderColumn) -> MappingProblem {
    MappingProblem::new(column.span.clone(), doubled_message(&column.name, first, second))
        .help(doubled_help(&column.name, second))
}

pub(super) fn doubled_message(name: &str, first: HeaderColumn, second: HeaderColumn) -> String {
    format!(
        "the source has several columns {name:?} (columns {} and {}), and the mapping does not say which one \
         to use",
        first.0 + 1,
        second.0 + 1
    )
}

pub(super) fn doubled_help(name: &str, second: HeaderColumn) -> String {
    let name = name.trim();
    format!(
        "write `name_columns = true` under [source]: then {name:?} is the first of them, and \"{name} (2)\" \
         is column {}; or rename the columns in the file",
        second.0 + 1
    )
}
