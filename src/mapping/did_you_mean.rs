//! What a wrong name was probably meant to be.

use super::error::MappingProblem;
use super::rule::ColumnName;
use super::words;
use crate::convert::nearest;
use crate::record::{Header, HeaderColumn};

/// `did you mean "Name"?`, where a name is near.
pub(super) fn did_you_mean<'a>(
    wanted: &str,
    names: impl Iterator<Item = &'a str>,
    quoted: impl Fn(&str) -> String,
) -> Option<String> {
    // Without accents, blanks and signs, too: `E-Mail` is near to `email`, and `Grösse` to `Größe`.
    let bare = |name: &str| words(name).concat();
    let folded: Vec<(String, &str)> = names.map(|name| (bare(name), name)).collect();
    let near = nearest(&bare(wanted), folded.iter().map(|(folded, name)| (folded.as_str(), *name)));
    let near: Vec<String> = near.into_iter().map(quoted).collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}

/// The nearest of some names, for messages about a command line.
pub(crate) fn near_name<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    did_you_mean(wanted, names, |name| format!("{name:?}"))
}

/// The nearest of some keys or fields.
pub(super) fn near_key<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    did_you_mean(wanted, names, |name| format!("`{name}`"))
}

/// The same of a message of the TOML reader: "unknown field `requird`, expected one of `from`, ...".
pub(super) fn near_expected(message: &str) -> Option<String> {
    let rest = ["unknown field ", "unknown variant "].iter().find_map(|start| message.strip_prefix(start))?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    near_key(quoted.next()?, quoted)
}

/// The nearest column.
pub(super) fn near_column(wanted: &str, header: &Header) -> Option<String> {
    did_you_mean(wanted, header.names().iter().map(String::as_str), |name| format!("{name:?}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_read_from_the_message() {
        let message = "unknown field `requird`, expected one of `from`, `required`, `optional`";
        assert_eq!(near_expected(message).unwrap(), "did you mean `required`?");
        let message = "unknown variant `uper`, expected one of `upper`, `lower`";
        assert_eq!(near_expected(message).unwrap(), "did you mean `upper`?");
        assert_eq!(near_expected("unknown field `x`, expected `from` or `required`"), None);
        assert_eq!(near_expected("missing field `required`"), None);
    }
}
