//! Suggests the name that was probably meant.

use super::name_words::name_words;
use crate::convert::{nearest, nearest_typed};
use crate::record::Header;

/// Returns `did you mean "Name"?` if a similar name exists.
pub(super) fn did_you_mean<'a>(
    wanted: &str,
    names: impl Iterator<Item = &'a str>,
    quoted: impl Fn(&str) -> String,
) -> Option<String> {
    question(near_names(wanted, names), quoted)
}

/// The names that are nearest.
pub(super) fn near_names<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let folded: Vec<(String, &str)> = names.map(|name| (bare(name), name)).collect();
    nearest(&bare(wanted), folded.iter().map(|(folded, name)| (folded.as_str(), *name)))
}

/// The letters of a name. Accents, spaces and signs are ignored: `E-Mail` is near `email`, and `Grösse` near `Größe`.
fn bare(name: &str) -> String {
    name_words(name).concat()
}

fn question(near: Vec<&str>, quoted: impl Fn(&str) -> String) -> Option<String> {
    let near: Vec<String> = near.into_iter().map(quoted).collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}

/// The nearest name, for messages about the command line: `did you mean "hubspot"?`
pub fn near_name<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let folded: Vec<(String, &str)> = names.map(|name| (bare(name), name)).collect();
    let near = nearest_typed(&bare(wanted), folded.iter().map(|(folded, name)| (folded.as_str(), *name)));
    question(near, |name| format!("{name:?}"))
}

/// The nearest key or field.
pub(super) fn near_key<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    did_you_mean(wanted, names, |name| format!("`{name}`"))
}

/// The nearest key for an error of the TOML reader: "unknown field `requird`, expected one of `from`, ...".
pub(crate) fn near_expected(message: &str) -> Option<String> {
    let rest = ["unknown field ", "unknown variant "].iter().find_map(|start| message.strip_prefix(start))?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    near_key(quoted.next()?, quoted)
}

/// The nearest column of a header.
pub(super) fn near_column(wanted: &str, header: &Header) -> Option<String> {
    did_you_mean(wanted, header.names().iter().map(String::as_str), |name| format!("{name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggestion_comes_from_the_message() {
        let message = "unknown field `requird`, expected one of `from`, `required`, `optional`";
        assert_eq!(near_expected(message).unwrap(), "did you mean `required`?");
        let message = "unknown variant `uper`, expected one of `upper`, `lower`";
        assert_eq!(near_expected(message).unwrap(), "did you mean `upper`?");
        assert_eq!(near_expected("unknown field `x`, expected `from` or `required`"), None);
        assert_eq!(near_expected("missing field `required`"), None);
    }
}
