//! Masks the names of files, folders and runs in messages: `ada-byron.csv` tells a person as much as a cell does.

use super::redact::mask;

/// Replaces a name, unless it is only a part of a longer word.
fn replace_words(text: &mut String, name: &str, masked: &str) {
    if !text.contains(name) {
        return;
    }
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let is_part = before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if is_part { name } else { masked });
        rest = after;
    }
    *text = out + rest;
}

/// The path of a file or a folder, masked.
pub fn masked_path(path: &str) -> String {
    mask_path(path)
}

/// `/h***/a***/a***-b***.csv`: what the file is can still be told.
pub(crate) fn mask_path(path: &str) -> String {
    let (start, path) = match path.split_once("://") {
        Some((scheme, path)) => (format!("{scheme}://"), path),
        None => (String::new(), path),
    };
    let (stem, ending) = known_ending(path);
    // The folder of a run or a backup is known by its time.
    let part = |part: &str| if is_id(part) { mask_run(part) } else { mask(part) };
    start + &stem.split('/').map(part).collect::<Vec<_>>().join("/") + ending
}

/// True for the id of a run or a backup: `20261123T204500Z-`.
fn is_id(text: &str) -> bool {
    let form = |(at, letter): (usize, u8)| match at {
        8 => letter == b'T',
        15 => letter == b'Z',
        16 => letter == b'-',
        _ => letter.is_ascii_digit(),
    };
    text.len() > 17 && text.bytes().take(17).enumerate().all(form)
}

/// A message with its addresses, paths and names of runs masked, and with these names, which look like any word.
pub fn masked_text(text: &str, names: &[&str]) -> String {
    let mut text = text.to_owned();
    for name in names.iter().filter(|name| name.len() > 2) {
        replace_words(&mut text, name, &mask_path(name));
    }
    let word = |word: &str| {
        let bare = word.trim_matches(|letter: char| "\"'()[]<>,;:.`".contains(letter));
        let is_path = bare.len() > 1 && bare.contains('/') || !known_ending(bare).1.is_empty();
        let masked = if is_id(bare) {
            mask_run(bare)
        } else if is_path {
            mask_path(bare)
        } else if bare.contains('@') {
            mask(bare)
        } else {
            return word.to_owned();
        };
        word.replace(bare, &masked)
    };
    text.split_inclusive(char::is_whitespace)
        .map(|piece| {
            let bare = piece.trim_end();
            word(bare) + &piece[bare.len()..]
        })
        .collect()
}

/// The last endings of a name that say how the file is to be read.
fn known_ending(path: &str) -> (&str, &str) {
    let mut at = path.len();
    while let Some(dot) = path[..at].rfind('.') {
        if !ENDINGS.contains(&path[dot + 1..at].to_ascii_lowercase().as_str()) {
            break;
        }
        at = dot;
    }
    path.split_at(at)
}

const ENDINGS: [&str; 24] = [
    "csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "json", "jsonl", "ndjson", "vcf", "xml",
    "html", "htm", "toml", "db", "gz", "zst", "zip", "age", "plan", "pdf", "bak",
];

/// `20261123T204500Z-a***-b***-3f9a0c`: the time and the end, which name the run, stay.
pub(super) fn mask_run(id: &str) -> String {
    match id.split_once('-').and_then(|(time, rest)| Some((time, rest.rsplit_once('-')?))) {
        Some((time, (name, end))) => format!("{time}-{}-{end}", mask(name)),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_runs_keep_what_says_what_they_are() {
        let paths = ["ada-byron.csv.gz", "/home/ada/x.Lovelace", "s3://bucket/ada/latest", "-", "my.toml"];
        let masked = paths.map(mask_path);
        assert_eq!(
            masked,
            ["a***-b***.csv.gz", "/h***/a***/*.L***", "s3://b***/a***/l***", "-", "m***.toml"]
        );
        assert_eq!(mask_run("20261123T204500Z-ada-byron-3f9a0c"), "20261123T204500Z-a***-b***-3f9a0c");
        assert_eq!(mask_run("20261123T204500Z-3f9a0c"), "20261123T204500Z-3f9a0c");
    }

    #[test]
    fn a_message_keeps_its_own_words() {
        let text = "can't read ada/20261123T204500Z-ada-byron-3f9a0c/x.csv: call `deskferry` again; ask <ada@x.org>\n";
        let masked = "can't read a***/20261123T204500Z-a***-b***-3f9a0c/*.csv: call `deskferry` again; ask <a***@x***.org>\n";
        assert_eq!(masked_text(text, &[]), masked);
        assert_eq!(
            masked_text("2 backups in ada-byron, of adas", &["ada-byron"]),
            "2 backups in a***-b***, of adas"
        );
    }

    #[test]
    fn a_name_inside_a_longer_word_stays() {
        let mut text = "read ada.csv, not lada.csv; see \"ada.csv\"".to_owned();
        replace_words(&mut text, "ada.csv", "a***.csv");
        assert_eq!(text, "read a***.csv, not lada.csv; see \"a***.csv\"");
    }
}
