//! Every text of the page is in every language, with the same variables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use regex::Regex;

use super::page_files::page_file;
use crate::language::ReportLanguage;

/// The parts of the page with texts; that of the frame is in `strings.js`.
const PARTS: [&str; 5] = ["frame", "files", "columns", "check", "jobs"];

/// What must be the same in each language: whether the text has a plural, and its variables.
type Shape = (bool, BTreeSet<String>);

/// The texts of a file by their keys.
fn texts(name: &str) -> BTreeMap<String, Shape> {
    assert!(page_file(name).is_some(), "there is no {name}");
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/workbench/page").join(name);
    let file = std::fs::read_to_string(place).unwrap();
    let start = ["await addTexts(", "export default"].iter().find_map(|mark| file.find(mark)).unwrap();
    let text = r#""((?:[^"\\]|\\.)*)""#;
    let entry = format!(r#"(?:"([^"]*)"|(\w+)): (?:{text}|\{{ one: {text}, other: {text} \}})"#);
    let variable = Regex::new(r"\{(\w+)\}").unwrap();
    let mut all = BTreeMap::new();
    for found in Regex::new(&entry).unwrap().captures_iter(&file[start..]) {
        let key = found.get(1).or(found.get(2)).unwrap().as_str().to_owned();
        let whole = found.get(3).or(found.get(5)).unwrap().as_str();
        let variables = variable.captures_iter(whole).map(|one| one[1].to_owned()).collect();
        assert!(!whole.trim().is_empty(), "{name}: {key} is empty");
        assert!(
            all.insert(key.clone(), (found.get(5).is_some(), variables)).is_none(),
            "{name} has {key} twice"
        );
    }
    all
}

#[test]
fn every_text_is_in_every_language() {
    for part in PARTS {
        let english = texts(
            if part == "frame" { "strings.js".to_owned() } else { format!("strings-{part}.js") }.as_str(),
        );
        assert!(english.len() > 40, "{part}: {} texts", english.len());
        for language in ReportLanguage::ALL.into_iter().filter(|language| !language.is_english()) {
            let name = format!("strings-{part}-{language}.js");
            let own = texts(&name);
            let differs = |(key, shape): &(&String, &Shape)| own.get(*key) != Some(*shape);
            let wrong: Vec<&String> = english.iter().filter(differs).map(|(key, _)| key).collect();
            let more: Vec<&String> = own.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(wrong.is_empty() && more.is_empty(), "{name}: {wrong:?} differ, {more:?} are no text");
        }
    }
}
