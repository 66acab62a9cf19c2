//! The name under which an uploaded file is stored: never a path, never a name with a meaning of its own.

use std::path::Path;

use crate::file::is_hidden;

/// The maximum length in bytes, with room for `-123` and `.part`.
const LONGEST: usize = 180;
/// The maximum length of an ending that is kept.
const ENDING: usize = 20;
/// The ending of a file that is still arriving.
pub(crate) const UNFINISHED: &str = ".part";

/// Names of devices on Windows, where a project may be opened later.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A safe name that says the same to a person.
pub(crate) fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().map(|letter| if is_odd(letter) { '_' } else { letter }).collect();
    let plain = plain.trim().trim_start_matches(['.', '-', ' ']).trim_end_matches(['.', ' ']);
    let stem = plain.split('.').next().unwrap_or_default().trim().to_lowercase();
    match plain {
        "" => "file".to_owned(),
        _ if DEVICES.contains(&stem.as_str()) => shortened(&format!("_{plain}")),
        _ if plain.to_lowercase().ends_with(UNFINISHED) => shortened(&format!("{plain}_")),
        _ => shortened(plain),
    }
}

/// Control characters, invisible ones, and those that a file system or a shell takes for something else.
fn is_odd(letter: char) -> bool {
    let is_private = matches!(u32::from(letter), 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
    letter.is_control() || is_hidden(letter) || is_private || r#":*?"<>|"#.contains(letter)
}

/// At most [`LONGEST`] bytes; the ending stays.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = parts(name);
    let most = LONGEST - ending.len();
    let cut = (0..=most).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
    format!("{}{ending}", stem.get(..cut).unwrap_or_default().trim_end())
}

/// The name without its ending, and the ending with its dot: `contacts`, `.csv`. `.csv.gz` is one ending.
fn parts(name: &str) -> (&str, &str) {
    let end = |text: &str| text.rfind('.').filter(|at| *at > 0 && text.len() - at <= ENDING);
    let Some(last) = end(name) else { return (name, "") };
    let is_packed = [".gz", ".zst"].contains(&name.get(last..).unwrap_or_default().to_lowercase().as_str());
    let at = if is_packed { end(name.get(..last).unwrap_or_default()).unwrap_or(last) } else { last };
    name.split_at(at)
}

/// The first of `contacts.csv`, `contacts-2.csv`, ... that the folder does not have, finished or not. The unfinished name
/// is looked for first: an upload that ends in between has its name by then.
pub(crate) fn free_name(folder: &Path, name: &str) -> String {
    let (stem, ending) = parts(name);
    let exists = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let is_free = |name: &String| !exists(&format!("{name}{UNFINISHED}")) && !exists(name);
    let numbered = (2u64..).map(|number| format!("{stem}-{number}{ending}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("contacts.csv", "contacts.csv")]
    #[case("Clienti Perù 2026.CSV", "Clienti Perù 2026.CSV")]
    #[case("../../etc/passwd", "passwd")]
    #[case("..", "file")]
    #[case("", "file")]
    #[case("C:\\Users\\ada\\c.csv", "c.csv")]
    #[case("a\0b\nc.csv", "a_b_c.csv")]
    #[case(".bashrc", "bashrc")]
    #[case("-rf.csv", "rf.csv")]
    #[case("NUL.csv", "_NUL.csv")]
    #[case("com1", "_com1")]
    #[case("a.part", "a.part_")]
    #[case("\u{202e}vsc.csv", "_vsc.csv")]
    #[case("a\u{10fee9}.csv", "a_.csv")]
    #[case("what?.csv ", "what_.csv")]
    fn names_are_made_safe(#[case] given: &str, #[case] expected: &str) {
        assert_eq!(safe_name(given), expected);
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = safe_name(&format!("{}.csv.gz", "ä".repeat(300)));
        assert!(name.len() <= LONGEST && name.ends_with("ä.csv.gz"), "{name}");
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let take = |name: &str| std::fs::write(folder.path().join(name), "").unwrap();
        assert_eq!(free_name(folder.path(), "a.csv.gz"), "a.csv.gz");
        take("a.csv.gz");
        take("a-2.csv.gz.part");
        assert_eq!(free_name(folder.path(), "a.csv.gz"), "a-3.csv.gz");
    }
}
