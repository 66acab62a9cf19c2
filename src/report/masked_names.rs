//! The names that a masked report does not have: files, folders and runs may be named after a person.

use serde_json::Value;

use super::report_json::{ReportRun, RunReport};
use crate::file::STDIN;
use crate::journal::JournalError;
use crate::mapping::shipped;

/// What stands in place of the names of sources: `source-1.csv`, in the order of the run.
#[derive(Debug, Default)]
pub(super) struct MaskedNames {
    files: Vec<String>,
}

impl MaskedNames {
    /// Knows these sources.
    pub(super) fn of<'a>(files: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = Self::default();
        files.into_iter().for_each(|file| drop(names.file(file)));
        names
    }

    /// The name of a file in a masked report. A file that is not known yet becomes the next source.
    pub(super) fn file(&mut self, name: &str) -> String {
        if name.is_empty() || name == STDIN {
            return name.to_owned();
        }
        let known = self.files.iter().position(|file| file == name);
        let at = known.unwrap_or_else(|| {
            self.files.push(name.to_owned());
            self.files.len() - 1
        });
        numbered(at, name)
    }

    /// Each name, and what replaces it.
    fn pairs(&self) -> Vec<(String, String)> {
        let pair = |(at, name): (usize, &String)| (name.clone(), numbered(at, name));
        self.files.iter().enumerate().map(pair).collect()
    }
}

fn numbered(at: usize, name: &str) -> String {
    format!("source-{}{}", at + 1, ending(name))
}

/// The endings that a name keeps.
const ENDINGS: [&str; 19] = [
    "csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "html", "htm", "xml", "json", "jsonl",
    "ndjson", "vcf", "toml", "db", "gz", "zst",
];

/// `.csv`, `.csv.gz`, or nothing.
fn ending(name: &str) -> String {
    let mut kept = String::new();
    let mut rest = name;
    while let Some((before, last)) = rest.rsplit_once('.')
        && ENDINGS.contains(&last.to_ascii_lowercase().as_str())
    {
        kept = format!(".{last}{kept}");
        rest = before;
    }
    kept
}

/// The beginning of a run's id, which has its time but not the name of its source. Commands take it like the whole id.
pub(super) fn run_beginning(id: &str) -> String {
    id.split('-').next().unwrap_or_default().to_owned()
}

impl RunReport {
    /// The report without the names of files, folders, runs, and of the users of other processes.
    pub(super) fn without_names(mut self) -> Result<Self, JournalError> {
        let mut names = MaskedNames::of(self.about.inputs.iter().map(|input| input.file.as_str()));
        let mut pairs = self.about.forget_names();
        let id = std::mem::take(&mut self.run);
        self.run = run_beginning(&id);
        pairs.push((id, self.run.clone()));
        let mut value = serde_json::to_value(&self)?;
        let members = value.as_object_mut().into_iter().flatten();
        members.filter(|(name, _)| *name != "about").for_each(|(_, member)| name_files(member, &mut names));
        pairs.extend(names.pairs());
        let bare = |(name, new): &(String, String)| Some((file_name(name)?.to_owned(), new.clone()));
        pairs.extend(pairs.iter().filter_map(bare).collect::<Vec<_>>());
        pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        replace(&mut value, &pairs);
        Ok(serde_json::from_value(value)?)
    }
}

