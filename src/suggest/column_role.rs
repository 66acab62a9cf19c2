//! The role of a column, by its name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::column_target::Confidence;
use crate::mapping::name_words;

const NAMES: &str = include_str!("names.tsv");
/// Words that say whose value it is, but not what it is.
const WHOSE: &[&str] = &[
    "contact",
    "customer",
    "client",
    "person",
    "user",
    "primary",
    "main",
    "default",
    "billing",
    "mailing",
    "business",
    "work",
    "office",
    "kunden",
    "kunde",
    "cliente",
    "principale",
    "principal",
    "haupt",
    "geschaftlich",
    "bureau",
    "lavoro",
    "trabajo",
    "ufficio",
    "the",
    "of",
    "1",
];
/// Words for a less suitable column, such as a second address.
const SECOND: &[&str] =
    &["home", "private", "privat", "other", "secondary", "alternate", "shipping", "second", "2", "3"];

/// The possible role of a column: a field of the API, or a part of the name or address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ColumnRole {
    Full,
    /// A contact person at a company.
    Contact,
    First,
    Middle,
    Last,
    /// The second of two family names, as in Spain.
    Last2,
    Street2,
    Field(&'static str),
}

static ROLES: LazyLock<HashMap<&str, ColumnRole>> = LazyLock::new(|| {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let role = role_called(cells.next()?);
        Some(cells.nth(1)?.split(',').map(move |name| (name, role)))
    });
    entries.flatten().collect()
});

fn role_called(word: &'static str) -> ColumnRole {
    match word {
        "full" => ColumnRole::Full,
        "contact" => ColumnRole::Contact,
        "first" => ColumnRole::First,
        "middle" => ColumnRole::Middle,
        "last" => ColumnRole::Last,
        "last2" => ColumnRole::Last2,
        "street2" => ColumnRole::Street2,
        field => ColumnRole::Field(field),
    }
}

/// The role of a column with this name. It is sure for common names, likely after dropping words that say whose
/// value it is, and unsure after also dropping words such as "second".
pub(super) fn role(name: &str) -> Option<(ColumnRole, Confidence)> {
    let words: Vec<String> = name_words(name).into_iter().flat_map(numbered).collect();
    let whole = words.concat();
    let find = |text: &str| ROLES.get(text).copied();
    let without = |drop: &[&[&str]]| {
        let kept = words.iter().filter(|word| !drop.iter().any(|list| list.contains(&word.as_str())));
        find(&kept.map(String::as_str).collect::<String>())
    };
    let sure = find(&whole).map(|role| (role, Confidence::Sure));
    let likely = || without(&[WHOSE]).map(|role| (role, Confidence::Likely));
    let unsure = || without(&[WHOSE, SECOND]).map(|role| (role, Confidence::Unsure));
    sure.or_else(likely).or_else(unsure)
}

/// Splits off a number at the end of a word: `sociale1` gives `sociale`, `1`.
fn numbered(word: String) -> Vec<String> {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    match word.get(letters.len()..) {
        Some(number) if !letters.is_empty() && !number.is_empty() => {
            vec![letters.to_owned(), number.to_owned()]
        }
        _ => vec![word],
    }
}

/// Names of JSON objects that hold a customer's data and do not refer to another person.
const HOLDERS: &[&str] = &[
    "properties",
    "property",
    "attributes",
    "attribute",
    "fields",
    "data",
    "values",
    "record",
    "profile",
    "details",
    "detail",
    "info",
    "personal",
    "address",
    "addresses",
    "location",
    "identity",
    "item",
    "node",
    "object",
    "name",
    "names",
    "emails",
    "phones",
    "0",
    "links",
    "social",
    "communication",
    "kontakt",
    "adresse",
    "anschrift",
    "indirizzo",
    "direccion",
    "coordonnees",
    "recapiti",
];

/// The role of a column of nested JSON, by the last part of its name: `properties.firstname`, `name.first`. It is
/// likely in a known object, or else unsure.
pub(super) fn nested_role(name: &str) -> Option<(ColumnRole, Confidence)> {
    let (parents, last) = name.rsplit_once('.')?;
    if parents.is_empty() || parents.ends_with(char::is_whitespace) || last.starts_with(char::is_whitespace) {
        return None;
    }
    let parent = parents.rsplit('.').next().unwrap_or_default();
    let of_name = || role(&format!("{last} {parent}")).filter(|_| name_words(parent).concat() == "name");
    let (role, confidence) = role(last).or_else(of_name)?;
    let is_known = |word: &String| HOLDERS.contains(&word.as_str()) || WHOSE.contains(&word.as_str());
    let known = name_words(parents).iter().all(is_known);
    Some((role, if known { confidence.min(Confidence::Likely) } else { Confidence::Unsure }))
}

/// All names with their roles and languages, for tests.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    NAMES.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        cells[2].split(',').map(move |name| (cells[0], cells[1], name)).collect::<Vec<_>>()
    })
}
