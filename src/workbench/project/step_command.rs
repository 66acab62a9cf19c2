//! The command line of a step: what is clicked can be run again tonight.

use std::path::Path;

use crate::file::name_of;
use crate::journal::quoted;
use crate::mapping::StatedReading;

/// `deskferry validate contacts.csv -m mapping.toml --fixes fixes.csv --delimiter ';'`, quoted for a shell. `more` are words
/// for the fixes and the custom fields.
pub(crate) fn validate_line(file: &Path, mapping: &Path, more: &[String], reading: &StatedReading) -> String {
    let (file, mapping) = (named(file), named(mapping));
    let words = ["validate", &file, "-m", &mapping].into_iter().chain(more.iter().map(String::as_str));
    line(&words.collect::<Vec<_>>(), reading)
}

/// `deskferry mapping suggest contacts.csv -o mapping.toml --delimiter ';'`. `more` are words for the custom fields.
pub(crate) fn suggest_line(file: &Path, mapping: &Path, more: &[String], reading: &StatedReading) -> String {
    let (file, mapping) = (named(file), named(mapping));
    let words =
        ["mapping", "suggest", &file, "-o", &mapping].into_iter().chain(more.iter().map(String::as_str));
    line(&words.collect::<Vec<_>>(), reading)
}

/// `deskferry workbench deskferry-project`
pub(crate) fn open_line(folder: &Path) -> String {
    line(&["workbench", &named(folder)], &StatedReading::default())
}

/// A command line of these words, quoted for a shell.
pub(crate) fn command_line(words: &[&str]) -> String {
    line(words, &StatedReading::default())
}

fn line(words: &[&str], reading: &StatedReading) -> String {
    let flags = reading.words();
    let words = words.iter().copied().chain(flags.iter().map(String::as_str));
    let words: Vec<String> = words.map(quoted).collect();
    format!("deskferry {}", words.join(" "))
}

/// A name that no command takes for a flag.
fn named(path: &Path) -> String {
    let name = name_of(path);
    if name.starts_with('-') { format!("./{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        let reading = StatedReading {
            delimiter: Some(";".to_owned()),
            sheet: Some("it's 2".to_owned()),
            header_row: Some(3),
            ..StatedReading::default()
        };
        assert_eq!(
            validate_line(Path::new("-a b.csv"), Path::new("p/mapping.toml"), &[], &reading),
            "deskferry validate './-a b.csv' -m p/mapping.toml --delimiter ';' --sheet 'it'\\''s 2' --header-row 3"
        );
        assert_eq!(
            suggest_line(Path::new("a.csv"), Path::new("m.toml"), &[], &StatedReading::default()),
            "deskferry mapping suggest a.csv -o m.toml"
        );
    }
}
