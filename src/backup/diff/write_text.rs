//! The differences for people, at most 80 columns wide.

use std::io;

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthChar;

use super::compare::BackupDiff;
use super::difference::{Difference, DifferenceKind, FieldDifference};
use super::error::DiffError;
use crate::file::on_one_line;
use crate::profile::{cut_pair, whole_fields};
use crate::report::{shown, wrap};

const WIDTH: usize = 80;
/// What is before a value.
const INDENT: usize = 6;

impl BackupDiff {
    /// Writes counts, then who came, who went and each changed field. `put` gets the text in pieces.
    pub fn write_text(&self, put: &mut dyn FnMut(&str) -> io::Result<()>) -> Result<(), DiffError> {
        let mut put = |text: &str| put(text).map_err(DiffError::Print);
        put(&self.text_head())?;
        let mut last = None;
        self.each(|one| {
            if last != Some(one.kind) {
                put("\n")?;
            }
            last = Some(one.kind);
            put(&lines(&one))
        })
    }

    /// The two backups, the counts, and which fields only one of them has.
    pub fn text_head(&self) -> String {
        let mut text = format!(
            "From {}\n  to {}\n{}",
            on_one_line(&self.before.path),
            on_one_line(&self.after.path),
            self.changes.text()
        );
        for note in self.one_sided_fields() {
            text.push_str(&(wrap("", 2, &note) + "\n"));
        }
        text
    }
}

fn lines(one: &Difference) -> String {
    let who = one.who.join(", ");
    let mut text = shown(&format!("{:<9}{}  {who}", one.kind.word(), one.id), WIDTH) + "\n";
    if one.kind == DifferenceKind::Changed {
        for field in &one.fields {
            text.push_str(&(shown(&format!("  {}", field.name), WIDTH) + "\n"));
            values(field).iter().for_each(|line| text.push_str(line));
        }
    }
    text
}

/// The old and the new value, cut so that the difference shows.
fn values(field: &FieldDifference) -> [String; 2] {
    let mut pair = [&field.before, &field.after].map(|value| in_words(&field.name, value));
    if pair[0] == pair[1] {
        // For people they are the same, such as two companies with one name.
        pair = [&field.before, &field.after].map(|value| value.as_ref().map_or_else(empty, Value::to_string));
    }
    let [before, after] = pair.map(|text| on_one_line(&text).into_owned());
    let width = |letter: char| letter.width().unwrap_or_default();
    let (before, after) = cut_pair(&before, &after, WIDTH - INDENT, width);
    [format!("    - {before}\n"), format!("    + {after}\n")]
}

fn in_words(name: &str, value: &Option<Value>) -> String {
    let Some(value) = value else { return empty() };
    let one = Map::from_iter([(name.to_owned(), value.clone())]);
    whole_fields(&one).into_iter().map(|(_, text)| text).collect()
}

fn empty() -> String {
    "(empty)".to_owned()
}