impl ReportRun {
    /// Forgets names that are no sources. Returns those that may stand in texts, and what replaces them.
    fn forget_names(&mut self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut forget = |name: &mut String, new: String| {
            let old = std::mem::replace(name, new.clone());
            pairs.push((old, new));
        };
        if let Some(file) = self.account.as_ref().and_then(|account| account.sandbox_file()) {
            forget(&mut file.to_owned(), format!("sandbox{}", ending(file)));
        }
        if !self.mapping_file.is_empty() && !is_built_in(&self.mapping_file) {
            forget(&mut self.mapping_file, "mapping.toml".to_owned());
        }
        if let Some(plan) = &mut self.plan {
            let new = format!("plan{}", ending(&plan.file));
            plan.command = plan.command.take().map(|_| format!("deskferry apply {new}"));
            plan.run = plan.run.take().map(|id| run_beginning(&id));
            forget(&mut plan.file, new);
        }
        if let Some(fixes) = &mut self.fixes {
            let new = format!("fixes{}", ending(&fixes.file));
            if !fixes.path.is_empty() {
                forget(&mut fixes.path, new.clone());
            }
            forget(&mut fixes.file, new);
            if let Some(of) = &mut fixes.of {
                let new = format!("source{}", ending(of));
                forget(of, new);
            }
            let left_out = std::mem::take(&mut fixes.left_out).into_iter().zip(1..);
            for ((mut file, count), at) in left_out {
                let new = format!("other-source-{at}{}", ending(&file));
                forget(&mut file, new);
                fixes.left_out.insert(file, count);
            }
        }
        if let Some(run) = &mut self.undoes {
            let new = run_beginning(run);
            forget(run, new);
        }
        for corrected in &mut self.corrected {
            let new = run_beginning(&corrected.run);
            forget(&mut corrected.run, new);
        }
        if let Some(kept) = &mut self.kept_rate {
            kept.user = None;
            "deskferry".clone_into(&mut kept.command);
        }
        pairs
    }
}

/// `mappings/hubspot.toml`, as reports name it.
fn is_built_in(mapping: &str) -> bool {
    let name = mapping.strip_prefix("mappings/").and_then(|name| name.strip_suffix(".toml"));
    name.is_some_and(|name| shipped(name).is_some())
}

/// The name of a file without its folders; `None` if there are none.
fn file_name(path: &str) -> Option<&str> {
    path.rsplit_once(['/', '\\']).map(|(_, name)| name)
}

/// Learns the names of all files below, in the order of the report.
fn name_files(value: &Value, names: &mut MaskedNames) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| match member {
            Value::String(file) if name == "file" => drop(names.file(file)),
            member => name_files(member, names),
        }),
        Value::Array(values) => values.iter().for_each(|value| name_files(value, names)),
        _ => {}
    }
}

/// Replaces names in all texts. A name that could be a word of ours is replaced only where it is the whole text.
fn replace(value: &mut Value, pairs: &[(String, String)]) {
    match value {
        Value::String(text) => {
            for (name, new) in pairs.iter().filter(|(name, _)| !name.is_empty()) {
                if text == name {
                    new.clone_into(text);
                    return;
                }
                if name.len() > 4 && name.contains(['.', '/', '-']) && text.contains(name.as_str()) {
                    *text = text.replace(name.as_str(), new);
                }
            }
        }
        Value::Object(members) => members.values_mut().for_each(|member| replace(member, pairs)),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, pairs)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_numbered_in_their_order() {
        let mut names = MaskedNames::of(["Ada Byron/customers.of.Ada.csv", "-", "bob.CSV.gz"]);
        assert_eq!(names.file("bob.CSV.gz"), "source-2.CSV.gz");
        assert_eq!(names.file("Ada Byron/customers.of.Ada.csv"), "source-1.csv");
        assert_eq!(names.file("Eve"), "source-3");
        assert_eq!((names.file("-"), names.file("")), ("-".to_owned(), String::new()));
    }

    #[test]
    fn texts_lose_names_and_keep_their_words() {
        let pairs = [("x/ada.csv", "source-1.csv"), ("row", "source-2")];
        let pairs = pairs.map(|(name, new)| (name.to_owned(), new.to_owned()));
        let mut value = serde_json::json!({"a": ["row 3 of x/ada.csv", "row", 7], "b": null});
        replace(&mut value, &pairs);
        assert_eq!(value, serde_json::json!({"a": ["row 3 of source-1.csv", "source-2", 7], "b": null}));
    }

    #[test]
    fn a_built_in_mapping_keeps_its_name() {
        assert!(is_built_in("mappings/hubspot.toml"));
        assert!(!is_built_in("mappings/ada.toml") && !is_built_in("hubspot"));
    }

    #[test]
    fn a_run_keeps_its_time() {
        assert_eq!(run_beginning("20261123T212549Z-ada-byron-2c0be4"), "20261123T212549Z");
    }
}
