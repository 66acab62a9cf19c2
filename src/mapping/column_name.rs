//! A column as the mapping names it, and the problems of a name that the header lacks or has twice.

use std::ops::Range;

use super::did_you_mean::near_column;
use super::error::MappingProblem;
use crate::record::{Header, HeaderColumn};

/// A column as the mapping names it, and where.
#[derive(Debug, Clone)]
pub(crate) struct ColumnName {
    pub name: String,
    pub span: Range<usize>,
}

/// A column that the source does not have, with those that it has.
pub(super) fn missing(column: &ColumnName, header: &Header) -> MappingProblem {
    let mut names: Vec<String> = (0..header.len().min(40)).map(|at| shown(header, at)).collect();
    if header.len() > names.len() {
        names.push(format!("and {} more", header.len() - names.len()));
    }
    let near = near_column(&column.name, header).map_or_else(String::new, |near| near + " ");
    let names = names.join(", ");
    let message = format!("the source has no column {:?}", column.name);
    let nameless = match header.has_nameless() {
        true => {
            "; with `name_columns = true` under [source], columns without a unique name get one, such as \
             \"column 3\" and \"Phone (2)\""
        }
        false => "",
    };
    let parted =
        |name: &String| name.contains(['^', '~', ':', '#', '!', ',', ';', '|', '\t', '\u{1}', '\u{1f}']);
    let delimiter = match header.names() {
        [only] if parted(only) => "; if another character separates its cells, set it with --delimiter",
        _ => "",
    };
    MappingProblem::new(column.span.clone(), message).help(format!(
        "{near}its columns are {names}; add `optional = true` if it may be missing; if this is not the \
         header, add --header-row{delimiter}{nameless}"
    ))
}

/// A column of a header in quotes; one without a name by its place.
fn shown(header: &Header, at: usize) -> String {
    match header.is_unnamed(HeaderColumn(at)) {
        true => format!("{} without a name", header.label(at)),
        false => format!("{:?}", header.names().get(at).map_or("", String::as_str)),
    }
}

/// A name that several columns of the source have.
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
